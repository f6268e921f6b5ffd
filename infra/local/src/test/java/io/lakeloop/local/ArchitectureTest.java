package io.lakeloop.local;

import io.lakeloop.servers.LocalStack;
import io.lakeloop.testing.architecture.ModuleArchitecture;
import io.lakeloop.testing.architecture.TestRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
  @TestFactory
  Stream<DynamicTest> packagesUseWhatTheyMay() {
    return ModuleArchitecture.ofModuleWith(Lakeloop.class)
        .withPurePackage("io.lakeloop.simulator", "io.lakeloop.domain", "de.siegmar.fastcsv..")
        .withPackage(
            "io.lakeloop.local",
            "io.lakeloop.simulator",
            "io.lakeloop.servers",
            "io.lakeloop.ingest..",
            "io.lakeloop.detect",
            "io.lakeloop.compaction..",
            "io.lakeloop.history",
            "io.lakeloop.maintenance",
            "io.lakeloop.training..",
            "io.lakeloop.sql",
            "io.lakeloop.adapter..",
            "io.lakeloop.domain",
            "io.lakeloop.feature",
            "io.lakeloop.model",
            "de.siegmar.fastcsv.writer",
            "com.fasterxml.jackson..",
            "org.apache.flink..",
            "org.apache.iceberg..",
            "org.apache.kafka..",
            "org.jline..",
            "picocli")
        .tests();
  }

  /** The servers' module is checked here because the shared rules depend on it. */
  @TestFactory
  Stream<DynamicTest> serversStayApartFromWhatTheyServe() {
    return ModuleArchitecture.ofModuleWith(LocalStack.class)
        .withPackage("io.lakeloop.servers", "io.lakeloop.servers.embedded")
        .withPackage(
            "io.lakeloop.servers.embedded",
            "kafka..",
            "org.apache.kafka..",
            "org.apache.iceberg..",
            "org.apache.logging.log4j..",
            "org.eclipse.jetty..",
            "org.gaul.s3proxy..",
            "org.slf4j",
            "org.sqlite..",
            "ch.qos.logback..",
            "scala..")
        .tests();
  }

  @TestFactory
  Stream<DynamicTest> testsAreNotPassedOver() {
    return TestRules.testsOfModuleWith(ArchitectureTest.class);
  }
}
