package io.lakeloop.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.ingest.deadletter.DeadLetter;
import io.lakeloop.ingest.deadletter.DeadLetterReplay;
import io.lakeloop.ingest.deadletter.DeadLetters;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lakeloop dead-letters}. */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    description = "Shows records that could not be used, and sends them again.",
    subcommands = {
      DeadLettersCommand.ListCommand.class,
      DeadLettersCommand.ShowCommand.class,
      DeadLettersCommand.ReplayAgainCommand.class
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DeadLettersCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Which letters are meant. */
  static final class FilterOptions {
    @Option(names = "--topic", description = "Only letters of this topic.")
    private @Nullable String topic;

    @Option(
        names = "--reason",
        description = "Only letters with this reason code, such as unknown_schema.")
    private @Nullable String reason;

    @Option(
        names = "--since",
        paramLabel = "TIME",
        description = "Only letters set aside since, such as 2026-05-01T00:00:00Z.")
    private @Nullable Instant since;

    DeadLetters.Filter filter() {
      return new DeadLetters.Filter(topic, null, null, reason, since);
    }
  }

  /** {@code lakeloop dead-letters list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Counts letters by topic and reason, and names the newest of each.")
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  static final class ListCommand implements Callable<Integer> {
    @Mixin private StackOptions stack;
    @Mixin private FilterOptions filter;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      List<DeadLetter.Group> groups;
      try (RESTCatalog catalog =
          new LakeCatalogLoader(stack.ingestSettings().lake()).loadCatalog()) {
        groups = new DeadLetters(catalog).groups(filter.filter());
      }
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(toJson(groups));
      } else if (groups.isEmpty()) {
        out.println("No dead letters.");
      } else {
        print(groups, out);
      }
      out.flush();
      return 0;
    }

    private static String toJson(List<DeadLetter.Group> groups) throws IOException {
      ObjectMapper mapper = new ObjectMapper();
      ArrayNode array = mapper.createArrayNode();
      for (DeadLetter.Group group : groups) {
        array
            .addObject()
            .put("topic", group.topic())
            .put("reason", group.reason())
            .put("count", group.count())
            .put("newest", group.newest().id())
            .put("message", group.newest().message());
      }
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(array);
    }
  }

  /** A table of groups. */
  static void print(List<DeadLetter.Group> groups, PrintWriter out) {
    out.printf("%-16s %-20s %8s  %-26s %s%n", "topic", "reason", "letters", "newest", "message");
    for (DeadLetter.Group group : groups) {
      out.printf(
          "%-16s %-20s %,8d  %-26s %s%n",
          group.topic(),
          group.reason(),
          group.count(),
          group.newest().id(),
          shortened(group.newest().message()));
    }
  }

  private static String shortened(String message) {
    return message.length() <= 80 ? message : message.substring(0, 79) + "…";
  }

  /** {@code lakeloop dead-letters show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows one letter whole.",
      footer = {"", "Example:", "  lakeloop dead-letters show transactions/0/4711"})
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  static final class ShowCommand implements Callable<Integer> {
    private static final int MAX_DUMP = 1024;

    @Mixin private StackOptions stack;

    @Parameters(paramLabel = "TOPIC/PARTITION/OFFSET", description = "As 'list' names it.")
    private String id;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      String[] parts = id.split("/", -1);
      if (parts.length != 3 || !(parts[1] + parts[2]).matches("\\d{2,}")) {
        throw new IllegalArgumentException(
            "'%s' is not of the form TOPIC/PARTITION/OFFSET".formatted(id));
      }
      try (RESTCatalog catalog =
          new LakeCatalogLoader(stack.ingestSettings().lake()).loadCatalog()) {
        DeadLetter letter =
            new DeadLetters(catalog)
                .find(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2]))
                .orElseThrow(
                    () -> new IllegalArgumentException("There is no dead letter at " + id));
        print(letter, spec.commandLine().getOut());
      }
      return 0;
    }

    private static void print(DeadLetter letter, PrintWriter out) {
      out.printf("letter    %s%n", letter.id());
      out.printf("reason    %s%n", letter.reason());
      out.printf("message   %s%n", letter.message());
      out.printf("set aside %s%n", letter.ingestedAt());
      byte[] key = DeadLetter.bytes(letter.key());
      out.printf("key       %s%n", key == null ? "none" : new String(key, StandardCharsets.UTF_8));
      for (Header header : letter.headers()) {
        byte[] value = header.value();
        out.printf(
            "header    %s = %s%n",
            header.key(), value == null ? "none" : new String(value, StandardCharsets.UTF_8));
      }
      byte[] value = DeadLetter.bytes(letter.value());
      out.printf("value     %s%n", value == null ? "none" : value.length + " bytes");
      if (value != null) {
        dump(value, out);
      }
      out.flush();
    }

    private static void dump(byte[] value, PrintWriter out) {
      int shown = Math.min(value.length, MAX_DUMP);
      for (int from = 0; from < shown; from += 16) {
        int to = Math.min(from + 16, shown);
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
          text.append(value[i] >= 32 && value[i] < 127 ? (char) value[i] : '.');
        }
        out.printf(
            "  %06x  %-47s  %s%n",
            from, HexFormat.ofDelimiter(" ").formatHex(value, from, to), text);
      }
      if (shown < value.length) {
        out.printf("  … %d bytes more%n", value.length - shown);
      }
    }
  }

  /** {@code lakeloop dead-letters replay}. */
  @Command(
      name = "replay",
      mixinStandardHelpOptions = true,
      description = "Sends letters to their topics again, as they came, each once.",
      footer = {
        "",
        "Letters that would be rejected again are left out, unless --force is given.",
        "",
        "Example:",
        "  lakeloop dead-letters replay --reason unknown_schema --dry-run"
      })
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  static final class ReplayAgainCommand implements Callable<Integer> {
    @Mixin private StackOptions stack;
    @Mixin private FilterOptions filter;

    @Option(names = "--dry-run", description = "Only tell what would be sent.")
    private boolean dryRun;

    @Option(names = "--force", description = "Send those, too, that would be rejected again.")
    private boolean force;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      IngestSettings settings = stack.ingestSettings();
      try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog()) {
        DeadLetterReplay.Outcome outcome =
            new DeadLetterReplay(settings, catalog, Clock.systemUTC())
                .run(filter.filter(), force, dryRun);
        spec.commandLine()
            .getOut()
            .printf(
                "%d letters match: %d %s, %d had been sent before, %d would be rejected again%n",
                outcome.matching(),
                outcome.replayed(),
                dryRun ? "would be sent" : "sent",
                outcome.alreadyReplayed(),
                outcome.stillBad());
        spec.commandLine().getOut().flush();
      }
      return 0;
    }
  }
}
