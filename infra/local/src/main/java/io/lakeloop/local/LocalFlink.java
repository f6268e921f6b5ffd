package io.lakeloop.local;

import io.lakeloop.ingest.IngestJob;
import io.lakeloop.ingest.IngestSettings;
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

  /**
   * Starts the ingest job.
   *
   * @param checkpoints folder for checkpoints
   */
  static JobClient startIngest(IngestSettings settings, int parallelism, Path checkpoints)
      throws Exception {
    Configuration flink = new Configuration();
    flink.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    flink.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        checkpoints.toAbsolutePath().toUri().toString());
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    flink.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofMillis(500));
    // Hadoop and Parquet keep a job's class loader in static fields, and what reads tables later
    // uses it.
    flink.set(CoreOptions.CHECK_LEAKED_CLASSLOADER, false);
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, flink);
    IngestJob.define(env, settings);
    return env.executeAsync("lakeloop-ingest");
  }
}
