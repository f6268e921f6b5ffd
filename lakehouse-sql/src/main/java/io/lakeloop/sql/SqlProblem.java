package io.lakeloop.sql;

/** A statement, file or parameter that is wrong, and what to do; the message is for people. */
public final class SqlProblem extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public SqlProblem(String message) {
    super(message);
  }
}
