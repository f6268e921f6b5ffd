package io.lakeloop.ingest;

import io.lakeloop.testing.architecture.ModuleArchitecture;
import io.lakeloop.testing.architecture.TestRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
  private static final ModuleArchitecture MODULE =
      ModuleArchitecture.ofModuleWith(IngestJob.class)
          .withPackage(
              "io.lakeloop.ingest",
              "io.lakeloop.ingest.decode",
              "io.lakeloop.ingest.restore",
              "io.lakeloop.adapter..",
              "io.lakeloop.domain",
              "org.apache.avro",
              "org.apache.flink..",
              "org.apache.iceberg..",
              "org.apache.kafka..")
          .withPackage(
              "io.lakeloop.detect",
              "io.lakeloop.ingest",
              "io.lakeloop.ingest.decode",
              "io.lakeloop.ingest.restore",
              "io.lakeloop.adapter..",
              "io.lakeloop.domain",
              "io.lakeloop.feature",
              "io.lakeloop.model",
              "org.apache.flink..",
              "org.apache.iceberg..",
              "org.apache.kafka..",
              "org.slf4j")
          .withPackage(
              "io.lakeloop.ingest.decode",
              "io.lakeloop.adapter.avro",
              "io.lakeloop.adapter.iceberg",
              "io.lakeloop.domain",
              "org.apache.avro..",
              "org.apache.flink.table.data..",
              "org.apache.iceberg",
              "org.apache.iceberg.types")
          .withPackage(
              "io.lakeloop.ingest.restore",
              "io.lakeloop.ingest.decode",
              "io.lakeloop.adapter.iceberg",
              "org.apache.flink..",
              "org.apache.iceberg..",
              "org.apache.kafka..",
              "org.slf4j")
          .withPackage(
              "io.lakeloop.ingest.audit",
              "io.lakeloop.ingest",
              "io.lakeloop.ingest.decode",
              "io.lakeloop.adapter..",
              "com.fasterxml.jackson..",
              "org.apache.avro..",
              "org.apache.iceberg..",
              "org.apache.kafka..",
              "org.roaringbitmap..")
          .withPackage(
              "io.lakeloop.ingest.deadletter",
              "io.lakeloop.ingest",
              "io.lakeloop.ingest.decode",
              "io.lakeloop.ingest.restore",
              "io.lakeloop.adapter..",
              "io.lakeloop.domain",
              "org.apache.iceberg..",
              "org.apache.kafka..");

  @TestFactory
  Stream<DynamicTest> packagesUseWhatTheyMay() {
    return MODULE.tests();
  }

  @TestFactory
  Stream<DynamicTest> jobsStandAboveTopologiesAboveTheRest() {
    return MODULE.jobTests();
  }

  @TestFactory
  Stream<DynamicTest> testsAreNotPassedOver() {
    return TestRules.testsOfModuleWith(ArchitectureTest.class);
  }
}
