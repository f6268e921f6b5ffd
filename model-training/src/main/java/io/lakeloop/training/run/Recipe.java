package io.lakeloop.training.run;

import io.lakeloop.feature.FeatureSet;
import io.lakeloop.model.ModelKind;
import io.lakeloop.training.trainer.BoostingSettings;
import io.lakeloop.training.trainer.ForestTraining;
import io.lakeloop.training.trainer.ModelTraining;
import io.lakeloop.training.trainer.TrainingRows;
import java.util.SortedMap;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/**
 * How a model is made of rows. The trial and the candidate are made by the same recipe.
 *
 * @param kind boosted trees or a Random Cut Forest
 * @param name the model's name, which stays from training to training
 * @param features the set that rows are made with
 * @param boosting parameters of boosted trees, and the seed of either kind
 * @param random makes generators out of seeds
 */
public record Recipe(
    ModelKind kind,
    String name,
    FeatureSet features,
    BoostingSettings boosting,
    LongFunction<RandomGenerator> random) {

  /** Checks the kind. */
  public Recipe {
    if (kind != ModelKind.XGBOOST && kind != ModelKind.RANDOM_CUT_FOREST) {
      throw new IllegalArgumentException(
          "kind of model is %s, which is not trained here; give xgboost or random-cut-forest"
              .formatted(kind.id()));
    }
  }

  /**
   * Makes a model as one file.
   *
   * @param trained how it is made, for people
   * @throws io.lakeloop.training.trainer.TrainingRefusedException when these days make no model
   */
  public byte[] make(
      TrainingRows rows, Span days, String version, SortedMap<String, String> trained) {
    if (kind == ModelKind.RANDOM_CUT_FOREST) {
      return new ForestTraining(ModelTraining.Settings.STANDARD, boosting.seed())
          .artifact(
              rows,
              days.fromEpochDay(),
              days.toEpochDay(),
              features,
              name,
              version,
              trained,
              random.apply(boosting.seed()));
    }
    return new ModelTraining(boosting, ModelTraining.Settings.STANDARD)
        .train(rows, days.fromEpochDay(), days.toEpochDay())
        .artifact(
            name,
            version,
            features,
            ModelTraining.medians(rows, rows.ofDays(days.fromEpochDay(), days.toEpochDay())),
            trained);
  }
}
