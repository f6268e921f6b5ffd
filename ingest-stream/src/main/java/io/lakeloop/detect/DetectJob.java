package io.lakeloop.detect;

import io.lakeloop.adapter.config.JobArguments;
import io.lakeloop.adapter.flink.JobDefaults;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.LakeTables;
import io.lakeloop.adapter.iceberg.ModelTables;
import io.lakeloop.adapter.iceberg.PaymentTables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.rest.RESTCatalog;

/**
 * Detects fraud in the stream: features, score, alert, by models that switch while it runs.
 *
 * <p>Run: {@code flink run -c io.lakeloop.detect.DetectJob lakeloop-ingest-stream.jar --config
 * detect.properties}
 */
public final class DetectJob {
  private DetectJob() {}

  /** Reads the settings, makes missing tables, and runs until cancelled. */
  public static void main(String[] args) throws Exception {
    DetectSettings settings = DetectSettings.of(JobArguments.parse(args));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    define(env, settings);
    env.execute("lakeloop-detect");
  }

  /** Makes missing tables and adds the job to an environment, without running it. */
  public static void define(StreamExecutionEnvironment env, DetectSettings settings)
      throws IOException {
    prepare(env, settings);
    DetectTopology.write(
        DetectTopology.score(DetectTopology.features(env, settings), settings), settings);
  }

  /** Makes missing tables and sets what the job needs of Flink. */
  static void prepare(StreamExecutionEnvironment env, DetectSettings settings) throws IOException {
    List<LakeTable> tables = new ArrayList<>(PaymentTables.INGESTED);
    tables.addAll(PaymentTables.DETECTED);
    tables.add(ModelTables.MODEL_EVENTS);
    try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog()) {
      LakeTables.createMissing(catalog, settings.lake(), tables);
    }
    env.configure(defaults(env.getConfiguration(), settings));
  }

  /** What the job needs of Flink, where the user has not decided otherwise. */
  private static Configuration defaults(ReadableConfig given, DetectSettings settings) {
    Configuration defaults = JobDefaults.streaming(given, settings.times().checkpointInterval());
    if (given.getOptional(ExecutionOptions.BUFFER_TIMEOUT).isEmpty()) {
      defaults.set(ExecutionOptions.BUFFER_TIMEOUT, settings.times().bufferTimeout());
    }
    return defaults;
  }
}
