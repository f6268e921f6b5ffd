-- What happened to the models, and who decided it why?
SELECT recorded_at, event_type, model_version, effective_from, actor, reason
FROM ml.model_events
ORDER BY recorded_at, event_id;
