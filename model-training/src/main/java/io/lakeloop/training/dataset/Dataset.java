package io.lakeloop.training.dataset;

import io.lakeloop.adapter.flink.JobDefaults;
import io.lakeloop.adapter.iceberg.LakeSettings;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;

/**
 * Makes a training set and hands its rows over one by one, in order. Made for {@link
 * io.lakeloop.training.TrainJob}; has no main of its own.
 *
 * <p>Rows come to the caller through Flink's collect sink, so that no storage has to be shared
 * between cluster and caller; the caller keeps no more than a block at a time on its heap.
 */
public final class Dataset {
  private Dataset() {}

  /**
   * Runs to the end.
   *
   * @param rows takes the rows, by event time and transaction id
   */
  public static void run(
      StreamExecutionEnvironment env,
      LakeSettings lake,
      DatasetPlan plan,
      Consumer<LabelledRow> rows)
      throws Exception {
    env.configure(JobDefaults.batch());
    int width = plan.features().set().names().size();
    try (CloseableIterator<byte[]> blocks =
        DatasetStages.blocks(env, lake, plan).executeAndCollect("lakeloop-training-set")) {
      while (blocks.hasNext()) {
        RowBlocks.read(blocks.next(), width, rows);
      }
    }
  }
}
