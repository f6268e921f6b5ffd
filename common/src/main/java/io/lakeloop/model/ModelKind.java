package io.lakeloop.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an artifact's payload is. */
public enum ModelKind {
  /** Boosted trees as XGBoost saves them, JSON or UBJSON: {@link TreeEnsemble}. */
  XGBOOST,
  /** An ONNX model: {@link OnnxScorer}. */
  ONNX,
  /** A Random Cut Forest: {@link ForestScorer}. */
  RANDOM_CUT_FOREST,
  /** Declared rules: {@link RuleScorer}. */
  RULES;

  /** The name in a manifest. */
  @JsonValue
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
