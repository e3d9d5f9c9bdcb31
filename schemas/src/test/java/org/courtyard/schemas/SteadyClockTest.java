package org.courtyard.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.InvokeInstruction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final long STEP = Duration.ofMinutes(5).toMillis();

  private long wall = 1_800_000_000_000L;
  private long stopwatch = -7_000_000_000L;
  private final SteadyClock clock = new SteadyClock(() -> wall, () -> stopwatch);

  @Test
  void itIsTheWallClockWhileThatIsNotSet() {
    for (int i = 0; i < 1_000; i++) {
      // When
      passes(Duration.ofMillis(37));

      // Then
      assertThat(clock.now()).isEqualTo(wall);
    }
  }

  @Test
  void aStepAheadIsFollowedAtOnce() {
    // Given
    clock.now();

    // When
    wall += STEP;

    // Then
    assertThat(clock.now()).isEqualTo(wall);
  }

  @Test
  void setBackItGoesOnSlowerByATenth() {
    // Given
    long before = clock.now();

    // When
    wall -= STEP;
    passes(Duration.ofMinutes(1));

    // Then
    assertThat(clock.now() - before).isEqualTo(54_000);
  }

  @Test
  void itIsTheWallClockAgainOnceThatHasCaughtUp() {
    // Given
    clock.now();
    wall -= STEP;

    // When
    passes(Duration.ofMinutes(49));
    long late = clock.now() - wall;
    passes(Duration.ofMinutes(1));

    // Then
    assertThat(late).isBetween(5_900L, 6_000L);
    assertThat(clock.now()).isEqualTo(wall);
  }

  @Test
  void itNeverRunsBackHoweverItIsSet() {
    long last = clock.now();
    for (int i = 0; i < 1_000; i++) {
      // When
      wall += i % 3 == 0 ? STEP : -STEP;
      passes(Duration.ofNanos(400_000));

      // Then
      long now = clock.now();
      // Less than it shows need not be noted.
      assertThat(now).isGreaterThanOrEqualTo(last - 1);
      last = Math.max(last, now);
    }
  }

  /** When this fails, Kafka's clients go by the wall clock again. */
  @Test
  void kafkasOwnClockCanBeMadeToAskIt() throws Exception {
    // Given
    byte[] shipped = SteadyClock.asShipped();

    // When
    byte[] steadied = SteadyClock.steadied(shipped);

    // Then
    assertThat(clocksAskedBy(shipped)).containsExactly("java/lang/System");
    assertThat(clocksAskedBy(steadied)).containsExactly("org/courtyard/schemas/SteadyClock");
  }

  @Test
  void onceInstalledAllOfKafkaGoesByIt() throws Exception {
    // Given
    Class<?> clockType = new Apart().loadClass(SteadyClock.class.getName());

    // When
    Object installed = clockType.getMethod("install").invoke(null);
    Object again = clockType.getMethod("install").invoke(null);

    // Then
    Class<?> time = clockType.getClassLoader().loadClass(Time.class.getName());
    Object system = time.getField("SYSTEM").get(null);
    assertThat(installed).isEqualTo(true);
    assertThat(again).as("too late: it is in use").isEqualTo(false);
    assertThat(system.getClass().getClassLoader()).isSameAs(clockType.getClassLoader());
    assertThat((long) time.getMethod("milliseconds").invoke(system))
        .isCloseTo(System.currentTimeMillis(), within(TimeUnit.MINUTES.toMillis(1)));
  }

  private void passes(Duration duration) {
    wall += duration.toMillis();
    stopwatch += duration.toNanos();
  }

  private static List<String> clocksAskedBy(byte[] type) {
    return ClassFile.of().parse(type).methods().stream()
        .filter(method -> method.methodName().equalsString("milliseconds"))
        .flatMap(method -> method.code().orElseThrow().elementStream())
        .filter(InvokeInstruction.class::isInstance)
        .map(call -> ((InvokeInstruction) call).owner().asInternalName())
        .toList();
  }

  /** As a process in which nothing of Kafka is loaded yet. */
  private static final class Apart extends ClassLoader {
    private Apart() {
      super(SteadyClockTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      boolean ours =
          name.startsWith(SteadyClock.class.getName())
              || name.startsWith("org.apache.kafka.common.utils.");
      if (!ours) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        if (known != null) {
          return known;
        }
        try (var in = getResourceAsStream(name.replace('.', '/') + ".class")) {
          byte[] bytes = in.readAllBytes();
          return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
          throw new ClassNotFoundException(name, e);
        }
      }
    }
  }
}
