-- How do challengers score beside the champion, on frauds and on the rest?
-- :from_day DATE = today-30, first day
-- :to_day DATE = today, last day
-- :threshold DOUBLE = 0.5, a score from which a challenger would alert
SELECT
  s.model_version AS champion,
  c.version AS challenger,
  COUNT(*) AS scored_by_both,
  AVG(ABS(c.score - s.score)) AS mean_difference,
  COUNT(*) FILTER (WHERE s.is_alert) AS champion_alerts,
  COUNT(*) FILTER (WHERE c.score >= :threshold) AS challenger_alerts,
  COUNT(*) FILTER (WHERE s.is_fraud AND s.is_alert) AS champion_frauds,
  COUNT(*) FILTER (WHERE s.is_fraud AND c.score >= :threshold) AS challenger_frauds
FROM analytics.scored AS s
CROSS JOIN UNNEST(s.shadow_scores) AS c (version, score)
WHERE s.event_time >= CAST(:from_day AS TIMESTAMP_LTZ(6)) AND s.event_time < CAST(:to_day + INTERVAL '1' DAY AS TIMESTAMP_LTZ(6))
GROUP BY s.model_version, c.version
ORDER BY champion, challenger;
