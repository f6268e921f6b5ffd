package io.lakeloop.testing.architecture;

import static com.tngtech.archunit.core.domain.JavaModifier.PRIVATE;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DynamicTest;
import org.junit.platform.commons.annotation.Testable;

/** Rules for a module's tests: none is passed over in silence. */
public final class TestRules {
  private static final DescribedPredicate<JavaMethod> TESTS =
      DescribedPredicate.describe(
          "test methods",
          method ->
              method.isAnnotatedWith(Testable.class) || method.isMetaAnnotatedWith(Testable.class));

  private TestRules() {}

  /** One test for each rule, over the module that a test class is part of. */
  public static Stream<DynamicTest> testsOfModuleWith(Class<?> anchor) {
    JavaClasses classes =
        new ClassFileImporter()
            .importUrl(anchor.getProtectionDomain().getCodeSource().getLocation());
    Map<String, ArchRule> rules = new TreeMap<>();
    // JUnit skips a private method or class without a word.
    rules.put("no test is private", methods().that(are(TESTS)).should().notBePrivate());
    rules.put(
        "no class of tests is private",
        methods().that(are(TESTS)).should().beDeclaredInClassesThat().doNotHaveModifier(PRIVATE));
    rules.put("no test is disabled", noMethods().should().beAnnotatedWith(Disabled.class));
    rules.put(
        "no class of tests is disabled", noClasses().should().beAnnotatedWith(Disabled.class));
    rules.put(
        "every class of tests is named as Surefire or Failsafe finds it",
        classes()
            .that(
                DescribedPredicate.describe(
                    "are top-level classes of tests",
                    (JavaClass type) ->
                        type.isTopLevelClass() && type.getMethods().stream().anyMatch(TESTS)))
            .should()
            .haveNameMatching(".*(Test|ITCase)"));
    return rules.entrySet().stream()
        .map(
            rule ->
                dynamicTest(
                    rule.getKey(), () -> rule.getValue().allowEmptyShould(false).check(classes)));
  }
}
