package org.courtyard.ingest;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.courtyard.ingest.validation.Checked;

/** Reads bytes as UTF-8 and says where they are not. */
final class Utf8 {
  private Utf8() {}

  /**
   * @param line line to name in the fault; null for none
   */
  static Checked<String> read(byte[] bytes, Integer line) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    return result.isError()
        ? Checked.bad(line, "body", "is not UTF-8 at byte " + in.position() + ", counted from 0")
        : new Checked.Good<>(out.flip().toString());
  }
}
