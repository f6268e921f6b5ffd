-- How many files, rows and bytes has each table, and how many of its files are small? Small is below 32 MiB.
CREATE VIEW analytics.table_files (table_name, files, row_count, size_bytes, small_files, mean_file_bytes) AS
SELECT
  table_name, COUNT(*), SUM(record_count), SUM(file_size_in_bytes),
  COUNT(*) FILTER (WHERE file_size_in_bytes < 33554432), AVG(file_size_in_bytes)
FROM (
  SELECT 'payments.transactions' AS table_name, record_count, file_size_in_bytes FROM payments.`transactions$files`
  UNION ALL
  SELECT 'payments.fraud_reports' AS table_name, record_count, file_size_in_bytes FROM payments.`fraud_reports$files`
  UNION ALL
  SELECT 'payments.dead_letters' AS table_name, record_count, file_size_in_bytes FROM payments.`dead_letters$files`
  UNION ALL
  SELECT 'payments.scored_transactions' AS table_name, record_count, file_size_in_bytes FROM payments.`scored_transactions$files`
  UNION ALL
  SELECT 'payments.alerts' AS table_name, record_count, file_size_in_bytes FROM payments.`alerts$files`
  UNION ALL
  SELECT 'history.daily_customer' AS table_name, record_count, file_size_in_bytes FROM history.`daily_customer$files`
  UNION ALL
  SELECT 'history.daily_terminal' AS table_name, record_count, file_size_in_bytes FROM history.`daily_terminal$files`
  UNION ALL
  SELECT 'history.hourly_totals' AS table_name, record_count, file_size_in_bytes FROM history.`hourly_totals$files`
  UNION ALL
  SELECT 'ml.model_events' AS table_name, record_count, file_size_in_bytes FROM ml.`model_events$files`
  UNION ALL
  SELECT 'ml.feature_values' AS table_name, record_count, file_size_in_bytes FROM ml.`feature_values$files`
  UNION ALL
  SELECT 'ml.feature_skew' AS table_name, record_count, file_size_in_bytes FROM ml.`feature_skew$files`
  UNION ALL
  SELECT 'ops.dead_letter_replays' AS table_name, record_count, file_size_in_bytes FROM ops.`dead_letter_replays$files`
  UNION ALL
  SELECT 'ml.feature_drift' AS table_name, record_count, file_size_in_bytes FROM ml.`feature_drift$files`
  UNION ALL
  SELECT 'ml.model_quality' AS table_name, record_count, file_size_in_bytes FROM ml.`model_quality$files`
  UNION ALL
  SELECT 'ops.maintenance_runs' AS table_name, record_count, file_size_in_bytes FROM ops.`maintenance_runs$files`
) AS files
GROUP BY table_name;
