-- How did a day look at an earlier commit, and how does it look at a later one?
-- :on_day DATE = today, the day
-- :before STRING, snapshot id of payments.transactions, see the query 'commits' and analytics.table_snapshots
-- :after STRING, a later snapshot id
SELECT 'before' AS as_of, COUNT(*) AS records, COUNT(DISTINCT transaction_id) AS transactions, SUM(amount) AS amount
FROM payments.transactions /*+ OPTIONS('snapshot-id' = :before) */
WHERE CAST(event_time AS DATE) = :on_day
UNION ALL
SELECT 'after', COUNT(*), COUNT(DISTINCT transaction_id), SUM(amount)
FROM payments.transactions /*+ OPTIONS('snapshot-id' = :after) */
WHERE CAST(event_time AS DATE) = :on_day;
