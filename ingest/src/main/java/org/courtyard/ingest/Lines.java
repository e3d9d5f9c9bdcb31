package org.courtyard.ingest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads a body line by line, holding one line at a time. */
final class Lines {
  private static final int CHUNK = 32 * 1024;

  private final InputStream in;
  private final long longestBody;
  private final int longestLine;
  private final byte[] chunk = new byte[CHUNK];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(1_024);
  private int from;
  private int to;
  private long total;
  private int number;
  private boolean tooLong;

  Lines(InputStream in, long longestBody, int longestLine) {
    this.in = in;
    this.longestBody = longestBody;
    this.longestLine = longestLine;
  }

  /**
   * Goes to the next line; false at the end.
   *
   * @throws Problem when the whole body is longer than allowed
   */
  boolean next() throws IOException {
    line.reset();
    tooLong = false;
    if (from == to && !fill()) {
      return false;
    }
    number++;
    while (true) {
      int end = from;
      while (end < to && chunk[end] != '\n') {
        end++;
      }
      keep(end);
      boolean complete = end < to;
      from = complete ? end + 1 : end;
      if (complete || !fill()) {
        return true;
      }
    }
  }

  private void keep(int end) {
    tooLong = tooLong || line.size() + (end - from) > longestLine;
    if (!tooLong) {
      line.write(chunk, from, end - from);
    }
  }

  private boolean fill() throws IOException {
    from = 0;
    to = Math.max(0, in.read(chunk));
    total += to;
    Body.requireWithin(total, longestBody);
    return to > 0;
  }

  /** Counted from 1. */
  int number() {
    return number;
  }

  /** Whether this line is longer than allowed; its content is gone then. */
  boolean tooLong() {
    return tooLong;
  }

  /** The line without its end. */
  byte[] bytes() {
    return line.toByteArray();
  }

  /** Whether there is nothing but white space in it. */
  boolean blank() {
    return !tooLong && line.toString(StandardCharsets.ISO_8859_1).isBlank();
  }
}
