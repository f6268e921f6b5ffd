package io.lakeloop.adapter.flink;

import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;

/** What every job needs of Flink. */
public final class JobDefaults {
  private JobDefaults() {}

  /**
   * Of a streaming job, where the user has not decided otherwise.
   *
   * @param given what the user decided
   * @param checkpointInterval how often rows are committed, unless the user says otherwise
   */
  public static Configuration streaming(ReadableConfig given, Duration checkpointInterval) {
    Configuration defaults = everyMode();
    if (given.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL).isEmpty()) {
      defaults.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
    }
    if (given.getOptional(CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION).isEmpty()) {
      defaults.set(
          CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
          ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    }
    return defaults;
  }

  /** Of a batch job. */
  public static Configuration batch() {
    Configuration defaults = everyMode();
    defaults.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
    return defaults;
  }

  private static Configuration everyMode() {
    Configuration defaults = new Configuration();
    // Rows and events are made once and never changed, so operators of a chain may share them.
    defaults.set(PipelineOptions.OBJECT_REUSE, true);
    defaults.set(PipelineOptions.GENERIC_TYPES, false);
    return defaults;
  }
}
