package org.courtyard.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(
    packages = "org.courtyard.bench",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  /** What judges the product must not be moved by anything but the records. */
  @ArchTest
  static final ArchRule CHECKS_SEE_RECORDS_ONLY =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.courtyard.bench.verify..",
              "org.courtyard.bench.demo..",
              "org.courtyard.bench.table..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "java.net.http..", "picocli..")
          .orShould()
          .callMethod(Instant.class, "now")
          .because("a check must be testable record by record, without a broker or a clock");
}
