-- What would a model say of a transaction, and because of which features?
-- :transaction STRING, the transaction's id
-- :model STRING, a registered model version
-- :most BIGINT = 10, how many features
SELECT
  s.transaction_id, SCORE(s.features, :model) AS score,
  a.feature, a.feature_value, a.contribution, a.reason
FROM analytics.scored AS s
CROSS JOIN LATERAL TABLE(ATTRIBUTION(s.features, :model)) AS a (feature, feature_value, contribution, reason)
WHERE s.transaction_id = :transaction
ORDER BY ABS(a.contribution) DESC, a.feature
LIMIT :most;
