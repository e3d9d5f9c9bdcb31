package org.courtyard.bench.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection to ingest, kept open. Little more than a socket: what sends the load must not take
 * the processor from what is measured.
 */
final class IngestLane implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final String host;
  private final int port;
  private final byte[] head;
  private Socket socket;
  private InputStream in;

  IngestLane(URI ingest) {
    host = ingest.getHost();
    port = ingest.getPort();
    head =
        ("POST /v1/messages HTTP/1.1\r\nHost: "
                + ingest.getAuthority()
                + "\r\nContent-Type: application/json\r\nContent-Length: ")
            .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Sends one message and waits for the answer.
   *
   * @return the status of HTTP
   * @throws IOException when there was no whole answer; the next call opens the connection again
   */
  int post(byte[] body) throws IOException {
    try {
      if (socket == null) {
        socket = new Socket(host, port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
      }
      socket.getOutputStream().write(request(body));
      return answer();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** In one piece, so that it leaves in one packet. */
  private byte[] request(byte[] body) {
    byte[] length = (body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[head.length + length.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(length, 0, all, head.length, length.length);
    System.arraycopy(body, 0, all, head.length + length.length, body.length);
    return all;
  }

  private int answer() throws IOException {
    String status = line();
    int length = 0;
    for (String header = line(); !header.isEmpty(); header = line()) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
      }
    }
    in.skipNBytes(length);
    return Integer.parseInt(status.split(" ", 3)[1]);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("ingest closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // It is given up anyway.
    }
    socket = null;
  }
}
