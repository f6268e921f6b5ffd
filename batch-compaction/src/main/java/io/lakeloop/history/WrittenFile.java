package io.lakeloop.history;

/**
 * A data file that was written and belongs to no snapshot yet.
 *
 * @param grouping whose table it is of
 * @param file the file's metadata, serialized
 */
@SuppressWarnings("ArrayRecordComponent") // Flink serializes it well; nobody changes it
public record WrittenFile(Grouping grouping, byte[] file) {}
