-- Which alerts of a day should be looked at first?
-- :on_day DATE = today, the day
-- :most BIGINT = 50, how many
SELECT event_time, alert_id, customer_id, terminal_id, amount, score, main_reasons, is_fraud
FROM analytics.alerts
WHERE CAST(event_time AS DATE) = :on_day
ORDER BY score DESC, alert_id
LIMIT :most;
