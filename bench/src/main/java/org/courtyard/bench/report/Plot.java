package org.courtyard.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plot as SVG: lines over a common x axis, or bars in groups. */
public final class Plot {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 360;
  private static final int LEFT = 80;
  private static final int RIGHT = 20;
  private static final int TOP = 44;
  private static final int BOTTOM = 76;
  private static final int TICKS = 5;
  private static final List<String> COLOURS =
      List.of("#1f6f8b", "#d9822b", "#5a8f3c", "#a3416b", "#6b6b6b", "#8a6fc0");

  private final String title;
  private final String xLabel;
  private final String yLabel;
  private final List<Series> lines = new ArrayList<>();

  /** One point. */
  public record Point(double x, double y) {}

  private record Series(String name, List<Point> points) {}

  public Plot(String title, String xLabel, String yLabel) {
    this.title = title;
    this.xLabel = xLabel;
    this.yLabel = yLabel;
  }

  /** Adds a line; points in the order of x. */
  public Plot line(String name, List<Point> points) {
    lines.add(new Series(name, List.copyOf(points)));
    return this;
  }

  /** Draws the lines. */
  public String svg() {
    double xMax = max(lines, true);
    double yMax = max(lines, false);
    StringBuilder out = frame(yMax);
    for (int i = 0; i <= TICKS; i++) {
      double x = xMax * i / TICKS;
      text(out, x(x, xMax), HEIGHT - BOTTOM + 18, "middle", number(x));
    }
    for (int i = 0; i < lines.size(); i++) {
      StringBuilder path = new StringBuilder();
      for (Point point : lines.get(i).points()) {
        path.append(path.isEmpty() ? "M" : "L")
            .append(pixels(x(point.x(), xMax)))
            .append(' ')
            .append(pixels(y(point.y(), yMax)));
      }
      out.append(
          "<path fill=\"none\" stroke-width=\"1.6\" stroke=\"%s\" d=\"%s\"/>\n"
              .formatted(colour(i), path));
    }
    legend(out, lines.stream().map(Series::name).toList());
    return out.append("</svg>\n").toString();
  }

  /**
   * Draws bars instead.
   *
   * @param groups names below the axis
   * @param names of the bars within each group
   * @param values by group, then by name
   */
  public String bars(List<String> groups, List<String> names, List<List<Double>> values) {
    double yMax =
        niceMax(values.stream().flatMap(List::stream).mapToDouble(v -> v).max().orElse(1));
    StringBuilder out = frame(yMax);
    double slot = (double) (WIDTH - LEFT - RIGHT) / groups.size();
    double bar = slot * 0.8 / names.size();
    for (int g = 0; g < groups.size(); g++) {
      text(out, LEFT + slot * (g + 0.5), HEIGHT - BOTTOM + 18, "middle", groups.get(g));
      for (int n = 0; n < names.size(); n++) {
        double top = y(values.get(g).get(n), yMax);
        double left = LEFT + slot * (g + 0.1) + bar * n;
        out.append(
            "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>\n"
                .formatted(
                    pixels(left),
                    pixels(top),
                    pixels(bar * 0.94),
                    pixels(HEIGHT - BOTTOM - top),
                    colour(n)));
        text(out, left + bar / 2, top - 4, "middle", number(values.get(g).get(n)));
      }
    }
    legend(out, names);
    return out.append("</svg>\n").toString();
  }

  private StringBuilder frame(double yMax) {
    StringBuilder out = new StringBuilder();
    out.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
        <rect width="100%%" height="100%%" fill="white"/>
        """
            .formatted(WIDTH, HEIGHT));
    out.append(
        "<text x=\"%d\" y=\"22\" font-size=\"15\" fill=\"#222\">%s</text>\n"
            .formatted(LEFT, escaped(title)));
    for (int i = 0; i <= TICKS; i++) {
      double value = yMax * i / TICKS;
      out.append(
          "<line x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\" stroke=\"#ddd\"/>\n"
              .formatted(LEFT, WIDTH - RIGHT, pixels(y(value, yMax)), pixels(y(value, yMax))));
      text(out, LEFT - 8, y(value, yMax) + 4, "end", number(value));
    }
    text(out, LEFT + (WIDTH - LEFT - RIGHT) / 2.0, HEIGHT - BOTTOM + 36, "middle", xLabel);
    out.append(
        "<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\" fill=\"#444\">%s</text>\n"
            .formatted(TOP + (HEIGHT - TOP - BOTTOM) / 2, escaped(yLabel)));
    return out;
  }

  private static void legend(StringBuilder out, List<String> names) {
    double x = LEFT;
    for (int i = 0; i < names.size(); i++) {
      out.append(
          "<rect x=\"%s\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>\n"
              .formatted(pixels(x), HEIGHT - 22, colour(i)));
      text(out, x + 17, HEIGHT - 12, "start", names.get(i));
      x += 40 + 7.0 * names.get(i).length();
    }
  }

  private static void text(StringBuilder out, double x, double y, String anchor, String text) {
    out.append(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" fill=\"#444\">%s</text>\n"
            .formatted(pixels(x), pixels(y), anchor, escaped(text)));
  }

  private static double x(double value, double max) {
    return LEFT + value / max * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double value, double max) {
    return HEIGHT - BOTTOM - value / max * (HEIGHT - TOP - BOTTOM);
  }

  private static double max(List<Series> lines, boolean ofX) {
    return niceMax(
        lines.stream()
            .flatMap(line -> line.points().stream())
            .mapToDouble(point -> ofX ? point.x() : point.y())
            .max()
            .orElse(1));
  }

  /** The next of 1, 2, 2.5, 5 times a power of ten. */
  private static double niceMax(double max) {
    if (max <= 0) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(max)));
    for (double step : new double[] {1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10}) {
      if (step * power >= max) {
        return step * power;
      }
    }
    return max;
  }

  private static String number(double value) {
    if (value >= 1_000_000) {
      return String.format(Locale.ROOT, "%.2gM", value / 1_000_000);
    }
    if (value >= 10_000) {
      return String.format(Locale.ROOT, "%.0fk", value / 1_000);
    }
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.3g", value);
  }

  private static String pixels(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
