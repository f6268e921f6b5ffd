package io.lakeloop.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Every query and view, held against plain loops over the same facts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueriesITCase {
  private final LakeFacts facts = new LakeFacts(7, 400);
  private final Map<String, Runnable> checks = new TreeMap<>();
  private SqlLake lake;
  private LakeSession session;
  private QueryAnswers answers;

  @BeforeAll
  void fillLake() throws Exception {
    lake = new SqlLake();
    lake.createTables();
    lake.write(facts);
    lake.writeOperations();
    lake.close(facts, QueryAnswers.CLOSED_UNTIL);
    session = LakeSession.open(lake.options(), Map.of("parallelism.default", "1"), false);
    answers = new AnalystAnswers(lake, session, facts);
    checks.putAll(answers.checks());
    checks.putAll(new OperatorAnswers(lake, session, facts).checks());
    checks.putAll(new ScientistAnswers(lake, session, facts).checks());
  }

  @AfterAll
  void close() throws Exception {
    session.close();
    lake.close();
  }

  @TestFactory
  Stream<DynamicTest> everyQueryTellsWhatLoopsTell() {
    assertThat(checks.keySet()).containsExactlyInAnyOrderElementsOf(SqlLibrary.queries().keySet());
    return checks.entrySet().stream()
        .map(check -> dynamicTest(check.getKey(), check.getValue()::run));
  }

  @Test
  void everyViewCanBeReadAndHasTheColumnsThatItNames() {
    for (String view : SqlLibrary.views().keySet()) {
      assertThat(answers.rows("SELECT * FROM analytics." + view)).as(view).isNotEmpty();
    }
  }

  @Test
  void viewsOfCustomersTerminalsAndHoursAddUpToTheSame() {
    LakeFacts.Totals all = facts.totals(facts.payments().stream());
    for (String view : List.of("customer_daily", "terminal_daily", "hourly")) {
      assertThat(
              answers.rows(
                  "SELECT SUM(transactions), SUM(amount_sum), MIN(amount_min), MAX(amount_max),"
                      + " SUM(fraud_transactions), SUM(fraud_amount), SUM(scored), SUM(score_sum),"
                      + " MAX(score_max), SUM(alerts) FROM analytics."
                      + view))
          .as(view)
          .containsExactly(
              QueryAnswers.row(
                  all.transactions(),
                  all.amount(),
                  all.smallest(),
                  all.largest(),
                  all.frauds(),
                  all.fraudAmount(),
                  all.scored(),
                  all.scoreSum(),
                  all.scoreMax(),
                  all.alerts()));
    }
  }
}
