package org.courtyard.bench.deadlines;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What sla-monitor says about itself, looked at every second. */
final class Gauges implements AutoCloseable {
  private static final String TURNS = "courtyard_turn_seconds";

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final HttpRequest request;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final Map<String, Double> highest = new TreeMap<>();

  Gauges(String url) {
    this.request =
        HttpRequest.newBuilder(URI.create(url + "/q/metrics"))
            .header("Accept", "text/plain")
            .timeout(Duration.ofSeconds(5))
            .build();
    executor.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
  }

  /** Begins to look for the highest values anew. */
  synchronized void restart() {
    highest.clear();
  }

  /** The highest value since then. */
  synchronized double highest(String metric) {
    return highest.getOrDefault(metric, 0.0);
  }

  private synchronized void look() {
    now().forEach((name, value) -> highest.merge(name, value, Math::max));
  }

  /** Every metric as it stands, the sum over labels; buckets of turns by their upper end. */
  synchronized Map<String, Double> now() {
    Map<String, Double> values = new TreeMap<>();
    try {
      String page = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      page.lines().filter(line -> !line.startsWith("#")).forEach(line -> read(line, values));
    } catch (IOException e) {
      // It does not run at the moment.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return values;
  }

  private static void read(String line, Map<String, Double> into) {
    int space = line.lastIndexOf(' ');
    int brace = line.indexOf('{');
    String name = line.substring(0, brace < 0 ? space : brace);
    if (name.equals(TURNS + "_bucket") || line.contains("area=\"heap\"")) {
      name = line.substring(0, space);
      name = name.contains("area=\"heap\"") ? "heap:" + line.substring(0, brace) : name;
    }
    into.merge(name, Double.parseDouble(line.substring(space + 1)), Double::sum);
  }

  /** Turns so far: by the milliseconds that they did not exceed, how many. */
  NavigableMap<Double, Long> turns() {
    NavigableMap<Double, Long> turns = new TreeMap<>();
    now()
        .forEach(
            (name, value) -> {
              int le = name.indexOf("le=\"");
              if (name.startsWith(TURNS + "_bucket") && le >= 0) {
                String end = name.substring(le + 4, name.indexOf('"', le + 4));
                double millis =
                    end.equals("+Inf")
                        ? Double.POSITIVE_INFINITY
                        : Math.rint(Double.parseDouble(end) * 1e6) / 1e3;
                turns.put(millis, value.longValue());
              }
            });
    return turns;
  }

  @Override
  public void close() {
    executor.shutdownNow();
    client.close();
  }
}
