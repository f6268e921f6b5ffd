package io.lakeloop.local;

import io.lakeloop.detect.DetectJob;
import io.lakeloop.detect.DetectSettings;
import io.lakeloop.ingest.IngestJob;
import io.lakeloop.ingest.IngestSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Flink in this process. */
final class LocalFlink {
  private LocalFlink() {}

  /** Adds a job to an environment. */
  @FunctionalInterface
  interface Definition {
    void define(StreamExecutionEnvironment env) throws IOException;
  }

  /**
   * Starts the ingest job.
   *
   * @param checkpoints folder for checkpoints
   */
  static JobClient startIngest(IngestSettings settings, int parallelism, Path checkpoints)
      throws Exception {
    return start(
        "lakeloop-ingest", parallelism, checkpoints, env -> IngestJob.define(env, settings));
  }

  /**
   * Starts the detect job.
   *
   * @param checkpoints folder for checkpoints
   */
  static JobClient startDetect(DetectSettings settings, int parallelism, Path checkpoints)
      throws Exception {
    return start(
        "lakeloop-detect", parallelism, checkpoints, env -> DetectJob.define(env, settings));
  }

  /** An environment for a batch job, which fails at its first error. */
  static StreamExecutionEnvironment forBatch(int parallelism) {
    return StreamExecutionEnvironment.createLocalEnvironment(parallelism, common());
  }

  private static JobClient start(
      String name, int parallelism, Path checkpoints, Definition definition) throws Exception {
    Configuration flink = common();
    flink.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        checkpoints.toAbsolutePath().toUri().toString());
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    flink.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofMillis(500));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, flink);
    definition.define(env);
    return env.executeAsync(name);
  }

  private static Configuration common() {
    Configuration flink = new Configuration();
    flink.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    // Hadoop and Parquet keep a job's class loader in static fields, and what reads tables later
    // uses it.
    flink.set(CoreOptions.CHECK_LEAKED_CLASSLOADER, false);
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    // What is scored while a writer finishes its file must find room between the two.
    flink.set(TaskManagerOptions.MEMORY_SEGMENT_SIZE, MemorySize.ofMebiBytes(1).divide(8));
    return flink;
  }
}
