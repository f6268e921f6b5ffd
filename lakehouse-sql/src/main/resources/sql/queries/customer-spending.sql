-- What did a customer pay a day?
-- :customer STRING, the customer's id
-- :from_day DATE = today-30, first day
-- :to_day DATE = today, last day
SELECT `day`, transactions, amount_sum, amount_max, fraud_transactions, alerts, is_closed
FROM analytics.customer_daily
WHERE customer_id = :customer AND `day` BETWEEN :from_day AND :to_day
ORDER BY `day`;
