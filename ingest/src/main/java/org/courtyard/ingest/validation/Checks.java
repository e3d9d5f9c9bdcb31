package org.courtyard.ingest.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Looks at the fields of one input and remembers everything that is wrong, so that a sender hears
 * it all at once. A check that fails returns null (or the fallback) and adds a fault.
 */
public final class Checks {
  /** Longest id, in characters. */
  public static final int LONGEST_ID = 128;

  /** Longest name of a person, place, group or role, in characters. */
  public static final int LONGEST_NAME = 200;

  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,9}(\\.[0-9]{1,9})?");

  private final Integer line;
  private final String prefix;
  private final List<Fault> faults;

  private Checks(Integer line, String prefix, List<Fault> faults) {
    this.line = line;
    this.prefix = prefix;
    this.faults = faults;
  }

  /** Checks of an input that has no lines. */
  public static Checks ofWhole() {
    return new Checks(null, "", new ArrayList<>());
  }

  /** Checks of one line. */
  public static Checks ofLine(int line) {
    return ofWhole().atLine(line);
  }

  /** Checks of another line of the same input; its faults are added to these. */
  public Checks atLine(int other) {
    return new Checks(other, prefix, faults);
  }

  /** Checks of one part of an input with several; its fields are named {@code part.field}. */
  public Checks ofPart(String part) {
    return new Checks(line, prefix + part + '.', faults);
  }

  public void fault(String field, String detail) {
    faults.add(new Fault(line, prefix + field, detail));
  }

  /** What was made of something else, or null after its faults were added to these. */
  public <T> T take(Checked<T> other) {
    return switch (other) {
      case Checked.Good<T>(T value) -> value;
      case Checked.Bad<T>(List<Fault> found) -> {
        for (Fault fault : found) {
          faults.add(new Fault(fault.line(), prefix + fault.field(), fault.detail()));
        }
        yield null;
      }
    };
  }

  public boolean clean() {
    return faults.isEmpty();
  }

  /** Good with what was made, when nothing was wrong. */
  public <T> Checked<T> result(Supplier<T> made) {
    return clean() ? new Checked.Good<>(made.get()) : new Checked.Bad<>(faults);
  }

  /** Present and not blank. */
  public boolean present(String field, String value) {
    if (value == null || value.isBlank()) {
      fault(field, "is required");
      return false;
    }
    return true;
  }

  /** An id: short, and without what separates ids in keys. */
  public String id(String field, String value) {
    return present(field, value) && idCharacters(field, value) ? value : null;
  }

  /** An id that may be absent; blank counts as absent. */
  public String optionalId(String field, String value) {
    return value == null || value.isBlank() || !idCharacters(field, value) ? null : value;
  }

  private boolean idCharacters(String field, String value) {
    if (value.length() > LONGEST_ID) {
      fault(field, "is longer than " + LONGEST_ID + " characters");
      return false;
    }
    if (!value.equals(value.strip())) {
      fault(field, "begins or ends with a space");
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '|' || Character.isISOControl(c)) {
        fault(field, "contains a vertical bar or a control character");
        return false;
      }
    }
    return wholeCharacters(field, value);
  }

  /** Words of at most so many characters; null counts as empty. */
  public String words(String field, String value, int longest) {
    if (value == null) {
      return "";
    }
    if (value.length() > longest) {
      fault(field, "is longer than " + longest + " characters");
    } else if (value.indexOf('\0') >= 0) {
      fault(field, "contains a null character");
    } else {
      wholeCharacters(field, value);
    }
    return value;
  }

  /** A name that people read. */
  public String name(String field, String value) {
    return present(field, value) ? words(field, value.strip(), LONGEST_NAME) : null;
  }

  /** Half a surrogate pair cannot be written as UTF-8 and would silently become a question mark. */
  private boolean wholeCharacters(String field, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < value.length()
              && Character.isLowSurrogate(value.charAt(i + 1));
      if (!pair) {
        fault(field, "contains half a character (a lone surrogate)");
        return false;
      }
      i++;
    }
    return true;
  }

  /** One of a few words. */
  public <T> T oneOf(String field, String value, Map<String, T> allowed) {
    return present(field, value) ? optionalOneOf(field, value, allowed) : null;
  }

  /** One of a few words, or absent; blank counts as absent. */
  public <T> T optionalOneOf(String field, String value, Map<String, T> allowed) {
    if (value == null || value.isBlank()) {
      return null;
    }
    T found = allowed.get(value);
    if (found == null) {
      fault(field, "must be one of " + String.join(", ", allowed.keySet()));
    }
    return found;
  }

  /** A whole number within bounds. */
  public int number(String field, String value, int least, int most, int whenAbsent) {
    if (value == null || value.isBlank()) {
      return whenAbsent;
    }
    try {
      int number = Integer.parseInt(value.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // said below, together with what is out of bounds
    }
    fault(field, "must be a whole number from " + least + " to " + most);
    return whenAbsent;
  }

  /** A number within bounds, written with a point and without an exponent. */
  public double decimal(String field, String value, int least, int most, double whenAbsent) {
    if (value == null || value.isBlank()) {
      return whenAbsent;
    }
    if (DECIMAL.matcher(value).matches()) {
      double number = Double.parseDouble(value);
      if (number >= least && number <= most) {
        return number;
      }
    }
    fault(field, "must be a number from " + least + " to " + most);
    return whenAbsent;
  }

  /** Words for the values of an enumeration, in its order. */
  @SafeVarargs
  public static <E extends Enum<E>> Map<String, E> words(Function<E, String> word, E... values) {
    return Arrays.stream(values)
        .collect(
            Collectors.toMap(word, value -> value, (a, _) -> a, LinkedHashMap<String, E>::new));
  }
}
