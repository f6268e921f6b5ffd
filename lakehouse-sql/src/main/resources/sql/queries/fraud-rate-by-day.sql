-- How much of each day's payments was fraud?
-- :from_day DATE = today-30, first day
-- :to_day DATE = today, last day
SELECT
  `day`,
  SUM(transactions) AS transactions,
  CAST(SUM(amount_sum) AS DECIMAL(18, 2)) AS amount,
  SUM(fraud_transactions) AS frauds,
  CAST(SUM(fraud_amount) AS DECIMAL(18, 2)) AS fraud_amount,
  CAST(SUM(fraud_transactions) AS DOUBLE) / SUM(transactions) AS fraud_rate
FROM analytics.customer_daily
WHERE `day` BETWEEN :from_day AND :to_day
GROUP BY `day`
ORDER BY `day`;
