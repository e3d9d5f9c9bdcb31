package org.courtyard.ingest;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.courtyard.schemas.ArchitectureRules;

@AnalyzeClasses(packages = "org.courtyard.ingest", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule domainKnowsNoMachinery = ArchitectureRules.DOMAIN_KNOWS_NO_MACHINERY;

  @ArchTest static final ArchRule timeIsAParameter = ArchitectureRules.TIME_IS_A_PARAMETER;
}
