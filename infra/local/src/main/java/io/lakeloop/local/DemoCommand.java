package io.lakeloop.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Plays the whole loop in one process, verifies it and ends by itself.",
    footer = {
      "",
      "Starts Kafka, S3, the catalog and Flink, sends a month of history and then live traffic with",
      "late, repeated and broken records, lands it in Iceberg tables, and audits every record.",
      "Exit code 0 only if the audit passes. Leaves nothing running, and no data unless --data-dir is given.",
      "",
      "Examples:",
      "  lakeloop demo",
      "  lakeloop demo --input transactions.csv.gz   real transactions instead of the simulator's"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DemoCommand implements Callable<Integer> {
  @Mixin private TrafficOptions traffic;
  @Mixin private ReplayOptions replay;

  @Option(
      names = "--input",
      paramLabel = "FILE.csv[.gz]",
      description = "Transactions to use instead of the simulator's; see 'lakeloop replay --help'.")
  private @Nullable Path input;

  @Option(
      names = "--days",
      defaultValue = "30",
      description = "Days of simulated history (default: ${DEFAULT-VALUE}).")
  private int days;

  @Option(
      names = "--live-rate",
      defaultValue = "500",
      description = "Live transactions per second (default: ${DEFAULT-VALUE}).")
  private double liveRate;

  @Option(
      names = "--live-duration",
      defaultValue = "20 s",
      description = "How long live traffic lasts, 0 s for none (default: ${DEFAULT-VALUE}).")
  private Duration liveDuration;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Keep the data in this directory, which must be new or empty.")
  private @Nullable Path dataDirectory;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Path directory = dataDirectory;
    if (directory != null) {
      requireEmpty(directory);
      return run(directory);
    }
    Path temporary = Files.createTempDirectory("lakeloop-demo-");
    try {
      return run(temporary);
    } finally {
      deleteTree(temporary);
    }
  }

  private int run(Path directory) throws Exception {
    Demo.Plan plan = new Demo.Plan(directory, traffic, input, replay, days, liveRate, liveDuration);
    return new Demo(plan, spec.commandLine().getOut()).run() ? 0 : Lakeloop.CHECK_FAILED;
  }

  private static void requireEmpty(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (var entries = Files.list(directory)) {
        if (entries.findAny().isPresent()) {
          throw new IllegalArgumentException(
              "--data-dir is '%s', which is not empty. Give a new directory, or empty it"
                  .formatted(directory));
        }
      }
    }
  }

  private static void deleteTree(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e)
              throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
