-- Which features did the stream compute otherwise than the lake tells, in the latest run?
SELECT feature_set, feature, rows_compared, rows_different, share_different, largest_difference, late_event, duplicate, none_known
FROM analytics.feature_skew
WHERE rows_different > 0
ORDER BY rows_different DESC, feature_set, feature;
