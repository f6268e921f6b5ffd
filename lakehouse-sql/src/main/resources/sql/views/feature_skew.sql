-- By the latest run for each feature set: where do logged features differ from what the lake tells?
CREATE VIEW analytics.feature_skew (
  run_at, feature_set, feature, span_from, span_to, rows_compared, rows_different, share_different,
  largest_difference, late_event, duplicate, none_known
) AS
SELECT
  s.run_at, s.feature_set, s.feature, s.span_from, s.span_to, s.rows_compared, s.rows_different,
  CAST(s.rows_different AS DOUBLE) / NULLIF(s.rows_compared, 0),
  s.largest_difference, s.late_event, s.duplicate, s.none_known
FROM ml.feature_skew AS s
JOIN (
  SELECT feature_set_hash, MAX(run_at) AS run_at
  FROM ml.feature_skew
  GROUP BY feature_set_hash
) AS latest ON latest.feature_set_hash = s.feature_set_hash AND latest.run_at = s.run_at;
