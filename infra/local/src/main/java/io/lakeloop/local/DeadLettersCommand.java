package io.lakeloop.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.ingest.deadletter.DeadLetter;
import io.lakeloop.ingest.deadletter.DeadLetterReplay;
import io.lakeloop.ingest.deadletter.DeadLetters;
import io.lakeloop.ingest.deadletter.ReplayCheck;
import io.lakeloop.ingest.decode.ReadableValue;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    @Option(names = "--partition", description = "Only letters of this Kafka partition.")
    private @Nullable Integer partition;

    @Option(names = "--offset", description = "Only letters at this Kafka offset.")
    private @Nullable Long offset;

    @Option(
        names = "--since",
        paramLabel = "TIME",
        description = "Only letters set aside since, such as 2026-05-01T00:00:00Z.")
    private @Nullable Instant since;

    DeadLetters.Filter filter() {
      return new DeadLetters.Filter(topic, partition, offset, reason, since);
    }
  }

  /** {@code lakeloop dead-letters list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Counts letters by topic and reason, and names the newest of each.",
      footer = {"", "Example:", "  lakeloop dead-letters list --reason undecodable --limit 20"})
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  static final class ListCommand implements Callable<Integer> {
    @Mixin private StackOptions stack;
    @Mixin private FilterOptions filter;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "1",
        description =
            "Name the newest N letters of each topic and reason (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      if (limit < 1) {
        throw new IllegalArgumentException("limit is %d; give at least 1".formatted(limit));
      }
      List<DeadLetter.Group> groups;
      try (RESTCatalog catalog =
          new LakeCatalogLoader(stack.ingestSettings().lake()).loadCatalog()) {
        groups = new DeadLetters(catalog).groups(filter.filter(), limit);
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
        ObjectNode node = array.addObject();
        node.put("topic", group.topic())
            .put("reason", group.reason())
            .put("count", group.count())
            .put("newest", group.newest().id())
            .put("message", group.newest().message());
        ArrayNode letters = node.putArray("letters");
        for (DeadLetter letter : group.letters()) {
          letters
              .addObject()
              .put("id", letter.id())
              .put("ingestedAt", letter.ingestedAt().toString())
              .put("message", letter.message());
        }
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
      group.letters().stream()
          .skip(1)
          .forEach(
              letter ->
                  out.printf(
                      "%-16s %-20s %8s  %-26s %s%n",
                      "", "", "", letter.id(), shortened(letter.message())));
    }
  }

  private static String shortened(String message) {
    return message.length() <= 80 ? message : message.substring(0, 79) + "…";
  }

  /** {@code lakeloop dead-letters show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows one letter whole, and what it says if it can be decoded now.",
      footer = {"", "Example:", "  lakeloop dead-letters show transactions/0/4711"})
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  static final class ShowCommand implements Callable<Integer> {
    private static final int MAX_DUMP = 1024;
    private static final Pattern ID = Pattern.compile("(.+)/(\\d{1,9})/(\\d{1,18})");

    @Mixin private StackOptions stack;

    @Parameters(paramLabel = "TOPIC/PARTITION/OFFSET", description = "As 'list' names it.")
    private String id;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      Matcher position = ID.matcher(id);
      if (!position.matches()) {
        throw new IllegalArgumentException(
            "'%s' is not of the form TOPIC/PARTITION/OFFSET".formatted(id));
      }
      IngestSettings settings = stack.ingestSettings();
      DeadLetter letter;
      try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog()) {
        letter =
            new DeadLetters(catalog)
                .find(
                    position.group(1),
                    Integer.parseInt(position.group(2)),
                    Long.parseLong(position.group(3)))
                .orElseThrow(
                    () -> new IllegalArgumentException("There is no dead letter at " + id));
      }
      PrintWriter out = spec.commandLine().getOut();
      print(letter, out);
      printPresent(letter, settings, out);
      out.flush();
      return 0;
    }

    /** What can be said of the letter with the schemas and rules of today. */
    private static void printPresent(DeadLetter letter, IngestSettings settings, PrintWriter out)
        throws IOException {
      byte[] value = DeadLetter.bytes(letter.value());
      if (value != null) {
        ReadableValue.of(value, settings.wire().schemaSources(settings.lake()))
            .ifPresent(content -> out.printf("content   %s%n", content));
      }
      out.printf(
          "replay    %s%n",
          new ReplayCheck(settings, Clock.systemUTC())
              .rejection(letter)
              .map(why -> "would be rejected again: " + why)
              .orElse("would be taken now"));
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
        "Exit code 1 when Kafka refuses a letter, such as for its size; the others are sent.",
        "",
        "Examples:",
        "  lakeloop dead-letters replay --reason unknown_schema --dry-run",
        "  lakeloop dead-letters replay --topic transactions --partition 0 --offset 4711"
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
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
            "%d letters match: %d %s, %d had been sent before, %d would be rejected again%n",
            outcome.matching(),
            outcome.replayed(),
            dryRun ? "would be sent" : "sent",
            outcome.alreadyReplayed(),
            outcome.stillBad());
        outcome.refused().forEach(letter -> out.println("Kafka refused " + letter));
        out.flush();
        return outcome.refused().isEmpty() ? 0 : Lakeloop.CHECK_FAILED;
      }
    }
  }
}
