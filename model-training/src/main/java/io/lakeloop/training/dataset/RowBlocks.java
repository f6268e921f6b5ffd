package io.lakeloop.training.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.MapPartitionFunction;
import org.apache.flink.util.Collector;

/**
 * Rows as blocks of bytes, so that what leaves the cluster is few and compact: for each row its
 * time, amount, labels, weight, values as floats, and the card's id.
 */
final class RowBlocks implements MapPartitionFunction<LabelledRow, byte[]> {
  private static final long serialVersionUID = 1L;
  private static final int BLOCK_BYTES = 256 << 10;
  private static final int FRAUD = 1;
  private static final int TRIAL_FRAUD = 2;
  private static final int FIXED_BYTES =
      Long.BYTES + Long.BYTES + Byte.BYTES + Float.BYTES + Integer.BYTES;

  @Override
  public void mapPartition(Iterable<LabelledRow> rows, Collector<byte[]> out) {
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    for (LabelledRow row : rows) {
      byte[] card = row.customerId().getBytes(StandardCharsets.UTF_8);
      int bytes = FIXED_BYTES + row.values().length * Float.BYTES + card.length;
      if (bytes > block.remaining()) {
        flush(block, out);
        block =
            bytes > block.capacity() ? ByteBuffer.allocate(Math.max(bytes, BLOCK_BYTES)) : block;
      }
      block.putLong(row.timeMicros());
      block.putLong(row.amountMinorUnits());
      block.put((byte) ((row.fraud() ? FRAUD : 0) | (row.trialFraud() ? TRIAL_FRAUD : 0)));
      block.putFloat(row.weight());
      for (float value : row.values()) {
        block.putFloat(value);
      }
      block.putInt(card.length).put(card);
    }
    flush(block, out);
  }

  private static void flush(ByteBuffer block, Collector<byte[]> out) {
    if (block.position() > 0) {
      byte[] bytes = new byte[block.position()];
      block.flip().get(bytes);
      block.clear();
      out.collect(bytes);
    }
  }

  /**
   * Takes a block apart. Rows come without their transaction ids, which the order already used.
   *
   * @param width values of a row
   */
  static void read(byte[] bytes, int width, Consumer<LabelledRow> rows) {
    ByteBuffer block = ByteBuffer.wrap(bytes);
    while (block.hasRemaining()) {
      long time = block.getLong();
      long amount = block.getLong();
      int labels = block.get();
      float weight = block.getFloat();
      float[] values = new float[width];
      for (int i = 0; i < width; i++) {
        values[i] = block.getFloat();
      }
      byte[] card = new byte[block.getInt()];
      block.get(card);
      rows.accept(
          new LabelledRow(
              time,
              "",
              new String(card, StandardCharsets.UTF_8),
              amount,
              (labels & FRAUD) != 0,
              (labels & TRIAL_FRAUD) != 0,
              weight,
              values));
    }
  }
}
