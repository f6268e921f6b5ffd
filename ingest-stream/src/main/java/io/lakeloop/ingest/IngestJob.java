package io.lakeloop.ingest;

import io.lakeloop.adapter.config.JobArguments;
import io.lakeloop.adapter.flink.JobDefaults;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.LakeTables;
import io.lakeloop.adapter.iceberg.PaymentTables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.rest.RESTCatalog;

/**
 * Kafka to the lake, exactly once: {@code transactions} and {@code fraud-reports} to their tables,
 * and what cannot be used to {@code payments.dead_letters}.
 *
 * <p>Run: {@code flink run -c io.lakeloop.ingest.IngestJob lakeloop-ingest-stream.jar --config
 * ingest.properties}
 */
public final class IngestJob {
  private IngestJob() {}

  /** Reads the settings, makes missing tables, and runs until cancelled. */
  public static void main(String[] args) throws Exception {
    IngestSettings settings = IngestSettings.of(JobArguments.parse(args));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    define(env, settings);
    env.execute("lakeloop-ingest");
  }

  /** Makes missing tables and adds the job to an environment, without running it. */
  public static void define(StreamExecutionEnvironment env, IngestSettings settings)
      throws IOException {
    prepare(env, settings);
    IngestTopology.writeToLake(IngestTopology.rows(env, settings), settings);
  }

  /** Makes missing tables and sets what the job needs of Flink. */
  static void prepare(StreamExecutionEnvironment env, IngestSettings settings) throws IOException {
    List<LakeTable> tables = new ArrayList<>();
    settings.streams().values().forEach(stream -> tables.add(stream.table()));
    tables.add(PaymentTables.DEAD_LETTERS);
    try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog()) {
      LakeTables.createMissing(catalog, settings.lake(), tables);
    }
    env.configure(JobDefaults.streaming(env.getConfiguration(), settings.checkpointInterval()));
  }
}
