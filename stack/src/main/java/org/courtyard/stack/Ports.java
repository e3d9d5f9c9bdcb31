package org.courtyard.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The ports of one stack. All are bound to 127.0.0.1.
 *
 * @param numbers a number for each port
 */
public record Ports(Map<Port, Integer> numbers) {
  /** Moves all ports: the broker takes this one, the others follow in the order of {@link Port}. */
  static final String BASE = "COURTYARD_PORT_BASE";

  public static final Ports USUAL = from(Map.of());

  private static final int LOWEST_FREE = 20_000;
  private static final int FIRST_EPHEMERAL = 32_768;
  private static final int TRIES = 1_000;

  public Ports {
    numbers = Map.copyOf(numbers);
  }

  /** Consecutive ports from this one on. */
  public static Ports base(int first) {
    return from(Map.of(BASE, Integer.toString(first)));
  }

  /**
   * The usual ports, moved by COURTYARD_PORT_BASE and, one by one, by COURTYARD_PORT_BROKER and its
   * like.
   *
   * @throws StackException when a value is no port
   */
  public static Ports from(Map<String, String> environment) {
    Map<Port, Integer> numbers = new EnumMap<>(Port.class);
    for (Port port : Port.values()) {
      int number = port.usual();
      if (environment.containsKey(BASE)) {
        number = number(BASE, environment.get(BASE)) + port.ordinal();
      }
      if (environment.containsKey(port.variable())) {
        number = number(port.variable(), environment.get(port.variable()));
      }
      numbers.put(port, number);
    }
    return new Ports(numbers);
  }

  /**
   * Ports that nobody uses at this moment, from below those that the system gives to outgoing
   * connections: while a process is dead, none of them takes its port by accident.
   */
  public static Ports free() {
    Map<Port, Integer> numbers = new EnumMap<>(Port.class);
    for (Port port : Port.values()) {
      int number = anyFree();
      while (numbers.containsValue(number)) {
        number = anyFree();
      }
      numbers.put(port, number);
    }
    return new Ports(numbers);
  }

  /** One such port. */
  public static int anyFree() {
    for (int i = 0; i < TRIES; i++) {
      int number = ThreadLocalRandom.current().nextInt(LOWEST_FREE, FIRST_EPHEMERAL);
      if (!taken(number)) {
        return number;
      }
    }
    throw new StackException("No free port on this machine");
  }

  public int of(Port port) {
    return numbers.get(port);
  }

  String address(Port port) {
    return "127.0.0.1:" + of(port);
  }

  String url(Port port) {
    return "http://" + address(port);
  }

  /**
   * Makes sure that these can be bound.
   *
   * @throws StackException naming every port that is taken and how to choose another
   */
  void requireFree(Collection<Port> wanted) {
    List<String> taken = wanted.stream().filter(this::taken).map(this::explain).toList();
    if (!taken.isEmpty()) {
      throw new StackException(String.join(System.lineSeparator(), taken));
    }
  }

  private boolean taken(Port port) {
    return taken(of(port));
  }

  private static boolean taken(int number) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), number));
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private String explain(Port port) {
    return "Port %d (%s) is in use. Stop what uses it, or choose another: %s=%d, or move all ports: %s=20000"
        .formatted(of(port), port.label(), port.variable(), of(port) + 10_000, BASE);
  }

  private static int number(String variable, String value) {
    try {
      int number = Integer.parseInt(value.strip());
      if (number > 0 && number <= 65_535) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new StackException(variable + " is no port: " + value);
  }
}
