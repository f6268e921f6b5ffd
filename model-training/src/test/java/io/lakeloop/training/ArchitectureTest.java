package io.lakeloop.training;

import io.lakeloop.testing.architecture.ModuleArchitecture;
import io.lakeloop.testing.architecture.TestRules;
import io.lakeloop.training.backfill.FeatureBackfillJob;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
  private static final ModuleArchitecture MODULE =
      ModuleArchitecture.ofModuleWith(FeatureBackfillJob.class)
          .withPackage(
              "io.lakeloop.training.backfill",
              "io.lakeloop.adapter..",
              "io.lakeloop.domain",
              "io.lakeloop.feature",
              "org.apache.flink..",
              "org.apache.iceberg..")
          .withPackage(
              "io.lakeloop.training.skew",
              "io.lakeloop.adapter..",
              "io.lakeloop.domain",
              "io.lakeloop.feature",
              "com.fasterxml.jackson..",
              "org.apache.flink..",
              "org.apache.iceberg..")
          .withPurePackage("io.lakeloop.training.evaluation")
          .withPurePackage(
              "io.lakeloop.training.trainer",
              "io.lakeloop.training.evaluation",
              "io.lakeloop.feature",
              "io.lakeloop.model",
              "ml.dmlc.xgboost4j.java..")
          .withPurePackage("io.lakeloop.training.gate", "io.lakeloop.training.evaluation")
          .withPurePackage(
              "io.lakeloop.training.run",
              "io.lakeloop.training.evaluation",
              "io.lakeloop.training.gate",
              "io.lakeloop.training.trainer",
              "io.lakeloop.feature",
              "io.lakeloop.model")
          .withPurePackage(
              "io.lakeloop.training.report",
              "io.lakeloop.training.evaluation",
              "io.lakeloop.training.gate",
              "io.lakeloop.training.run",
              "io.lakeloop.model")
          .withPackage(
              "io.lakeloop.training.quality",
              "io.lakeloop.adapter..",
              "io.lakeloop.domain",
              "io.lakeloop.feature",
              "io.lakeloop.model",
              "io.lakeloop.training.evaluation",
              "io.lakeloop.training.gate",
              "io.lakeloop.training.run",
              "org.apache.flink..",
              "org.apache.iceberg..",
              "org.slf4j..")
          .withPackage(
              "io.lakeloop.training.dataset",
              "io.lakeloop.adapter..",
              "io.lakeloop.domain",
              "io.lakeloop.feature",
              "org.apache.flink..",
              "org.apache.iceberg..")
          .withPackage(
              "io.lakeloop.training",
              "io.lakeloop.adapter..",
              "io.lakeloop.feature",
              "io.lakeloop.model",
              "io.lakeloop.training..",
              "org.apache.flink..",
              "org.apache.iceberg..",
              "org.slf4j..");

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
