package io.lakeloop.testing.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * What each package of a module may use. Beside that, every package may use itself, the JDK and
 * JSpecify's annotations. A package of the module that is not declared, and a declaration without a
 * package, fail as well, so that no rule is empty.
 */
public final class ModuleArchitecture {
  private static final List<String> ALWAYS_ALLOWED = List.of("java..", "org.jspecify.annotations");
  private static final Set<String> RANDOM_SOURCES =
      Set.of("java.util.concurrent.ThreadLocalRandom", "java.security.SecureRandom");

  private final JavaClasses classes;
  private final Map<String, List<String>> mayUse = new LinkedHashMap<>();
  private final List<String> pure = new ArrayList<>();

  private ModuleArchitecture(JavaClasses classes) {
    this.classes = classes;
  }

  /** The module that a class is part of. */
  public static ModuleArchitecture ofModuleWith(Class<?> anchor) {
    return new ModuleArchitecture(
        new ClassFileImporter()
            .importUrl(anchor.getProtectionDomain().getCodeSource().getLocation()));
  }

  /**
   * Declares a package.
   *
   * @param others what it may use, as ArchUnit patterns: {@code a.b} is one package, {@code a.b..}
   *     it and those below
   */
  public ModuleArchitecture withPackage(String name, String... others) {
    mayUse.put(name, List.of(others));
    return this;
  }

  /**
   * Declares a package of pure calculations: as {@link #withPackage}, and it neither logs nor asks
   * for the time or for random numbers; both come in as arguments.
   */
  public ModuleArchitecture withPurePackage(String name, String... others) {
    pure.add(name);
    return withPackage(name, others);
  }

  /** One test for each rule. */
  public Stream<DynamicTest> tests() {
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(dynamicTest("every package is declared", this::everyPackageIsDeclared));
    mayUse.forEach(
        (name, others) -> tests.add(test(name + " uses only " + others, allowList(name, others))));
    for (String name : pure) {
      tests.add(test(name + " asks no clock", noClock(name)));
      tests.add(test(name + " makes no random numbers of its own", noRandomness(name)));
      tests.add(test(name + " does not log", noLogging(name)));
    }
    tests.add(
        test(
            "no package depends on itself through others",
            slices().matching("(**)").should().beFreeOfCycles()));
    return tests.stream();
  }

  /**
   * One test for each step from Job to Topology: a job is used by nobody in its module, a topology
   * by its job alone.
   */
  public Stream<DynamicTest> jobTests() {
    return Stream.of(
        test(
            "nothing points back to a job",
            classes()
                .that(simpleNameEndingWith("Job"))
                .should()
                .onlyHaveDependentClassesThat(simpleNameEndingWith("Job"))),
        test(
            "only a job uses a topology",
            classes()
                .that(simpleNameEndingWith("Topology"))
                .should()
                .onlyHaveDependentClassesThat(
                    simpleNameEndingWith("Topology").or(simpleNameEndingWith("Job")))));
  }

  private DynamicTest test(String name, ArchRule rule) {
    return dynamicTest(name, () -> rule.allowEmptyShould(false).check(classes));
  }

  private void everyPackageIsDeclared() {
    Set<String> found = new TreeSet<>();
    classes.forEach(type -> found.add(type.getPackageName()));
    assertThat(found).isEqualTo(new TreeSet<>(mayUse.keySet()));
  }

  private static ArchRule allowList(String name, List<String> others) {
    List<String> allowed = new ArrayList<>(ALWAYS_ALLOWED);
    allowed.add(name);
    allowed.addAll(others);
    return classes()
        .that()
        .resideInAPackage(name)
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)));
  }

  private static ArchRule noClock(String name) {
    return noClasses()
        .that()
        .resideInAPackage(name)
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Clock.class)
        .orShould()
        .accessTargetWhere(
            access(
                "reads the time",
                (owner, member) ->
                    (owner.startsWith("java.time.") && member.equals("now"))
                        || (owner.equals("java.lang.System")
                            && (member.equals("currentTimeMillis") || member.equals("nanoTime")))));
  }

  private static ArchRule noRandomness(String name) {
    return noClasses()
        .that()
        .resideInAPackage(name)
        .should()
        .dependOnClassesThat(
            describe("draw their own seed", type -> RANDOM_SOURCES.contains(type.getName())))
        .orShould()
        .callConstructor(Random.class)
        .orShould()
        .callConstructor(SplittableRandom.class)
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(UUID.class, "randomUUID");
  }

  private static ArchRule noLogging(String name) {
    return noClasses()
        .that()
        .resideInAPackage(name)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache.logging..");
  }

  /** Tells an access by the class that owns the member, and the member's name. */
  @FunctionalInterface
  private interface MemberTest {
    boolean matches(String owner, String member);
  }

  private static DescribedPredicate<JavaAccess<?>> access(String description, MemberTest test) {
    return describe(
        description,
        access -> test.matches(access.getTargetOwner().getName(), access.getTarget().getName()));
  }
}
