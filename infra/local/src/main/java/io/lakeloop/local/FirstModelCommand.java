package io.lakeloop.local;

import io.lakeloop.model.ModelArtifact;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop models first}. */
@Command(
    name = "first",
    mixinStandardHelpOptions = true,
    description = "Trains the model that the demo begins with, on simulated history.",
    footer = {
      "",
      "Needs no servers, and gives the same bytes each time. To be run when the standard",
      "feature set has changed.",
      "",
      "Example:",
      "  lakeloop models first --output infra/local/src/main/resources/first-model.zip"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class FirstModelCommand implements Callable<Integer> {
  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "The artifact to write.")
  private Path output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    byte[] artifact = FirstModel.train(new Progress(out, "transactions"));
    Files.write(output, artifact);
    out.println(
        "Wrote %s, %,d bytes, SHA-256 %s"
            .formatted(output, artifact.length, ModelArtifact.sha256(artifact)));
    out.flush();
    return 0;
  }
}
