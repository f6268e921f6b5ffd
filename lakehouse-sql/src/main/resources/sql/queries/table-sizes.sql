-- Which tables are large, and which have many small files that compaction should join?
SELECT table_name, files, row_count, size_bytes, small_files, mean_file_bytes
FROM analytics.table_files
ORDER BY size_bytes DESC, table_name;
