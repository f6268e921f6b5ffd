package io.lakeloop.training.report;

import io.lakeloop.training.run.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.random.RandomGenerator;

/** Where the report of a run is kept. */
public final class ReportFile {
  private static final String ENDING = ".html";

  private ReportFile() {}

  /**
   * Writes the report of a run; a half-written one is never seen.
   *
   * @param target a file that ends in {@code .html}, or a folder, in which the file is named after
   *     the candidate
   * @return the file
   */
  public static Path write(TrainingRun run, Path target, RandomGenerator random)
      throws IOException {
    Path file =
        target.toString().endsWith(ENDING) ? target : target.resolve(run.version() + ENDING);
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException("report '%s' is no file; name one".formatted(target));
    }
    Files.createDirectories(folder);
    Path fresh = Files.createTempFile(folder, "report", ".part");
    try {
      Files.writeString(fresh, TrainingReport.html(run, random));
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
    return file;
  }
}
