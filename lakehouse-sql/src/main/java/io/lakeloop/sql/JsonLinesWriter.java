package io.lakeloop.sql;

import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.types.Row;
import org.jspecify.annotations.Nullable;

/** A JSON object a line, with every column in order; exact numbers stay exact. */
final class JsonLinesWriter implements ResultWriter {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .build();

  private final List<String> columns;
  private final boolean changes;
  private final PrintWriter out;

  JsonLinesWriter(List<String> columns, boolean changes, PrintWriter out) {
    this.columns = List.copyOf(columns);
    this.changes = changes;
    this.out = out;
  }

  @Override
  public void write(Row row) throws IOException {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    if (changes) {
      values.put("op", row.getKind().shortString());
    }
    for (int i = 0; i < columns.size(); i++) {
      values.put(columns.get(i), ResultValues.plain(row.getField(i)));
    }
    out.print(JSON.writeValueAsString(values) + "\n");
  }

  @Override
  public void finish() {
    out.flush();
  }
}
