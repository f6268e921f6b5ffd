package io.lakeloop.training.run;

import io.lakeloop.training.gate.GateVerdict;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that a training run found, for the register, a report and tests.
 *
 * @param version the candidate's version; the same inputs give the same one
 * @param outcome how the run ended
 * @param reason why it ended so, for people
 * @param featureSet name of the feature set
 * @param featureSetHash its hash
 * @param featureNames its features in the order of a row
 * @param snapshots snapshot ids that were read, by table name
 * @param settings what the run was asked to do, by option key: nothing else goes into the model
 * @param codeVersion version of Lakeloop
 * @param windows which days were used for what
 * @param rows transactions that the candidate was trained on
 * @param frauds frauds among them
 * @param artifact the candidate as one file; empty when none was trained
 * @param backtest how it did against the champion; none when there was no backtest
 * @param drift population stability index by feature, training rows against the newest ones
 * @param sample rows of the backtest to explain: the highest scores first
 * @param verdict what the gate decided; none when no candidate was trained
 * @param seconds wall time by step, for people; no part of what is reproducible
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
public record TrainingRun(
    String version,
    Outcome outcome,
    String reason,
    String featureSet,
    String featureSetHash,
    List<String> featureNames,
    Map<String, Long> snapshots,
    SortedMap<String, String> settings,
    String codeVersion,
    TrainingWindows windows,
    long rows,
    long frauds,
    byte[] artifact,
    Optional<Backtest> backtest,
    SortedMap<String, Double> drift,
    List<double[]> sample,
    Optional<GateVerdict> verdict,
    Map<String, Double> seconds) {

  /** How a run can end. */
  public enum Outcome {
    /** The candidate is the champion now. */
    PROMOTED,
    /** It is registered; the champion stays. */
    REGISTERED,
    /** No candidate could be trained; nothing changed. */
    REFUSED,
    /** The same inputs were trained on before; nothing changed. */
    KNOWN,
    /** A dry run: what would be registered and decided, nothing changed. */
    DRY_RUN
  }

  /** Copies. */
  public TrainingRun {
    featureNames = List.copyOf(featureNames);
    snapshots = Collections.unmodifiableMap(new TreeMap<>(snapshots));
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    drift = Collections.unmodifiableSortedMap(new TreeMap<>(drift));
    sample = List.copyOf(sample);
    seconds = Map.copyOf(seconds);
  }
}
