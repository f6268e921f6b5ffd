package io.lakeloop.local;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.flink.core.execution.JobClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop ingest}. */
@Command(
    name = "ingest",
    mixinStandardHelpOptions = true,
    description = "Runs the ingest job in this process until it is interrupted.",
    footer = {
      "",
      "Started again, it goes on exactly behind what the lake holds.",
      "",
      "Examples:",
      "  lakeloop up && lakeloop ingest",
      "  lakeloop ingest --parallelism 1 -Dingest.checkpoint.interval=2s"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class IngestCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;

  @Option(
      names = "--parallelism",
      defaultValue = "2",
      description = "Parallel readers and writers (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    JobClient job =
        LocalFlink.startIngest(
            stack.ingestSettings(), parallelism, stack.dataDirectory().resolve("checkpoints"));
    out.println("The ingest job runs as " + job.getJobID() + "; end it with Ctrl-C.");
    out.flush();
    job.getJobExecutionResult().get();
    return 0;
  }
}
