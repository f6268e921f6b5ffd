package io.lakeloop.servers.embedded;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The same as {@link Log4jFile}, for the S3 server, which carries another logging library. */
final class LogbackFile {
  private static final String STATUS_LISTENER = "logback.statusListenerClass";

  private static @Nullable Path current;

  static {
    // On first use the library would tell the console how it found its configuration.
    String before = System.getProperty(STATUS_LISTENER);
    System.setProperty(STATUS_LISTENER, "ch.qos.logback.core.status.NopStatusListener");
    try {
      LoggerFactory.getILoggerFactory();
    } finally {
      if (before == null) {
        System.clearProperty(STATUS_LISTENER);
      } else {
        System.setProperty(STATUS_LISTENER, before);
      }
    }
  }

  private LogbackFile() {}

  static synchronized void open(Path file) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();

    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d{yyyy-MM-dd HH:mm:ss.SSS} %p %logger{0} [%t] %m%n");
    encoder.start();

    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.setFileNamePattern(file + ".%i");
    rolling.setMinIndex(1);
    rolling.setMaxIndex(2);
    SizeBasedTriggeringPolicy<ILoggingEvent> trigger = new SizeBasedTriggeringPolicy<>();
    trigger.setContext(context);
    trigger.setMaxFileSize(FileSize.valueOf("10MB"));
    trigger.start();

    appender.setContext(context);
    appender.setFile(file.toString());
    appender.setEncoder(encoder);
    appender.setRollingPolicy(rolling);
    appender.setTriggeringPolicy(trigger);
    rolling.start();
    appender.start();

    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    context.getLogger("io.lakeloop").setLevel(Level.INFO);
    current = file;
  }

  /** Releases the file, unless another server has taken the log over since. */
  static synchronized void close(Path file) {
    if (file.equals(current)) {
      LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
      context.reset();
      context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
      current = null;
    }
  }
}
