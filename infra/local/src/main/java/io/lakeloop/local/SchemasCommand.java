package io.lakeloop.local;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.SchemaFolder;
import io.lakeloop.ingest.IngestOptions;
import io.lakeloop.ingest.IngestSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lakeloop schemas}. */
@Command(
    name = "schemas",
    mixinStandardHelpOptions = true,
    description = "Publishes the schemas that producers write with.",
    subcommands = SchemasCommand.PublishCommand.class)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SchemasCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** {@code lakeloop schemas publish}. */
  @Command(
      name = "publish",
      mixinStandardHelpOptions = true,
      description =
          "Puts an Avro schema where running jobs find it, before a producer writes with it.",
      footer = {"", "Example:", "  lakeloop schemas publish Transaction.avsc"})
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  static final class PublishCommand implements Callable<Integer> {
    @Mixin private StackOptions stack;

    @Parameters(paramLabel = "FILE.avsc", description = "The schema.")
    private Path file;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      IngestSettings settings = stack.ingestSettings();
      String location = settings.wire().schemaLocation();
      if (location == null) {
        throw new IllegalArgumentException(
            "-D%s is not given; name the folder that the ingest job looks in, such as s3://lake/schemas"
                .formatted(IngestOptions.SCHEMA_LOCATION.key()));
      }
      String path =
          new SchemaFolder(LakeCatalogLoader.fileIo(settings.lake()), location).publish(file);
      spec.commandLine().getOut().printf("Published %s as %s%n", file, path);
      spec.commandLine().getOut().flush();
      return 0;
    }
  }
}
