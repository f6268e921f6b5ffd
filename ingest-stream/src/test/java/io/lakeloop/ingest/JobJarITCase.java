package io.lakeloop.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The jar that {@code flink run} takes: all that the job needs beside Flink, and nothing else. */
class JobJarITCase {
  /** What the connectors carry in Flink's namespace outside packages of their own. */
  private static final Set<String> STRAYS =
      Set.of(
          "org/apache/flink/table/api/runtime/types/FlinkScalaKryoInstantiator.class",
          "org/apache/flink/streaming/util/serialization/JSONKeyValueDeserializationSchema.class");

  private static Path path;
  private static JarFile jar;
  private static List<String> entries;

  @BeforeAll
  static void openJar() throws IOException {
    path =
        Path.of(
            Objects.requireNonNull(
                System.getProperty("lakeloop.job-jar"),
                "The build names the jar: run this test with ./mvnw verify"));
    jar = new JarFile(path.toFile());
    entries = jar.stream().map(ZipEntry::getName).toList();
  }

  @AfterAll
  static void closeJar() throws IOException {
    jar.close();
  }

  @Test
  void namesItsMainClass() throws IOException {
    Attributes manifest = jar.getManifest().getMainAttributes();

    assertThat(manifest.getValue(Attributes.Name.MAIN_CLASS)).isEqualTo(IngestJob.class.getName());
    assertThat(entries).contains("io/lakeloop/ingest/IngestJob.class");
  }

  @Test
  void holdsWhatFlinkDoesNotBring() {
    assertThat(entries)
        .contains(
            "io/lakeloop/adapter/iceberg/LakeTables.class",
            "avro/Transaction.avsc",
            "org/apache/avro/Schema.class",
            "org/apache/flink/connector/kafka/source/KafkaSource.class",
            "org/apache/kafka/clients/consumer/KafkaConsumer.class",
            "org/apache/iceberg/flink/sink/dynamic/DynamicIcebergSink.class",
            "org/apache/iceberg/aws/s3/S3FileIO.class",
            "software/amazon/awssdk/services/s3/S3Client.class",
            "org/apache/hadoop/conf/Configuration.class",
            "org/apache/hadoop/fs/s3a/S3AFileSystem.class");
  }

  @Test
  void leavesFlinkAndItsLoggingToTheCluster() {
    assertThat(entries)
        .filteredOn(entry -> entry.startsWith("org/apache/flink/") && entry.endsWith(".class"))
        .allMatch(
            entry ->
                entry.startsWith("org/apache/flink/connector/kafka/")
                    || entry.startsWith("org/apache/flink/streaming/connectors/kafka/")
                    || STRAYS.contains(entry));
    assertThat(entries)
        .noneMatch(entry -> entry.startsWith("org/slf4j/"))
        .noneMatch(entry -> entry.startsWith("org/apache/logging/"));
  }

  @Test
  void holdsNothingOfTheTests() {
    assertThat(entries)
        .noneMatch(entry -> entry.startsWith("org/junit/"))
        .noneMatch(entry -> entry.startsWith("io/lakeloop/testing/"))
        .noneMatch(entry -> entry.startsWith("io/lakeloop/servers/"))
        .noneMatch(entry -> entry.matches("io/lakeloop/.*(Test|ITCase|Fixture)\\.class"));
  }

  @Test
  void holdsNoFileTwiceAndNoSignature() {
    assertThat(entries)
        .doesNotHaveDuplicates()
        .noneMatch(entry -> entry.matches("META-INF/[^/]+\\.(SF|DSA|RSA)"));
  }

  @Test
  void mergesTheServicesOfAllLibraries() throws IOException {
    assertThat(text("META-INF/services/org.apache.flink.table.factories.Factory"))
        .contains("org.apache.iceberg.flink.FlinkDynamicTableFactory")
        .contains("org.apache.flink.streaming.connectors.kafka.table.KafkaDynamicTableFactory");
    assertThat(text("META-INF/services/org.apache.hadoop.security.token.TokenIdentifier"))
        .contains("org.apache.hadoop.hdfs.security.token.delegation.DelegationTokenIdentifier")
        .contains("org.apache.hadoop.fs.s3a.auth.delegation.FullCredentialsTokenIdentifier");
  }

  @Test
  void keepsTheLicencesOfItsLibraries() throws IOException {
    assertThat(text("META-INF/LICENSE")).contains("Apache License");
    assertThat(text("META-INF/NOTICE")).contains("Apache Avro").contains("Apache Flink");
    assertThat(text("NOTICE")).contains("Apache Iceberg").contains("Apache Kafka");
  }

  @Test
  void startsWithNothingButFlinkBesideIt() throws Exception {
    try (URLClassLoader flink =
            new URLClassLoader(flinkJars(), ClassLoader.getPlatformClassLoader());
        URLClassLoader job = new URLClassLoader(new URL[] {path.toUri().toURL()}, flink)) {
      Class<?> main = job.loadClass(IngestJob.class.getName());

      Throwable thrown =
          catchThrowable(
              () -> main.getMethod("main", String[].class).invoke(null, (Object) new String[0]));

      assertThat(main.getClassLoader()).isSameAs(job);
      assertThat(thrown).isInstanceOf(InvocationTargetException.class);
      assertThat(thrown.getCause())
          .hasMessageContaining("lake.catalog.uri must be given")
          .hasMessageContaining("ingest.kafka.bootstrap-servers must be given");
    }
  }

  /** Flink's jars and the libraries that its distribution brings, out of the tests' class path. */
  private static URL[] flinkJars() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (entry.matches(
          ".*(/flink-(?!connector-kafka)|/kryo|/slf4j-api|/log4j-|/commons-(cli|math3|text)).*jar")) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return urls.toArray(URL[]::new);
  }

  private static String text(String entry) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getEntry(entry))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
