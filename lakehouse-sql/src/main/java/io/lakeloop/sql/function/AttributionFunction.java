package io.lakeloop.sql.function;

import static java.util.Objects.requireNonNull;

import io.lakeloop.model.Contribution;
import io.lakeloop.model.Model;
import java.util.Map;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.FunctionHint;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.TableFunction;
import org.apache.flink.types.Row;
import org.jspecify.annotations.Nullable;

/**
 * {@code LATERAL TABLE(ATTRIBUTION(features, model_version))}: a row for each feature, with what it
 * added to the score that a registered model gives.
 */
@FunctionHint(
    output =
        @DataTypeHint("ROW<feature STRING, `value` DOUBLE, contribution DOUBLE, reason STRING>"))
public final class AttributionFunction extends TableFunction<Row> {
  private static final long serialVersionUID = 1L;

  private transient @Nullable RegisteredModels models;

  @Override
  public void open(FunctionContext context) {
    models = new RegisteredModels(context);
  }

  /**
   * Puts out the contributions; none when an argument is null.
   *
   * @throws IllegalArgumentException when no such model is registered, or it is refused
   */
  public void eval(
      @DataTypeHint("MAP<STRING, DOUBLE>") @Nullable Map<String, Double> features,
      @Nullable String version) {
    if (features == null || version == null) {
      return;
    }
    Model model = requireNonNull(models).model(version);
    for (Contribution part :
        model.scorer().explain(RegisteredModels.row(model, features)).contributions()) {
      collect(
          Row.of(
              part.feature(),
              Double.isNaN(part.value()) ? null : part.value(),
              part.amount(),
              part.reason()));
    }
  }

  @Override
  public void close() {
    if (models != null) {
      models.close();
    }
  }
}
