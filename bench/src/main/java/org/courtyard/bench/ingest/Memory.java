package org.courtyard.bench.ingest;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The memory of a JVM, looked at from outside, once a second: asking it would be one more load. */
final class Memory implements AutoCloseable {
  private static final String EVERY_MILLIS = "1000";
  private static final double KIB_A_MIB = 1_024;
  private static final List<String> USED = List.of("S0U", "S1U", "EU", "OU");

  private final long pid;
  private final Process jstat;
  private final List<Look> looks = new CopyOnWriteArrayList<>();

  /**
   * One look.
   *
   * @param millis of the wall clock
   * @param resident MiB that the system gives the process; 0 where the system does not say
   * @param heap MiB of objects, garbage included
   */
  record Look(long millis, double resident, double heap) {}

  /** Looks from now on. The heap is told by jstat, from the counters that every JVM keeps. */
  Memory(long pid) throws IOException {
    this.pid = pid;
    String program = Path.of(System.getProperty("java.home"), "bin", "jstat").toString();
    jstat = new ProcessBuilder(program, "-gc", Long.toString(pid), EVERY_MILLIS).start();
    Thread.ofPlatform().daemon().name("memory").start(this::look);
  }

  List<Look> looks() {
    return List.copyOf(looks);
  }

  private void look() {
    try (BufferedReader said = jstat.inputReader(StandardCharsets.UTF_8)) {
      List<String> names = cells(said.readLine());
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        List<String> values = cells(line);
        double kib =
            USED.stream().mapToDouble(n -> Double.parseDouble(values.get(names.indexOf(n)))).sum();
        looks.add(new Look(System.currentTimeMillis(), resident(), kib / KIB_A_MIB));
      }
    } catch (IOException e) {
      // The one that is looked at has ended.
    }
  }

  private static List<String> cells(String line) throws IOException {
    if (line == null) {
      throw new EOFException();
    }
    return List.of(line.strip().split("\\s+"));
  }

  private double resident() {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS"))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / KIB_A_MIB)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    jstat.destroy();
  }
}
