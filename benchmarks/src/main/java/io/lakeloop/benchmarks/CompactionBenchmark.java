package io.lakeloop.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.compaction.merge.FastMerge;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;

/**
 * How long merging the files of one partition of {@code payments.transactions} takes, by wall clock
 * and by processor, when they are many and small (columns are merged) and when they are few and
 * large (row groups are copied). Nothing is committed, so every round merges the same files.
 *
 * <p>Run: {@code ./benchmarks/run CompactionBenchmark DIRECTORY [ROWS [FILES …]]}. The tables are
 * made in the directory unless they are there: each is a Hadoop table that other engines can open.
 */
public final class CompactionBenchmark {
  private static final int ROUNDS = 2;
  private static final int CUSTOMERS = 5_000;
  private static final int TERMINALS = 10_000;

  private CompactionBenchmark() {}

  /** Arguments: a directory; rows, by default ten million; numbers of files, 2000, 200 and 8. */
  public static void main(String[] args) throws IOException {
    if (args.length == 0) {
      throw new IllegalArgumentException("Give a directory for the tables.");
    }
    int rows = args.length > 1 ? Integer.parseInt(args[1]) : 10_000_000;
    int[] files =
        args.length > 2
            ? Arrays.stream(args).skip(2).mapToInt(Integer::parseInt).toArray()
            : new int[] {2000, 200, 8};
    for (int count : files) {
      Table table = table(Path.of(args[0]).toAbsolutePath(), rows, count);
      for (int threads = 1; threads <= 2; threads++) {
        for (int round = 1; round <= ROUNDS; round++) {
          merge(table, rows, threads, round);
        }
      }
    }
  }

  private static void merge(Table table, int rows, int threads, int round) throws IOException {
    List<FileScanTask> tasks = new ArrayList<>();
    try (CloseableIterable<FileScanTask> planned = table.newScan().planFiles()) {
      planned.forEach(tasks::add);
    }
    OutputFileFactory outputs =
        OutputFileFactory.builderFor(table, 1, 1).format(FileFormat.PARQUET).build();
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long processor = system.getProcessCpuTime();
    long start = System.nanoTime();
    FastMerge.Choice choice = FastMerge.choose(table, tasks);
    long chosen = System.nanoTime();
    List<DataFile> merged =
        FastMerge.merge(
            table,
            tasks,
            choice,
            outputs,
            new FastMerge.Limits(FastMerge.Limits.of(table).maxFileBytes(), threads));
    long end = System.nanoTime();
    long processorMillis = (system.getProcessCpuTime() - processor) / 1_000_000;
    long written = merged.stream().mapToLong(DataFile::recordCount).sum();
    if (written != rows) {
      throw new IllegalStateException(written + " rows were written of " + rows);
    }
    System.out.printf(
        "%,6d files, %d threads, round %d: %s, choosing %,d ms, merging %,d ms, processor %,d ms,"
            + " %,.0f rows/s, %,d bytes in, %,d out, %d row groups%n",
        tasks.size(),
        threads,
        round,
        choice.path(),
        (chosen - start) / 1_000_000,
        (end - chosen) / 1_000_000,
        processorMillis,
        rows / ((end - start) / 1e9),
        tasks.stream().mapToLong(task -> task.file().fileSizeInBytes()).sum(),
        merged.stream().mapToLong(DataFile::fileSizeInBytes).sum(),
        merged.stream().mapToInt(file -> file.splitOffsets().size()).sum());
    merged.forEach(file -> table.io().deleteFile(file.location()));
  }

  private static Table table(Path directory, int rows, int files) throws IOException {
    Path path = directory.resolve("transactions-" + rows + "-in-" + files);
    HadoopTables tables = new HadoopTables(new Configuration());
    if (Files.isDirectory(path)) {
      return tables.load(path.toString());
    }
    Table table =
        tables.create(
            PaymentTables.TRANSACTIONS.schema(),
            PartitionSpec.unpartitioned(),
            Map.of("format-version", "2", "write.parquet.compression-codec", "zstd"),
            path.toString());
    OutputFileFactory outputs =
        OutputFileFactory.builderFor(table, 1, 0).format(FileFormat.PARQUET).build();
    Transactions made = new Transactions();
    AppendFiles append = table.newAppend();
    for (int file = 0; file < files; file++) {
      DataWriter<Record> writer =
          Parquet.writeData(outputs.newOutputFile().encryptingOutputFile())
              .forTable(table)
              .withSpec(table.spec())
              .createWriterFunc(GenericParquetWriter::create)
              .build();
      try (writer) {
        int count = (int) ((long) rows * (file + 1) / files - (long) rows * file / files);
        for (int i = 0; i < count; i++) {
          writer.write(made.next());
        }
      }
      append.appendFile(writer.toDataFile());
    }
    append.commit();
    return table;
  }

  /** One day of transactions as the ingest job writes them, four Kafka partitions by turns. */
  private static final class Transactions {
    private final SplittableRandom random = new SplittableRandom(7);
    private final OffsetDateTime day = OffsetDateTime.of(2026, 1, 5, 0, 0, 0, 0, ZoneOffset.UTC);
    private final long[] offsets = new long[4];
    private final Record record = GenericRecord.create(PaymentTables.TRANSACTIONS.schema());
    private long micros;
    private long number;

    Record next() {
      micros += random.nextInt(17_000);
      int partition = random.nextInt(offsets.length);
      record.set(0, "T1f3a77c2-" + number++);
      record.set(1, day.plus(micros, ChronoUnit.MICROS));
      record.set(2, "C%07d".formatted(random.nextInt(CUSTOMERS)));
      record.set(3, "P%07d".formatted(random.nextInt(TERMINALS)));
      record.set(4, BigDecimal.valueOf((long) Math.exp(4 + 5 * random.nextDouble()), 2));
      record.set(5, partition);
      record.set(6, offsets[partition]++);
      record.set(7, day.plus(micros / 1000 * 1000 + 250_000, ChronoUnit.MICROS));
      record.set(8, 0x5ca1ab1eL);
      return record;
    }
  }
}
