-- What was committed to which table, and when?
CREATE VIEW analytics.table_snapshots (table_name, committed_at, snapshot_id, parent_id, operation, summary) AS
SELECT 'payments.transactions', committed_at, snapshot_id, parent_id, operation, summary FROM payments.`transactions$snapshots`
UNION ALL
SELECT 'payments.fraud_reports', committed_at, snapshot_id, parent_id, operation, summary FROM payments.`fraud_reports$snapshots`
UNION ALL
SELECT 'payments.dead_letters', committed_at, snapshot_id, parent_id, operation, summary FROM payments.`dead_letters$snapshots`
UNION ALL
SELECT 'payments.scored_transactions', committed_at, snapshot_id, parent_id, operation, summary FROM payments.`scored_transactions$snapshots`
UNION ALL
SELECT 'payments.alerts', committed_at, snapshot_id, parent_id, operation, summary FROM payments.`alerts$snapshots`
UNION ALL
SELECT 'history.daily_customer', committed_at, snapshot_id, parent_id, operation, summary FROM history.`daily_customer$snapshots`
UNION ALL
SELECT 'history.daily_terminal', committed_at, snapshot_id, parent_id, operation, summary FROM history.`daily_terminal$snapshots`
UNION ALL
SELECT 'history.hourly_totals', committed_at, snapshot_id, parent_id, operation, summary FROM history.`hourly_totals$snapshots`
UNION ALL
SELECT 'ml.model_events', committed_at, snapshot_id, parent_id, operation, summary FROM ml.`model_events$snapshots`
UNION ALL
SELECT 'ml.feature_values', committed_at, snapshot_id, parent_id, operation, summary FROM ml.`feature_values$snapshots`
UNION ALL
SELECT 'ml.feature_skew', committed_at, snapshot_id, parent_id, operation, summary FROM ml.`feature_skew$snapshots`
UNION ALL
SELECT 'ops.dead_letter_replays', committed_at, snapshot_id, parent_id, operation, summary FROM ops.`dead_letter_replays$snapshots`
UNION ALL
SELECT 'ml.feature_drift', committed_at, snapshot_id, parent_id, operation, summary FROM ml.`feature_drift$snapshots`
UNION ALL
SELECT 'ml.model_quality', committed_at, snapshot_id, parent_id, operation, summary FROM ml.`model_quality$snapshots`
UNION ALL
SELECT 'ops.maintenance_runs', committed_at, snapshot_id, parent_id, operation, summary FROM ops.`maintenance_runs$snapshots`;
