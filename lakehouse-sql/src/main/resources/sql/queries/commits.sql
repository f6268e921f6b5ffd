-- What was committed lately, and what did it add and remove?
-- :most BIGINT = 50, how many
SELECT
  committed_at, table_name, operation,
  summary['added-data-files'] AS files_added,
  summary['deleted-data-files'] AS files_removed,
  summary['added-records'] AS rows_added,
  summary['total-records'] AS rows_in_all
FROM analytics.table_snapshots
ORDER BY committed_at DESC, table_name
LIMIT :most;
