package io.lakeloop.sql.function;

import static java.util.Objects.requireNonNull;

import io.lakeloop.model.Model;
import java.util.Map;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ScalarFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code SCORE(features, model_version)}: what a registered model says of a row of features, by the
 * scorer that the detect job uses. A what-if over history is one query.
 */
public final class ScoreFunction extends ScalarFunction {
  private static final long serialVersionUID = 1L;

  private transient @Nullable RegisteredModels models;

  @Override
  public void open(FunctionContext context) {
    models = new RegisteredModels(context);
  }

  /**
   * The score, between 0 and 1; null when an argument is.
   *
   * @throws IllegalArgumentException when no such model is registered, or it is refused
   */
  public @Nullable Double eval(
      @DataTypeHint("MAP<STRING, DOUBLE>") @Nullable Map<String, Double> features,
      @Nullable String version) {
    if (features == null || version == null) {
      return null;
    }
    Model model = requireNonNull(models).model(version);
    return model.scorer().score(RegisteredModels.row(model, features));
  }

  @Override
  public void close() {
    if (models != null) {
      models.close();
    }
  }
}
