package org.courtyard.router.triage;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * What a text speaks of, whether it complains or not: the {@link Lexicon}'s classes of things put
 * together, so that "the cable was cut" is heard next to "no internet again". A text may have
 * several, or none.
 */
public enum Subject {
  LIFT("lift-"),
  WATER("no-water", "water-objects", "bad-water", "low-pressure", "no-cook-wash"),
  LEAK("leak-", "flooding-dripping", "wall-roof-trouble"),
  DRAINS("drain-", "sewage-", "manhole-"),
  POWER("power-cut", "electric-"),
  LIGHTS("lighting-", "too-dark"),
  HEATING("heating-", "too-cold"),
  GAS("gas-"),
  NOISE("noise-", "loud-", "no-sleep", "dance-club"),
  RUBBISH("rubbish-", "dirty-"),
  AIR("air-", "smelly-", "straw-"),
  PARKING("parking-", "car-blocking", "move-car"),
  FIRE("fire-"),
  EBIKES("ebike-"),
  DOGS("dog-", "dogs-pets", "pets-"),
  PESTS("pest-", "pests", "wild-animals"),
  INTERNET("internet-"),
  ROAD("road-", "traffic-", "landslide"),
  TREES("tree-"),
  DOORS("access-", "door-", "guards-"),
  FACADE("falling-objects", "cracked-fallen"),
  FEES("property-fees", "charged-", "compensation"),
  PAPERS("papers", "residence-", "title-deeds"),
  WELFARE("pension", "disability-", "medical", "insurance", "vaccination", "health-doctors"),
  SCHOOL("school"),
  FARM("irrigation", "crop-", "farm-subsidy", "land-transfer", "seed-", "harvest-market"),
  LIVESTOCK("poultry-", "farm-pollution"),
  FACTORY("factory-"),
  SNOW("snow-ice"),
  FACILITIES("facility-", "shared-"),
  STALLS("stalls"),
  PARCELS("parcel"),
  WAGES("wages", "debts"),
  DEMOLITION("demolition", "renovation-programme", "illegal-building"),
  THEFT("theft", "fraud", "strangers");

  private static final Map<Subject, long[]> CLASSES = new EnumMap<>(Subject.class);

  private final List<String> beginnings;

  Subject(String... beginnings) {
    this.beginnings = List.of(beginnings);
  }

  static {
    Lexicon lexicon = Lexicon.builtIn();
    for (Subject subject : values()) {
      CLASSES.put(subject, lexicon.classes(subject.beginnings));
    }
  }

  /** Those of a text in its {@linkplain PlainText plain form}. */
  public static EnumSet<Subject> in(String plain) {
    long[] heard = Lexicon.builtIn().heard(plain);
    EnumSet<Subject> subjects = EnumSet.noneOf(Subject.class);
    CLASSES.forEach(
        (subject, classes) -> {
          for (int i = 0; i < heard.length; i++) {
            if ((heard[i] & classes[i]) != 0) {
              subjects.add(subject);
            }
          }
        });
    return subjects;
  }
}
