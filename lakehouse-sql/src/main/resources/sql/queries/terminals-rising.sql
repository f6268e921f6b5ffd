-- At which terminals has the share of fraud risen most, the last days against those before?
-- :on_day DATE = today, the last day that counts
-- :recent_days BIGINT = 7, length of the recent period
-- :earlier_days BIGINT = 28, length of the period before it
-- :most BIGINT = 20, how many terminals
SELECT terminal_id, recent_transactions, recent_frauds, recent_rate, earlier_rate, recent_rate - earlier_rate AS rise
FROM (
  SELECT
    terminal_id,
    SUM(CASE WHEN is_recent THEN transactions ELSE 0 END) AS recent_transactions,
    SUM(CASE WHEN is_recent THEN fraud_transactions ELSE 0 END) AS recent_frauds,
    CAST(SUM(CASE WHEN is_recent THEN fraud_transactions ELSE 0 END) AS DOUBLE)
      / NULLIF(SUM(CASE WHEN is_recent THEN transactions ELSE 0 END), 0) AS recent_rate,
    COALESCE(
      CAST(SUM(CASE WHEN is_recent THEN 0 ELSE fraud_transactions END) AS DOUBLE)
        / NULLIF(SUM(CASE WHEN is_recent THEN 0 ELSE transactions END), 0), 0) AS earlier_rate
  FROM (
    SELECT
      terminal_id, transactions, fraud_transactions,
      TIMESTAMPDIFF(DAY, `day`, :on_day) < :recent_days AS is_recent
    FROM analytics.terminal_daily
    WHERE `day` <= :on_day AND TIMESTAMPDIFF(DAY, `day`, :on_day) < :recent_days + :earlier_days
  ) AS days
  GROUP BY terminal_id
) AS terminals
WHERE recent_rate > earlier_rate
ORDER BY rise DESC, terminal_id
LIMIT :most;
