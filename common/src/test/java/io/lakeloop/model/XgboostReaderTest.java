package io.lakeloop.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.model.ModelRefusedException.Reason;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XgboostReaderTest {
  private static final int FEATURES = 5;
  private static final String MODEL = RandomTrees.json(3, 4, 4, FEATURES, "5E-1");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"name\":\"gbtree\"|\"name\":\"gblinear\"|train with gbtree or dart",
        "\"name\":\"binary:logistic\"|\"name\":\"rank:pairwise\"|train with binary:logistic",
        "\"num_class\":\"0\"|\"num_class\":\"3\"|num_class 3",
        "\"num_target\":\"1\"|\"num_target\":\"2\"|num_target 2",
        "\"base_score\":\"5E-1\"|\"base_score\":\"[5E-1,2E-1]\"|single target",
        "\"split_type\":[0|\"split_type\":[1|splits by category"
      })
  void refusesWhatItDoesNotSupportAndSaysWhatHelps(String found, String other, String remedy) {
    assertThat(MODEL.contains(found)).isTrue();
    assertRefused(MODEL.replace(found, other), Reason.UNSUPPORTED_MODEL, remedy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "left_children|[0-9]+|0|make no tree",
        "left_children|[0-9]+|999999|make no tree",
        "left_children|[0-9]+|-7|make no tree",
        "left_children|[0-9]+|4294967296|cannot be read",
        "right_children|[0-9]+|-1|make no tree",
        "right_children|[0-9]+|1|make no tree",
        "split_indices|[0-9]+|5|feature 5 of 5",
        "split_indices|[0-9]+|-1|feature -1 of 5",
        "split_conditions|[-0-9.E]+|NaN|below NaN",
        "sum_hessian|[-0-9.E]+, [-0-9.E]+, [-0-9.E]+|1, 1, Infinity|the covers 1.0 and Infinity",
        "sum_hessian|[-0-9.E]+, [-0-9.E]+, [-0-9.E]+|1, 1, -2|the covers 1.0 and -2.0",
        "sum_hessian|[-0-9.E]+, |_|arrays of different lengths",
      })
  void refusesTreesThatAreNoTrees(String array, String element, String other, String remedy) {
    String changed =
        MODEL.replaceFirst(
            "(\"" + array + "\":\\[)" + element,
            "$1" + Matcher.quoteReplacement(other.replace("_", "")));

    assertThat(changed.equals(MODEL)).isFalse();
    assertRefused(changed, Reason.CORRUPT, remedy);
  }

  @Test
  void refusesATreeThatRunsInACircle() {
    String circle =
        MODEL
            .replaceFirst("\"left_children\":\\[[^]]*]", "\"left_children\":[1,1,1]")
            .replaceFirst("\"right_children\":\\[[^]]*]", "\"right_children\":[2,2,2]")
            .replaceFirst("\"split_indices\":\\[[^]]*]", "\"split_indices\":[0,0,0]")
            .replaceFirst("\"default_left\":\\[[^]]*]", "\"default_left\":[0,0,0]")
            .replaceFirst("\"split_conditions\":\\[[^]]*]", "\"split_conditions\":[0,0,0]")
            .replaceFirst("\"sum_hessian\":\\[[^]]*]", "\"sum_hessian\":[2,1,1]");

    assertRefused(circle, Reason.CORRUPT, "make no tree");
  }

  @Test
  void refusesAModelOfOtherFeatures() {
    assertRefused(
        MODEL.replace("\"feature_names\":[]", "\"feature_names\":[\"a\",\"b\",\"c\",\"d\",\"e\"]"),
        Reason.OTHER_FEATURE_SET,
        "trained on 5 features [a, b, c, d, e], the manifest names 5, [f0, f1, f2, f3, f4]");
    assertRefused(
        MODEL.replace(
            "\"num_feature\":\"5\",\"num_target\"", "\"num_feature\":\"6\",\"num_target\""),
        Reason.OTHER_FEATURE_SET,
        "trained on 6 features");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{}", "[]", "hello", "{\"learner\":{}}", "{\"learner\":[]}"})
  void refusesWhatIsNoModel(String bytes) {
    assertThatThrownBy(() -> read(bytes.getBytes(UTF_8))).isInstanceOf(ModelRefusedException.class);
  }

  @Test
  void refusesDeepNesting() {
    assertThatThrownBy(() -> read(("{\"a\":" + "[".repeat(100_000)).getBytes(UTF_8)))
        .isInstanceOf(ModelRefusedException.class);
    assertThatThrownBy(() -> read(("{i\1a" + "[".repeat(100_000)).getBytes(UTF_8)))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("nested deeper than 32");
  }

  @Test
  void refusesACountThatTheBytesCannotFill() {
    byte[] bytes = "{i\7learner{i\rfeature_names[$d#l\177\177\177\177".getBytes(UTF_8);

    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("more than there are bytes");
  }

  @Test
  void refusesBothFormsCutShortAnywhere() throws Exception {
    for (String format : new String[] {"json", "ubj"}) {
      byte[] model = XgboostFixtures.train(FEATURES, 2, Map.of()).toByteArray(format);
      read(model);
      for (int length = 0; length < model.length; length += 1 + length / 200) {
        byte[] cut = Arrays.copyOf(model, length);
        assertThatThrownBy(() -> read(cut)).isInstanceOf(ModelRefusedException.class);
      }
    }
  }

  @Test
  void refusesOrReadsChangedBytesAndNeverFailsOtherwise() throws Exception {
    SplittableRandom random = new SplittableRandom(11);
    for (String format : new String[] {"json", "ubj"}) {
      byte[] model = XgboostFixtures.train(FEATURES, 2, Map.of("max_depth", 3)).toByteArray(format);
      for (int i = 0; i < 5_000; i++) {
        byte[] changed = model.clone();
        for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
          changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        try {
          TreeEnsemble trees = read(changed);
          trees.score(new double[FEATURES]);
          trees.explain(new double[FEATURES]);
        } catch (ModelRefusedException e) {
          assertThat(e.getMessage()).isNotBlank();
        }
      }
    }
  }

  private static void assertRefused(String model, Reason reason, String remedy) {
    assertThatThrownBy(() -> read(model.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            ModelRefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(remedy);
  }

  private static TreeEnsemble read(byte[] model) throws ModelRefusedException {
    return TreeEnsemble.readXgboost(model, XgboostFixtures.names(FEATURES));
  }
}
