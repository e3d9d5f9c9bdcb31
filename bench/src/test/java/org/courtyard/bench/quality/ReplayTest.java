package org.courtyard.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.courtyard.router.triage.Triage;
import org.courtyard.schemas.Category;
import org.courtyard.schemas.IncidentRule;
import org.courtyard.schemas.Intent;
import org.courtyard.schemas.Rules;
import org.courtyard.schemas.SameMatter;
import org.courtyard.schemas.Thresholds;
import org.courtyard.schemas.Tier;
import org.courtyard.schemas.TriageRule;
import org.courtyard.schemas.Urgency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
  @TempDir Path data;

  private static Category category(String code) {
    return new Category(
        code, code, code, Tier.BUILDING, Urgency.ORDINARY, SameMatter.BUILDING, 24, "", "");
  }

  private static TriageRule rule(String id, Intent intent, String category, String any) {
    return new TriageRule(
        id, intent, category, null, List.of(), List.of(any), List.of(), 50, List.of(), 0);
  }

  private static Rules rules() {
    return new Rules(
        "t",
        "1",
        "Asia/Shanghai",
        List.of(),
        List.of(category("LIFT"), category("RUBBISH"), category("OTHER")),
        List.of(
            rule("lift", Intent.GRIEVANCE, "LIFT", "电梯"),
            rule("rubbish", Intent.GRIEVANCE, "RUBBISH", "垃圾"),
            rule("done", Intent.DONE, null, "修好了")),
        List.of(),
        List.of(),
        Thresholds.newBuilder().build(),
        IncidentRule.newBuilder().build());
  }

  private void file(String name, String... lines) throws IOException {
    Path file = data.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(lines));
  }

  @Test
  void threadsAreReplayedByTheirClockAndMeasuredByTheirMatters() throws IOException {
    // Given
    file(
        "chat/threads.csv",
        "thread,seq,minutes_offset,building,sender,text,matter",
        "x1,1,0,1栋,u1,电梯不动了,m1",
        "x1,2,1,1栋,u1,三单元的,m1",
        "x1,3,2,1栋,u1,[图片],m1",
        "x1,4,5,2栋,u2,垃圾桶满出来了,m2",
        "x1,5,60,1栋,h1,电梯修好了,m1",
        "x1,6,90,2栋,u3,大家好,",
        "x2,1,0,1栋,u1,今天天气真好,");
    // When
    ThreadReplay.Figures figures = ThreadReplay.of(data, rules(), Triage.compile(rules()));
    // Then
    assertThat(figures.messages()).isEqualTo(5);
    assertThat(figures.community().f1()).isEqualTo(1);
    assertThat(figures.building().f1()).isEqualTo(1);
    assertThat(figures.leftOut()).isZero();
    assertThat(figures.pulledIn()).isZero();
  }

  @Test
  void whatTriageMissesIsNotLostWhereMattersAreKnown() throws IOException {
    // Given a matter of which no rule knows a word
    file(
        "chat/threads.csv",
        "thread,seq,minutes_offset,building,sender,text,matter",
        "x1,1,0,1栋,u1,楼道的窗户关不严,m1",
        "x1,2,1,1栋,u1,窗户漏风漏了一夜,m1");
    Triage triage = Triage.compile(rules());
    // When
    ThreadReplay.Figures real = ThreadReplay.of(data, rules(), triage);
    ThreadReplay.Figures known = ThreadReplay.knowingWhatIsAMatter(data, rules(), triage);
    // Then
    assertThat(real.leftOut()).isEqualTo(1);
    assertThat(known.community().f1()).isEqualTo(1);
  }

  @Test
  void theSameThreadsFitTheSameWeights() throws IOException {
    // Given
    file(
        "chat/threads.csv",
        "thread,seq,minutes_offset,building,sender,text,matter",
        "x1,1,0,1栋,u1,电梯不动了,m1",
        "x1,2,1,1栋,u1,三单元的,m1",
        "x1,3,2,1栋,u2,垃圾桶满出来了,m2",
        "x1,4,3,1栋,u3,大家好啊,",
        "x1,5,60,1栋,h1,电梯修好了,m1");
    List<ThreadReplay.Said> said = ThreadReplay.read(data.resolve("chat/threads.csv"));
    ClueTrainer trainer = new ClueTrainer(rules(), Triage.compile(rules()));
    // When
    String first = trainer.fit(said).toString();
    String second = trainer.fit(said).toString();
    // Then
    assertThat(first).isEqualTo(second);
    assertThat(first).contains("SAME_WORDS,4.00,3.00,2.00,");
  }

  @Test
  void lettersThatRepeatOthersAreFoundTogether() throws IOException {
    // Given
    file(
        "grievances/hot_messages.csv",
        "msg_id,user,title,time,text,dislikes,likes",
        "1,a,北门外的工地半夜打桩,2020-01-01 08:00:00,从十一月起每夜都打到两点,0,0",
        "2,b,车棚旁边堆着旧沙发,2020-01-02 08:00:00,堆了半个月还没有拉走,0,0",
        "3,c,工地半夜还在北门外打桩,2020-01-03 08:00:00,每夜都要打到两点多,0,0",
        "4,a,请管管打桩,2020-01-04 08:00:00,从十一月起每夜都打到两点,0,0");
    file(
        "grievances/dup_silver_pairs.csv",
        "msg_a,msg_b,n_teams,teams,gap_hours,title_lcs,title_lcs_len",
        "1,3,3,x|y|z,48.0,半夜,4",
        "1,2,2,x|y,24.0,的,1");
    file("grievances/dup_exact_pairs.csv", "msg_a,msg_b,user,gap_hours", "4,1,same,72.0");
    // When
    PairReplay replay = PairReplay.of(data);
    // Then
    assertThat(replay.strict().recall()).isEqualTo(1);
    assertThat(replay.silver().recall()).isEqualTo(0.5);
    assertThat(replay.exact().recall()).isEqualTo(1);
    assertThat(replay.unlisted(9, 1)).containsExactly(new PairReplay.Pair("3", "4"));
  }

  @Test
  void aLookUpIsTimedAmongOpenMatters() {
    // Given
    List<String> texts =
        IntStream.range(0, 60).mapToObj(n -> "第" + n + "号楼的路灯坏了" + n + "天").toList();
    // When / Then
    assertThat(CorrelationTiming.micros(texts, 50)).isPositive();
  }
}
