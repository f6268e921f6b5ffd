package io.lakeloop.compaction;

import io.lakeloop.testing.architecture.ModuleArchitecture;
import io.lakeloop.testing.architecture.TestRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
  private static final ModuleArchitecture MODULE =
      ModuleArchitecture.ofModuleWith(CompactJob.class)
          .withPurePackage("io.lakeloop.compaction.health")
          .withPackage(
              "io.lakeloop.compaction.merge",
              "org.apache.hadoop.conf",
              "org.apache.iceberg..",
              "org.slf4j..")
          .withPackage(
              "io.lakeloop.compaction",
              "io.lakeloop.compaction.health",
              "io.lakeloop.compaction.merge",
              "io.lakeloop.adapter..",
              "org.apache.flink..",
              "org.apache.iceberg..",
              "org.slf4j..")
          .withPackage(
              "io.lakeloop.history",
              "io.lakeloop.adapter..",
              "com.fasterxml.jackson..",
              "org.apache.flink..",
              "org.apache.iceberg..")
          .withPackage(
              "io.lakeloop.maintenance",
              "io.lakeloop.adapter..",
              "io.lakeloop.model",
              "org.apache.flink.configuration..",
              "org.apache.iceberg..");

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
