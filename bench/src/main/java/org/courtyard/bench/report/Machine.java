package org.courtyard.bench.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.common.utils.AppInfoParser;

/** Where something was measured, without a name that would tell whose machine it is. */
final class Machine {
  private Machine() {}

  static ObjectNode describe() {
    ObjectNode machine = JsonNodeFactory.instance.objectNode();
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    machine.put("memoryGiB", Math.round(kibibytes("MemTotal") / 1048576.0));
    machine.put("cpu", line(Path.of("/proc/cpuinfo"), "model name"));
    machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    machine.put("loadBefore", load());
    return machine;
  }

  static ObjectNode versions() {
    ObjectNode versions = JsonNodeFactory.instance.objectNode();
    versions.put("java", Runtime.version().toString());
    versions.put("vm", System.getProperty("java.vm.name"));
    versions.put("kafka", AppInfoParser.getVersion());
    versions.put("avro", Schema.class.getPackage().getImplementationVersion());
    return versions;
  }

  /** Others' work on the same machine: the load average of the last minute. */
  private static double load() {
    try {
      return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
    } catch (IOException | NumberFormatException e) {
      return -1;
    }
  }

  private static long kibibytes(String what) {
    String digits = line(Path.of("/proc/meminfo"), what).replaceAll("\\D", "");
    return digits.isEmpty() ? 0 : Long.parseLong(digits);
  }

  private static String line(Path file, String starts) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(starts))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
