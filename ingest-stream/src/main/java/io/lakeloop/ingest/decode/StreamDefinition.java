package io.lakeloop.ingest.decode;

import io.lakeloop.adapter.avro.WireSchemas;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import java.io.Serializable;
import java.util.List;
import org.apache.avro.Schema;

/**
 * One Kafka stream and the table it lands in. Another event stream is added by writing one of
 * these.
 *
 * @param name for people and metrics
 * @param schema the schema that this build reads records as
 * @param table the table, which has a column of the same name for every field
 * @param ids fields that must be present and short
 * @param amounts decimal fields that must not be negative
 * @param times timestamp fields that must be plausible
 */
public record StreamDefinition(
    String name,
    Schema schema,
    LakeTable table,
    List<String> ids,
    List<String> amounts,
    List<String> times)
    implements Serializable {

  /** Card payments. */
  public static final StreamDefinition TRANSACTIONS =
      new StreamDefinition(
          "transactions",
          WireSchemas.TRANSACTION,
          PaymentTables.TRANSACTIONS,
          List.of("transaction_id", "customer_id", "terminal_id"),
          List.of("amount"),
          List.of("event_time"));

  /** Reports of fraud. */
  public static final StreamDefinition FRAUD_REPORTS =
      new StreamDefinition(
          "fraud-reports",
          WireSchemas.FRAUD_REPORT,
          PaymentTables.FRAUD_REPORTS,
          List.of("transaction_id", "customer_id", "terminal_id"),
          List.of(),
          List.of("reported_at", "transaction_time"));

  /** Copies the lists. */
  public StreamDefinition {
    ids = List.copyOf(ids);
    amounts = List.copyOf(amounts);
    times = List.copyOf(times);
  }
}
