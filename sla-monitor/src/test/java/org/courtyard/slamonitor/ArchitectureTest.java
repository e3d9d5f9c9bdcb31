package org.courtyard.slamonitor;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.courtyard.schemas.ArchitectureRules;

@AnalyzeClasses(
    packages = "org.courtyard.slamonitor",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule DOMAIN_KNOWS_NO_MACHINERY = ArchitectureRules.DOMAIN_KNOWS_NO_MACHINERY;

  @ArchTest static final ArchRule TIME_IS_A_PARAMETER = ArchitectureRules.TIME_IS_A_PARAMETER;
}
