package io.lakeloop;

import io.lakeloop.domain.Transaction;
import io.lakeloop.testing.architecture.ModuleArchitecture;
import io.lakeloop.testing.architecture.TestRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
  @TestFactory
  Stream<DynamicTest> packagesUseWhatTheyMay() {
    return ModuleArchitecture.ofModuleWith(Transaction.class)
        .withPurePackage("io.lakeloop.domain")
        .withPurePackage("io.lakeloop.feature", "io.lakeloop.domain")
        .withPurePackage(
            "io.lakeloop.model",
            "com.fasterxml.jackson..",
            "ai.onnxruntime",
            "com.amazon.randomcutforest..")
        .withPackage(
            "io.lakeloop.adapter.avro",
            "io.lakeloop.domain",
            "org.apache.avro..",
            "com.fasterxml.jackson..")
        .withPackage(
            "io.lakeloop.adapter.config",
            "org.apache.flink.configuration..",
            "org.apache.flink.util")
        .withPackage(
            "io.lakeloop.adapter.iceberg",
            "io.lakeloop.adapter.avro",
            "io.lakeloop.adapter.config",
            "io.lakeloop.model",
            "org.apache.iceberg..",
            "org.apache.avro",
            "org.apache.hadoop.conf",
            "org.apache.flink.configuration..",
            "org.apache.flink.table.data")
        .withPackage(
            "io.lakeloop.adapter.flink",
            "io.lakeloop.adapter.iceberg",
            "io.lakeloop.domain",
            "io.lakeloop.feature",
            "org.apache.flink..",
            "org.apache.iceberg..")
        .tests();
  }

  @TestFactory
  Stream<DynamicTest> testsAreNotPassedOver() {
    return TestRules.testsOfModuleWith(ArchitectureTest.class);
  }
}
