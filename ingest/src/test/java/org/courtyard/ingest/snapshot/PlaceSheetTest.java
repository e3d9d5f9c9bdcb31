package org.courtyard.ingest.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.courtyard.ingest.csv.Csv;
import org.courtyard.ingest.validation.Checked;
import org.courtyard.ingest.validation.Checked.Bad;
import org.courtyard.ingest.validation.Checked.Good;
import org.courtyard.ingest.validation.Fault;
import org.courtyard.schemas.Place;
import org.courtyard.schemas.PlaceUnit;
import org.junit.jupiter.api.Test;

class PlaceSheetTest {

  @Test
  void aPathLeadsFromThePlaceItselfToTheTop() {
    // When
    Map<String, Place> places =
        good(
            read(
                """
                b1,1号楼,BUILDING,c1,,120
                c1,一社区,COMMUNITY,s1,C1,
                d1,丰台,DISTRICT,,D1,
                s1,方庄,STREET,d1,S1,
                b9,街道办,BUILDING,s1,,
                """));
    // Then
    assertThat(places.get("fz|b1").getPath())
        .extracting(PlaceUnit::getId)
        .containsExactly("b1", "c1", "s1", "d1");
    assertThat(places.get("fz|b1").getShard()).isEqualTo("C1");
    assertThat(places.get("fz|c1").getShard()).isEqualTo("C1");
    assertThat(places.get("fz|d1").getShard()).isEqualTo("D1");
    assertThat(places.get("fz|b9").getShard()).isEqualTo("S1");
  }

  @Test
  void aVersionChangesWithWhatLiesAboveToo() {
    // Given
    String sheet = "c1,一社区,COMMUNITY,,C1,\nb1,1号楼,BUILDING,c1,,\nb2,2号楼,BUILDING,c1,,\n";
    // When
    String before = good(read(sheet)).get("fz|b1").getVersion();
    // Then
    assertThat(good(read(sheet)).get("fz|b1").getVersion()).isEqualTo(before);
    assertThat(good(read(sheet.replace("2号楼", "x"))).get("fz|b1").getVersion()).isEqualTo(before);
    assertThat(good(read(sheet.replace("一社区", "x"))).get("fz|b1").getVersion())
        .isNotEqualTo(before);
  }

  @Test
  void whatIsWrongWithOneRowIsNamed() {
    assertThat(
            bad(
                read(
                    """
                    ,x,COMMUNITY,,C1,
                    a|b,x,COMMUNITY,,C2,
                    c3,,COMMUNITY,,C3,
                    c4,x,VILLAGE,,C4,
                    c5,x,CONTACT,,,
                    c6,x,COMMUNITY,,c-6,
                    c7,x,COMMUNITY,,,
                    c8,x,COMMUNITY,,C8,5
                    b9,x,BUILDING,,,
                    b10,x,BUILDING,c1,C10,-1
                    """)))
        .extracting(fault -> fault.line() + " " + fault.field())
        .containsExactly(
            "2 id",
            "3 id",
            "4 name",
            "5 tier",
            "6 tier",
            "9 households",
            "11 households",
            "7 code",
            "8 code",
            "10 parent",
            "11 code",
            "11 parent");
  }

  @Test
  void aParentMustBeThereAndAbove() {
    assertThat(
            bad(
                read(
                    """
                    s1,x,STREET,c1,S1,
                    c1,x,COMMUNITY,,C1,
                    c2,x,COMMUNITY,c1,C2,
                    b1,x,BUILDING,gone,,
                    """)))
        .containsExactly(
            new Fault(2, "parent", "c1 is a COMMUNITY and not above a STREET"),
            new Fault(4, "parent", "c1 is a COMMUNITY and not above a COMMUNITY"),
            new Fault(5, "parent", "names no place of this file: gone"));
  }

  @Test
  void circlesAreNamed() {
    assertThat(
            bad(
                read(
                    """
                    c1,x,COMMUNITY,s1,C1,
                    s1,x,STREET,d1,S1,
                    d1,x,DISTRICT,c1,D1,
                    d2,x,DISTRICT,d2,D2,
                    """)))
        .extracting(Fault::detail)
        .containsOnly("leads back to the place itself")
        .hasSize(4);
  }

  @Test
  void idsAndCodesOccurOnce() {
    assertThat(
            bad(
                read(
                    """
                    c1,x,COMMUNITY,,C1,
                    c2,x,COMMUNITY,,C1,
                    c1,x,COMMUNITY,,C3,
                    """)))
        .containsExactly(
            new Fault(4, "id", "occurs twice: also in line 2"),
            new Fault(3, "code", "occurs twice: also in line 2"));
  }

  @Test
  void aPlaceKeepsItsShardForLife() {
    // Given
    Collection<Place> known =
        good(read("c1,x,COMMUNITY,,C1,\nc2,x,COMMUNITY,,C2,\nb1,x,BUILDING,c1,,\n")).values();
    // When
    Map<String, Place> moved =
        good(read("c2,x,COMMUNITY,,C2,\nb1,x,BUILDING,c2,,\nb2,x,BUILDING,c2,,\n", known));
    // Then
    assertThat(moved.get("fz|b1").getShard()).isEqualTo("C1");
    assertThat(moved.get("fz|b2").getShard()).isEqualTo("C2");
    assertThat(bad(read("c1,x,COMMUNITY,,C9,\n", known)))
        .containsExactly(new Fault(2, "code", "was C1 and cannot change"));
    assertThat(bad(read("c1,x,COMMUNITY,,C1,\nc2,x,BUILDING,c1,,\n", known)))
        .extracting(Fault::field)
        .containsExactly("tier");
  }

  private static Checked<Map<String, Place>> read(String rows) {
    return read(rows, List.of());
  }

  private static Checked<Map<String, Place>> read(String rows, Collection<Place> known) {
    String text = String.join(",", PlaceSheet.COLUMNS) + "\n" + rows;
    return Csv.read(text, PlaceSheet.COLUMNS).then(csv -> PlaceSheet.read("fz", csv, known));
  }

  private static Map<String, Place> good(Checked<Map<String, Place>> read) {
    assertThat(read).isInstanceOf(Good.class);
    return ((Good<Map<String, Place>>) read).value();
  }

  private static List<Fault> bad(Checked<Map<String, Place>> read) {
    assertThat(read).isInstanceOf(Bad.class);
    return ((Bad<Map<String, Place>>) read).faults();
  }
}
