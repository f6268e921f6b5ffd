-- Which days of the transactions have many files, and how large are they?
-- :most BIGINT = 60, how many days
SELECT
  `partition`.event_time_day AS `day`, file_count AS files, record_count AS row_count,
  total_data_file_size_in_bytes AS size_bytes, last_updated_at
FROM payments.`transactions$partitions`
ORDER BY `day` DESC
LIMIT :most;
