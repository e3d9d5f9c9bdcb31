package org.courtyard.schemas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/** Rules that every service's ArchitectureTest applies to its own classes. */
public final class ArchitectureRules {
  private ArchitectureRules() {}

  /** Root packages hold the glue; what lies below them is the domain. */
  private static final String[] DOMAIN_PACKAGES = {
    "org.courtyard.ingest.*..",
    "org.courtyard.router.*..",
    "org.courtyard.slamonitor.*..",
    "org.courtyard.notifier.*.."
  };

  /** So that rules can be read, tested and moved without a broker or a container. */
  public static final ArchRule DOMAIN_KNOWS_NO_MACHINERY =
      noClasses()
          .that()
          .resideInAnyPackage(DOMAIN_PACKAGES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka..",
              "io.quarkus..",
              "jakarta..",
              "io.micrometer..",
              "java.net.http..")
          .because("the domain must be testable and movable without Kafka, Quarkus or HTTP")
          .allowEmptyShould(true);

  /** So that twelve hours can pass in a test, a demo and a replay alike. */
  public static final ArchRule TIME_IS_A_PARAMETER =
      noClasses()
          .that()
          .resideInAnyPackage(DOMAIN_PACKAGES)
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .because("logic takes time as a parameter")
          .allowEmptyShould(true);
}
