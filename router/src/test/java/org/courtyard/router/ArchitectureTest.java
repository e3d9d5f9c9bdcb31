package org.courtyard.router;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.courtyard.schemas.ArchitectureRules;

@AnalyzeClasses(
    packages = "org.courtyard.router",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule domainKnowsNoMachinery = ArchitectureRules.DOMAIN_KNOWS_NO_MACHINERY;

  @ArchTest static final ArchRule timeIsAParameter = ArchitectureRules.TIME_IS_A_PARAMETER;
}
