package org.courtyard.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.courtyard.ingest.validation.Checked;
import org.courtyard.ingest.validation.Checked.Bad;
import org.courtyard.ingest.validation.Checked.Good;
import org.courtyard.ingest.validation.Fault;
import org.junit.jupiter.api.Test;

class CsvTest {
  private static final List<String> COLUMNS = List.of("id", "name");

  @Test
  void rowsAreReadByColumnNameAndKnowTheirLine() {
    // Given
    String text = "\uFEFFname,id\r\n\"王, \"\"楼长\"\"\",1\r\n\r\n\"two\r\nlines\",2\r\nlast,3";
    // When
    Csv csv = good(Csv.read(text, COLUMNS));
    // Then
    assertThat(csv.rows()).extracting(row -> row.get("id")).containsExactly("1", "2", "3");
    assertThat(csv.rows().getFirst().get("name")).isEqualTo("王, \"楼长\"");
    assertThat(csv.rows().get(1).get("name")).isEqualTo("two\r\nlines");
    assertThat(csv.rows()).extracting(Csv.Row::line).containsExactly(2, 4, 6);
  }

  @Test
  void aCellMayHoldSeveralValues() {
    Csv csv = good(Csv.read("id,name\n1, a;b|c ; d\n2,\n", COLUMNS));
    assertThat(csv.rows().get(0).list("name")).containsExactly("a", "b|c", "d");
    assertThat(csv.rows().get(1).list("name")).isEmpty();
  }

  @Test
  void theHeaderMustBeRight() {
    assertThat(bad(Csv.read("id,nmae\n1,2\n", COLUMNS)))
        .containsExactly(
            new Fault(1, "nmae", "is not a column of this file"),
            new Fault(1, "name", "is missing from the header"));
    assertThat(bad(Csv.read("id,name,id\n1,2,3\n", COLUMNS)))
        .containsExactly(new Fault(1, "id", "occurs twice in the header"));
  }

  @Test
  void aHeaderMayLeaveOptionalColumnsOutAndNoOthers() {
    // Given
    List<String> columns = List.of("id", "name", "note");
    Set<String> optional = Set.of("note");
    // When
    Csv without = good(Csv.read("id,name\n1,a\n", columns, optional));
    Csv with = good(Csv.read("note,id,name\nx,1,a\n", columns, optional));
    // Then
    assertThat(without.rows().getFirst().get("note")).isEmpty();
    assertThat(without.rows().getFirst().list("note")).isEmpty();
    assertThat(with.rows().getFirst().get("note")).isEqualTo("x");
    assertThat(bad(Csv.read("id,nots\n1,2\n", columns, optional)))
        .containsExactly(
            new Fault(1, "nots", "is not a column of this file"),
            new Fault(1, "name", "is missing from the header"));
  }

  @Test
  void everyRowOfAnotherLengthIsNamed() {
    assertThat(bad(Csv.read("id,name\n1\n2,b\n3,c,d\n", COLUMNS)))
        .containsExactly(
            new Fault(2, "body", "has 1 cells, the header has 2"),
            new Fault(4, "body", "has 3 cells, the header has 2"));
  }

  @Test
  void anOpenQuoteIsNotCsv() {
    assertThat(bad(Csv.read("id,name\n1,\"abc\n", COLUMNS)))
        .singleElement()
        .satisfies(fault -> assertThat(fault.detail()).startsWith("is not CSV"));
  }

  private static Csv good(Checked<Csv> read) {
    assertThat(read).isInstanceOf(Good.class);
    return ((Good<Csv>) read).value();
  }

  private static List<Fault> bad(Checked<Csv> read) {
    assertThat(read).isInstanceOf(Bad.class);
    return ((Bad<Csv>) read).faults();
  }
}
