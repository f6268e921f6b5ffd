package io.lakeloop.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SqlFileTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 8);
  private static final SqlFile FILE =
      SqlFile.parse(
          "f",
          """
          -- What happened?
          -- :who STRING, a name
          -- :from_day DATE = today-7, first day
          SELECT ':who', `a:who` -- not :who
          FROM t WHERE name = :who AND day >= :from_day;
          """);

  @Test
  void readsTheQuestionAndTheParameters() {
    assertThat(FILE.question()).isEqualTo("What happened?");
    assertThat(FILE.parameters())
        .containsExactly(
            new SqlParameter("who", SqlParameter.Type.STRING, null, "a name"),
            new SqlParameter("from_day", SqlParameter.Type.DATE, "today-7", "first day"));
  }

  @Test
  void putsLiteralsOnlyWhereNoQuoteOrCommentIs() {
    assertThat(FILE.bind(Map.of("who", "O'Brien; DROP"), TODAY))
        .endsWith(
            """
            SELECT ':who', `a:who` -- not :who
            FROM t WHERE name = 'O''Brien; DROP' AND day >= DATE '2026-03-01';
            """);
  }

  @Test
  void tellsWhichParameterIsMissingUnknownOrOfAnotherType() {
    assertThatExceptionOfType(SqlProblem.class)
        .isThrownBy(() -> FILE.bind(Map.of(), TODAY))
        .withMessage(
            "The parameter 'who' (a name) has no default; give it as --param who=VALUE, any text");
    assertThatExceptionOfType(SqlProblem.class)
        .isThrownBy(() -> FILE.bind(Map.of("whom", "x"), TODAY))
        .withMessage("f has no parameter 'whom'; it has [who, from_day]");
    assertThatExceptionOfType(SqlProblem.class)
        .isThrownBy(() -> FILE.bind(Map.of("who", "x", "from_day", "1' OR '1"), TODAY))
        .withMessageContaining("give a day such as 2026-01-31, today or today-7");
  }

  @Test
  void refusesAParameterThatIsNotDeclared() {
    assertThatExceptionOfType(SqlProblem.class)
        .isThrownBy(() -> SqlFile.parse("f", "SELECT :x").bind(Map.of(), TODAY))
        .withMessageContaining("f uses :x, which is not declared");
  }

  @Test
  void dividesStatementsAndKeepsTheirLines() {
    assertThat(SqlText.statements("SELECT ';';\n-- a; b\nSELECT 2;\n-- end"))
        .containsExactly("SELECT ';'", "\n-- a; b\nSELECT 2");
    assertThat(SqlText.parameters("SELECT :a, ':b', a::c, :a")).isEqualTo(Set.of("a"));
  }

  @Test
  void findsNamesThatAreNear() {
    List<String> known = List.of("payments.transactions", "payments.alerts", "ml.model_events");

    assertThat(NearNames.of("transaction", known)).containsExactly("payments.transactions");
    assertThat(NearNames.of("something", known)).isEmpty();
  }
}
