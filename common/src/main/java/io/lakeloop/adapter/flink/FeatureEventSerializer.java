package io.lakeloop.adapter.flink;

import io.lakeloop.adapter.flink.FeatureEvent.Marks;
import io.lakeloop.adapter.flink.FeatureEvent.Origin;
import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Serializes a {@link FeatureEvent} with a format number in front, so that it can change. */
public final class FeatureEventSerializer extends ImmutableSerializer<FeatureEvent> {
  /** The only one. */
  public static final FeatureEventSerializer INSTANCE = new FeatureEventSerializer();

  private static final long serialVersionUID = 1L;
  private static final int FORMAT = 1;
  private static final int TRANSACTION = 1;
  private static final int HISTORY = 2;
  private static final int DUPLICATE = 4;
  private static final int LATE = 8;

  private FeatureEventSerializer() {}

  @Override
  public void serialize(FeatureEvent event, DataOutputView out) throws IOException {
    Marks marks = event.marks();
    out.writeByte(FORMAT);
    out.writeByte(
        (event.isTransaction() ? TRANSACTION : 0)
            | (marks.history() ? HISTORY : 0)
            | (marks.duplicate() ? DUPLICATE : 0)
            | (marks.late() ? LATE : 0));
    out.writeInt(event.origin().partition());
    out.writeLong(event.origin().offset());
    out.writeLong(event.origin().arrivedAtMillis());
    if (event.isTransaction()) {
      write(event.transaction(), out);
    } else {
      write(event.report(), out);
    }
    double[] values = event.values();
    out.writeShort(values.length);
    for (double value : values) {
      out.writeLong(Double.doubleToRawLongBits(value));
    }
  }

  private static void write(Transaction transaction, DataOutputView out) throws IOException {
    writeString(transaction.transactionId(), out);
    out.writeLong(transaction.eventTimeMicros());
    writeString(transaction.customerId(), out);
    writeString(transaction.terminalId(), out);
    out.writeLong(transaction.amountMinorUnits());
  }

  private static void write(FraudReport report, DataOutputView out) throws IOException {
    writeString(report.transactionId(), out);
    out.writeLong(report.reportedAtMicros());
    out.writeBoolean(report.fraud());
    writeString(report.customerId(), out);
    writeString(report.terminalId(), out);
    out.writeLong(report.transactionTimeMicros());
    writeString(report.reason(), out);
  }

  private static void writeString(@Nullable String text, DataOutputView out) throws IOException {
    StringSerializer.INSTANCE.serialize(text, out);
  }

  @Override
  public FeatureEvent deserialize(DataInputView in) throws IOException {
    int format = in.readByte();
    if (format != FORMAT) {
      throw new IOException(
          "an event in the job's state has format %d; this version reads format %d"
              .formatted(format, FORMAT));
    }
    int flags = in.readByte();
    Marks marks = new Marks((flags & HISTORY) != 0, (flags & DUPLICATE) != 0, (flags & LATE) != 0);
    int partition = in.readInt();
    long offset = in.readLong();
    Origin origin = new Origin(partition, offset, in.readLong());
    @Nullable Transaction transaction = null;
    @Nullable FraudReport report = null;
    if ((flags & TRANSACTION) != 0) {
      transaction = readTransaction(in);
    } else {
      report = readReport(in);
    }
    double[] values = new double[in.readShort()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Double.longBitsToDouble(in.readLong());
    }
    return new FeatureEvent(transaction, report, origin, marks, values);
  }

  private static Transaction readTransaction(DataInputView in) throws IOException {
    String transactionId = StringSerializer.INSTANCE.deserialize(in);
    long eventTimeMicros = in.readLong();
    String customerId = StringSerializer.INSTANCE.deserialize(in);
    String terminalId = StringSerializer.INSTANCE.deserialize(in);
    return new Transaction(transactionId, eventTimeMicros, customerId, terminalId, in.readLong());
  }

  private static FraudReport readReport(DataInputView in) throws IOException {
    String transactionId = StringSerializer.INSTANCE.deserialize(in);
    long reportedAtMicros = in.readLong();
    boolean fraud = in.readBoolean();
    String customerId = StringSerializer.INSTANCE.deserialize(in);
    String terminalId = StringSerializer.INSTANCE.deserialize(in);
    long transactionTimeMicros = in.readLong();
    String reason = StringSerializer.INSTANCE.deserialize(in);
    return new FraudReport(
        transactionId,
        reportedAtMicros,
        fraud,
        customerId,
        terminalId,
        transactionTimeMicros,
        reason);
  }

  @Override
  public TypeSerializerSnapshot<FeatureEvent> snapshotConfiguration() {
    return new Snapshot();
  }

  private Object readResolve() {
    return INSTANCE;
  }

  /** The serializer has no configuration to remember. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<FeatureEvent> {
    /** Called by Flink on restore. */
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
