package org.courtyard.slamonitor.clock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.courtyard.slamonitor.clock.Deadline.Kind;

class DeadlineTest {

  @Property
  void keysSortAsTheirInstantsDoAlsoBefore1970(
      @ForAll long a, @ForAll long b, @ForAll Kind kindOfA, @ForAll Kind kindOfB) {
    // Given
    byte[] keyOfA = new Deadline(a, kindOfA, "FQY-000000|FEEDBACK|0").key();
    byte[] keyOfB = new Deadline(b, kindOfB, "FQY-000000|FEEDBACK|0").key();

    // When
    int order = Integer.signum(Arrays.compareUnsigned(keyOfA, keyOfB));

    // Then
    int byTime = Long.compare(a, b);
    assertThat(order).isEqualTo(byTime != 0 ? byTime : Integer.signum(kindOfA.compareTo(kindOfB)));
  }

  @Property
  void aKeyTellsItsDeadline(@ForAll long at, @ForAll Kind kind, @ForAll String id) {
    // Given an id that has a form in UTF-8
    String clockId = new String(id.getBytes(UTF_8), UTF_8);
    Deadline deadline = new Deadline(at, kind, clockId);

    // When
    Deadline read = Deadline.of(deadline.key());

    // Then
    assertThat(read).isEqualTo(deadline);
  }

  @Property
  void theBareInstantSortsBeforeItsDeadlines(@ForAll long at, @ForAll Kind kind) {
    // Given
    byte[] key = new Deadline(at, kind, "").key();

    // When
    byte[] bound = Deadline.before(at);

    // Then
    assertThat(Arrays.compareUnsigned(bound, key)).isNegative();
  }
}
