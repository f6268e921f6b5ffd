-- Which models are there, how were they measured, and what happened to them last?
CREATE VIEW analytics.registered_models (
  model_version, registered_at, feature_set, feature_set_hash, sha256, metrics, training_snapshots,
  last_event, last_event_at, effective_from, last_reason
) AS
SELECT
  m.model_version, m.recorded_at, m.feature_set, m.feature_set_hash, m.sha256, m.metrics, m.training_snapshots,
  l.event_type, l.recorded_at, l.effective_from, l.reason
FROM ml.model_events AS m
JOIN (
  SELECT model_version, event_type, recorded_at, effective_from, reason
  FROM (
    SELECT
      model_version, event_type, recorded_at, effective_from, reason,
      ROW_NUMBER() OVER (PARTITION BY model_version ORDER BY recorded_at DESC, event_id DESC) AS nth
    FROM ml.model_events
  ) AS events
  WHERE nth = 1
) AS l ON l.model_version = m.model_version
WHERE m.artifact_uri IS NOT NULL;
