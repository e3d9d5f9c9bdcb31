package org.courtyard.bench.quality;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;

/** The figures as lines for people. */
public final class QualityTable {
  private QualityTable() {}

  /** Prints every figure under its full name. */
  public static void print(JsonNode figures, PrintWriter out) {
    print("", figures, out);
    out.flush();
  }

  private static void print(String name, JsonNode node, PrintWriter out) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        print(name.isEmpty() ? field.getKey() : name + "." + field.getKey(), field.getValue(), out);
      }
    } else if (node.isNumber()) {
      out.printf(
          "%-48s %s%n", name, node.isInt() ? node.asText() : "%.4f".formatted(node.asDouble()));
    }
  }
}
