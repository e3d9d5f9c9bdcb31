package org.courtyard.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.common.utils.Time;

/**
 * A wall clock that never runs back: where the machine's is set back, this one goes slower by a
 * tenth until it has been caught up with. Ahead it follows at once.
 *
 * <p>Kafka's clients measure every wait on the wall clock: heartbeats, commits, retries, lingering.
 * Set back by five minutes, they do none of that for five minutes. Kafka Streams can be told of
 * another clock, consumers and producers cannot; see {@link #install()}.
 */
public final class SteadyClock {
  private static final System.Logger LOG = System.getLogger(SteadyClock.class.getName());
  private static final SteadyClock OF_THIS_PROCESS =
      new SteadyClock(System::currentTimeMillis, System::nanoTime);

  private static final long SLOWER_BY = 10;
  private static final long NANOS_A_MILLI = 1_000_000;

  private final LongSupplier wallMillis;
  private final LongSupplier stopwatchNanos;

  /** By how much the latest moment given out leads a stopwatch that is slower by a tenth. */
  private final AtomicLong lead = new AtomicLong(Long.MIN_VALUE);

  /**
   * A clock.
   *
   * @param wallMillis can be set
   * @param stopwatchNanos cannot, and begins anywhere
   */
  SteadyClock(LongSupplier wallMillis, LongSupplier stopwatchNanos) {
    this.wallMillis = wallMillis;
    this.stopwatchNanos = stopwatchNanos;
  }

  /** Milliseconds since 1970, for this process. */
  public static long millis() {
    return OF_THIS_PROCESS.now();
  }

  long now() {
    long wall = wallMillis.getAsLong() * NANOS_A_MILLI;
    long stopwatch = stopwatchNanos.getAsLong();
    long slow = stopwatch - stopwatch / SLOWER_BY;
    long before = lead.get();
    long now = before == Long.MIN_VALUE ? wall : Math.max(wall, slow + before);
    // Several threads look at the clock: what differs by less than it shows need not be noted.
    if (now - slow - before > NANOS_A_MILLI || before == Long.MIN_VALUE) {
      lead.accumulateAndGet(now - slow, Math::max);
    }
    return now / NANOS_A_MILLI;
  }

  /**
   * Makes it the clock of all Kafka clients of this process. To be called before anything else asks
   * for theirs, as the class that is defined first counts.
   *
   * @return whether it is; if not, they go by the wall clock
   */
  public static boolean install() {
    try {
      MethodHandles.privateLookupIn(Time.class, MethodHandles.lookup())
          .defineClass(steadied(asShipped()));
      return true;
    } catch (IOException | IllegalAccessException | LinkageError | RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Kafka''s clients will stand still when the wall clock is set back: {0}",
          e);
      return false;
    }
  }

  static byte[] asShipped() throws IOException {
    try (InputStream in = Time.class.getResourceAsStream("SystemTime.class")) {
      if (in == null) {
        throw new IOException("there is no SystemTime.class");
      }
      return in.readAllBytes();
    }
  }

  /** Kafka's own clock, where it asks this one instead of the system's. */
  static byte[] steadied(byte[] systemTime) {
    ClassFile files = ClassFile.of();
    AtomicInteger asked = new AtomicInteger();
    byte[] steadied =
        files.transformClass(
            files.parse(systemTime),
            ClassTransform.transformingMethodBodies(askingSteadyClock(asked)));
    if (asked.get() == 0) {
      throw new IllegalStateException("SystemTime does not ask the system what time it is");
    }
    return steadied;
  }

  private static CodeTransform askingSteadyClock(AtomicInteger asked) {
    ClassDesc self = SteadyClock.class.describeConstable().orElseThrow();
    return (code, element) -> {
      if (element instanceof InvokeInstruction call
          && call.name().equalsString("currentTimeMillis")) {
        asked.incrementAndGet();
        code.invokestatic(self, "millis", MethodTypeDesc.of(ConstantDescs.CD_long));
      } else {
        code.with(element);
      }
    };
  }
}
