package io.lakeloop.ingest.restore;

import java.util.List;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * To go on would lose records or write them twice. The message names each partition and says what
 * to do.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class OffsetMismatchException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, where, and what to do. */
  public OffsetMismatchException(String whatWouldHappen, List<String> partitions, String remedy) {
    super(whatWouldHappen + "\n  - " + String.join("\n  - ", partitions) + "\n" + remedy);
  }
}
