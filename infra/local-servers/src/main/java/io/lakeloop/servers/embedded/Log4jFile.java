package io.lakeloop.servers.embedded;

import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.AppenderComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Sends what the servers of this class loader log (warnings and errors) to a file of bounded size,
 * and nothing to the console. When several stacks of one process run the same kind of server, the
 * one started last owns the log.
 */
final class Log4jFile {
  private static @Nullable Path current;

  private Log4jFile() {}

  static synchronized void open(Path file) {
    ConfigurationBuilder<BuiltConfiguration> builder = builder();
    AppenderComponentBuilder appender =
        builder
            .newAppender("file", "RollingFile")
            .addAttribute("fileName", file.toString())
            .addAttribute("filePattern", file + ".%i")
            .add(
                builder
                    .newLayout("PatternLayout")
                    .addAttribute("pattern", "%d{yyyy-MM-dd HH:mm:ss.SSS} %p %c{1} [%t] %m%n"))
            .addComponent(
                builder
                    .newComponent("Policies")
                    .addComponent(
                        builder
                            .newComponent("SizeBasedTriggeringPolicy")
                            .addAttribute("size", "10 MB")))
            .addComponent(builder.newComponent("DefaultRolloverStrategy").addAttribute("max", 2));
    builder.add(appender);
    builder.add(builder.newLogger("io.lakeloop", Level.INFO));
    builder.add(builder.newRootLogger(Level.WARN).add(builder.newAppenderRef("file")));
    Configurator.reconfigure(builder.build());
    current = file;
  }

  /** Releases the file, unless another server has taken the log over since. */
  static synchronized void close(Path file) {
    if (file.equals(current)) {
      ConfigurationBuilder<BuiltConfiguration> builder = builder();
      builder.add(builder.newRootLogger(Level.OFF));
      Configurator.reconfigure(builder.build());
      current = null;
    }
  }

  private static ConfigurationBuilder<BuiltConfiguration> builder() {
    return ConfigurationBuilderFactory.newConfigurationBuilder()
        .setStatusLevel(Level.ERROR)
        .setShutdownHook("disable");
  }
}
