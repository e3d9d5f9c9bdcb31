package org.courtyard.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LinesTest {

  @Test
  void linesEndWithABreakOrTheBody() throws IOException {
    assertThat(read("a\nb\n\nc", 10)).containsExactly("1:a", "2:b", "3:", "4:c");
    assertThat(read("a\n", 10)).containsExactly("1:a");
    assertThat(read("", 10)).isEmpty();
  }

  @Test
  void aLineThatIsTooLongDoesNotDisturbTheNext() throws IOException {
    assertThat(read("abc\nabcd\nab", 3)).containsExactly("1:abc", "2:too long", "3:ab");
  }

  @Property(tries = 50)
  void chunksDoNotShow(@ForAll @IntRange(min = 32_000, max = 33_500) int length)
      throws IOException {
    String line = "x".repeat(length);
    assertThat(read(line + "\n" + line + "\nend", 100_000))
        .containsExactly("1:" + line, "2:" + line, "3:end");
  }

  @Test
  void aBodyThatIsTooLongIsRefused() {
    Lines lines = new Lines(new ByteArrayInputStream(new byte[100]), 99, 10);
    assertThatThrownBy(lines::next).isInstanceOf(Problem.class);
  }

  private static List<String> read(String text, int longest) throws IOException {
    Lines lines =
        new Lines(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 1_000_000, longest);
    List<String> read = new ArrayList<>();
    while (lines.next()) {
      String line =
          lines.tooLong() ? "too long" : new String(lines.bytes(), StandardCharsets.UTF_8);
      read.add(lines.number() + ":" + line);
    }
    return read;
  }
}
