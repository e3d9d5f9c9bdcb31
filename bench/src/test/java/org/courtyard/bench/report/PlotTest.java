package org.courtyard.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class PlotTest {

  @Test
  void draws_one_path_for_each_line() throws Exception {
    // Given
    Plot plot =
        new Plot("Rates < expected & seen", "s", "messages/s")
            .line("router", List.of(new Plot.Point(1, 10), new Plot.Point(2, 1_500_000)))
            .line("pass-through", List.of(new Plot.Point(1, 20)));

    // When
    Document drawn = parsed(plot.svg());

    // Then
    assertThat(drawn.getElementsByTagName("path").getLength()).isEqualTo(2);
  }

  @Test
  void draws_a_bar_for_each_value() throws Exception {
    // Given
    Plot plot = new Plot("Mixes", "", "messages/s");

    // When
    Document drawn =
        parsed(
            plot.bars(
                List.of("a", "b"),
                List.of("x", "y"),
                List.of(List.of(1.0, 2.0), List.of(0.0, 4.0))));

    // Then: with one square for each name in the legend, and the ground
    assertThat(drawn.getElementsByTagName("rect").getLength()).isEqualTo(4 + 2 + 1);
  }

  @Test
  void the_median_of_two_lies_between_them() {
    assertThat(Report.median(3, 1, 2)).isEqualTo(2);
    assertThat(Report.median(4, 1)).isEqualTo(2.5);
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }
}
