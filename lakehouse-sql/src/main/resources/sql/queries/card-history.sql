-- What did a card do, how was it scored, and why was there an alert?
-- :customer STRING, the customer's id
-- :from_day DATE = today-30, first day
-- :to_day DATE = today, last day
SELECT
  s.event_time, s.transaction_id, s.terminal_id, s.amount, s.score, s.is_alert, s.model_version,
  a.main_reasons, s.is_fraud
FROM analytics.scored AS s
LEFT JOIN analytics.alerts AS a ON a.transaction_id = s.transaction_id
WHERE s.customer_id = :customer
  AND s.event_time >= CAST(:from_day AS TIMESTAMP_LTZ(6)) AND s.event_time < CAST(:to_day + INTERVAL '1' DAY AS TIMESTAMP_LTZ(6))
ORDER BY s.event_time, s.transaction_id;
