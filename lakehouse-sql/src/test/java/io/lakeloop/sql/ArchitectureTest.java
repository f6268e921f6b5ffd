package io.lakeloop.sql;

import io.lakeloop.testing.architecture.ModuleArchitecture;
import io.lakeloop.testing.architecture.TestRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
  @TestFactory
  Stream<DynamicTest> packagesUseWhatTheyMay() {
    return ModuleArchitecture.ofModuleWith(LakeSession.class)
        .withPackage(
            "io.lakeloop.sql",
            "io.lakeloop.sql.function",
            "io.lakeloop.adapter..",
            "com.fasterxml.jackson..",
            "org.apache.flink..",
            "org.apache.iceberg..")
        .withPackage(
            "io.lakeloop.sql.function",
            "io.lakeloop.adapter..",
            "io.lakeloop.model",
            "org.apache.flink..",
            "org.apache.iceberg..")
        .tests();
  }

  @TestFactory
  Stream<DynamicTest> testsAreNotPassedOver() {
    return TestRules.testsOfModuleWith(ArchitectureTest.class);
  }
}
