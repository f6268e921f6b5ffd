package io.lakeloop.compaction;

import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * The graph of the compaction job:
 *
 * <pre>
 *   planned groups (1) ─► rewrite (parallel) ─► commit (1)
 * </pre>
 *
 * <p>The input is bounded, yet Flink runs it as a stream: batch scheduling would hold every group
 * back until the last is rewritten, and nothing would be committed before. There are no
 * checkpoints; after a failure all groups are sent again, and the table tells which are committed.
 */
final class CompactTopology {
  private CompactTopology() {}

  static void define(StreamExecutionEnvironment env, CompactionRun run, List<FileGroup> groups) {
    env.setRuntimeMode(RuntimeExecutionMode.STREAMING);
    env.getCheckpointConfig().disableCheckpointing();
    DataStream<RewrittenGroup> rewritten =
        env.fromData(groups, GroupSerializer.planned())
            .uid("planned-groups")
            .name("Planned groups")
            .setParallelism(1)
            .rebalance()
            .flatMap(new RewriteFunction(run))
            .returns(GroupSerializer.rewritten())
            .uid("rewrite")
            .name("Rewrite");
    rewritten
        .global()
        .transform("Commit", Types.VOID, new CommitOperator(run))
        .uid("commit")
        .setParallelism(1)
        .sinkTo(new DiscardingSink<>())
        .uid("end")
        .name("End")
        .setParallelism(1);
  }
}
