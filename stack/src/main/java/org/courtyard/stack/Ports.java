package org.courtyard.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The ports of one stack. All are bound to 127.0.0.1.
 *
 * @param numbers a number for each port
 */
public record Ports(Map<Port, Integer> numbers) {
  /** Moves all ports: the broker takes this one, the others follow in the order of {@link Port}. */
  static final String BASE = "COURTYARD_PORT_BASE";

  public static final Ports USUAL = from(Map.of());

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

  /** Ports that nobody uses at this moment. */
  public static Ports free() {
    List<ServerSocket> held = new ArrayList<>();
    try {
      Map<Port, Integer> numbers = new EnumMap<>(Port.class);
      for (Port port : Port.values()) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        held.add(socket);
        numbers.put(port, socket.getLocalPort());
      }
      return new Ports(numbers);
    } catch (IOException e) {
      throw new StackException("No free port on this machine: " + e.getMessage(), e);
    } finally {
      held.forEach(Ports::release);
    }
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
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), of(port)));
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

  private static void release(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new StackException("Could not give a port back: " + e.getMessage(), e);
    }
  }
}
