package io.lakeloop.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process has cost, as the operating system counts it (Linux). */
final class ProcessTime {
  private ProcessTime() {}

  /** Processor time of this process, in nanoseconds. */
  static long ofThis() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** The most memory that a process has held at once. */
  static long peakMemoryMebibytes(long processId) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(processId), "status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }
}
