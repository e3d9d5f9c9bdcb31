package org.courtyard.ingest.snapshot;

import java.util.Map;
import java.util.TreeMap;
import org.courtyard.ingest.validation.Checks;
import org.courtyard.schemas.GroupKind;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.SameMatter;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.Urgency;

/** Words that several sheets allow. */
final class Words {
  private Words() {}

  static final String DEFAULT_LANGUAGE = "zh-CN";

  static final Map<String, String> LANGUAGES =
      new TreeMap<>(Map.of(DEFAULT_LANGUAGE, DEFAULT_LANGUAGE, "en", "en"));

  static final Map<String, Boolean> YES_OR_NO = new TreeMap<>(Map.of("true", true, "false", false));

  static final Map<String, Tier> TIERS =
      Checks.words(
          Tier::name, Tier.CONTACT, Tier.BUILDING, Tier.COMMUNITY, Tier.STREET, Tier.DISTRICT);

  static final Map<String, Urgency> URGENCIES =
      Checks.words(Urgency::name, Urgency.ORDINARY, Urgency.URGENT, Urgency.EMERGENCY);

  static final Map<String, GroupKind> GROUP_KINDS =
      Checks.words(
          GroupKind::name,
          GroupKind.RESIDENTS,
          GroupKind.CADRES,
          GroupKind.PRIVATE,
          GroupKind.OTHER);

  static final Map<String, SameMatter> SAME_MATTER =
      Checks.words(SameMatter::name, SameMatter.TEXT, SameMatter.BUILDING, SameMatter.COMMUNITY);

  static final Map<String, Intent> INTENTS =
      Checks.words(
          Intent::name,
          Intent.GRIEVANCE,
          Intent.QUESTION,
          Intent.FOLLOW_UP,
          Intent.SATISFIED,
          Intent.MOSTLY_SATISFIED,
          Intent.DISSATISFIED,
          Intent.WITHDRAWAL,
          Intent.CLAIM,
          Intent.PROGRESS,
          Intent.DONE,
          Intent.ESCALATE,
          Intent.CHATTER,
          Intent.SUGGESTION,
          Intent.PRAISE,
          Intent.COMMERCIAL,
          Intent.MUTUAL_HELP,
          Intent.REPLY,
          Intent.EVALUATION);

  static String languageOf(Checks checks, String cell) {
    String language = checks.optionalOneOf("language", cell, LANGUAGES);
    return language == null ? DEFAULT_LANGUAGE : language;
  }
}
