-- How many alerts did each model version raise a day, and how many of the known ones were right?
-- :from_day DATE = today-30, first day
-- :to_day DATE = today, last day
SELECT `day`, model_version, scored, alerts, reported_frauds, frauds_alerted, false_alerts, precision_known, recall_known
FROM analytics.model_quality
WHERE `day` BETWEEN :from_day AND :to_day
ORDER BY `day`, model_version;
