package io.lakeloop.local;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.flink.core.execution.JobClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop detect}. */
@Command(
    name = "detect",
    mixinStandardHelpOptions = true,
    description = "Runs the detect job in this process until it is interrupted.",
    footer = {
      "",
      "It starts with the lake's history as known, and from Kafka exactly behind it.",
      "See its alerts with 'lakeloop alerts'; choose its models with 'lakeloop models'.",
      "",
      "Examples:",
      "  lakeloop up && lakeloop detect",
      "  lakeloop detect -Ddetect.ordering=event-time -Ddetect.feature-set=handbook"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DetectCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;

  @Option(
      names = "--parallelism",
      defaultValue = "2",
      description = "Parallel tasks of each step (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    JobClient job =
        LocalFlink.startDetect(
            stack.detectSettings(),
            parallelism,
            stack.dataDirectory().resolve("checkpoints-detect"));
    out.println("The detect job runs as " + job.getJobID() + "; end it with Ctrl-C.");
    out.flush();
    job.getJobExecutionResult().get();
    return 0;
  }
}
