package org.courtyard.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A district for load: as many communities as asked for, each with ten buildings of two groups. The
 * rules are the sample world's.
 *
 * @param communities at most 9,999
 */
public record District(int communities) {
  public static final String TENANT = "bench";
  public static final String PLATFORM = "wecom";
  public static final int BUILDINGS = 10;
  public static final int GROUPS = 2;

  private static final List<String> RULES =
      List.of("tiers", "categories", "triage", "clocks", "templates");

  public int buildings() {
    return communities * BUILDINGS;
  }

  public int groups() {
    return buildings() * GROUPS;
  }

  /** Key of one of a building's groups. */
  static String groupKey(int building, int group) {
    return PLATFORM + "|" + TENANT + "|" + chat(building, group);
  }

  private static String chat(int building, int group) {
    return "b%06d-%d".formatted(building, group);
  }

  private static String building(int building) {
    return "B%06d".formatted(building);
  }

  private static String community(int community) {
    return "C%04d".formatted(community);
  }

  /**
   * Writes the sheets of an import.
   *
   * @param samples the directory whose rules are copied
   */
  public void write(Path directory, Path samples) throws IOException {
    Files.createDirectories(directory);
    for (String sheet : RULES) {
      Files.writeString(
          directory.resolve(sheet + ".csv"), Files.readString(samples.resolve(sheet + ".csv")));
    }
    Files.writeString(directory.resolve("places.csv"), places());
    Files.writeString(directory.resolve("groups.csv"), groupSheet());
    Files.writeString(directory.resolve("people.csv"), people());
  }

  private String places() {
    StringBuilder out = new StringBuilder("id,name,tier,parent,code,households\n");
    out.append("D,区,DISTRICT,,DI,\nS,街道,STREET,D,ST,\n");
    for (int c = 0; c < communities; c++) {
      out.append("%s,第%d社区,COMMUNITY,S,Q%04d,\n".formatted(community(c), c, c));
    }
    for (int b = 0; b < buildings(); b++) {
      out.append("%s,%d号楼,BUILDING,%s,,120\n".formatted(building(b), b, community(b / BUILDINGS)));
    }
    return out.toString();
  }

  private String groupSheet() {
    StringBuilder out = new StringBuilder("platform,chat,name,place,kind,language,destination\n");
    for (int b = 0; b < buildings(); b++) {
      for (int g = 0; g < GROUPS; g++) {
        out.append(
            "%s,%s,%d号楼%d群,%s,RESIDENTS,zh-CN,%s\n"
                .formatted(PLATFORM, chat(b, g), b, g, building(b), destination(b, g)));
      }
    }
    return out.toString();
  }

  private static String destination(int building, int group) {
    return "g-" + chat(building, group).toLowerCase(Locale.ROOT);
  }

  private String people() {
    StringBuilder out =
        new StringBuilder(
            "platform,user,name,role,tier,place,categories,duty_from,duty_to,destination,language\n");
    for (int c = 0; c < communities; c++) {
      out.append(
          "%s,sec-%d,社区书记,书记,COMMUNITY,%s,,,,h-%d,zh-CN\n".formatted(PLATFORM, c, community(c), c));
    }
    out.append("%s,street-1,街道值班,值班,STREET,S,,,,h-street,zh-CN\n".formatted(PLATFORM));
    return out.toString();
  }

  /** Destinations of all groups and handlers, all at the simulator. */
  public void writeDestinations(Path file) throws IOException {
    StringBuilder out = new StringBuilder("name,type,url,secret,per_minute\n");
    for (int b = 0; b < buildings(); b++) {
      for (int g = 0; g < GROUPS; g++) {
        destination(out, destination(b, g));
      }
    }
    for (int c = 0; c < communities; c++) {
      destination(out, "h-" + c);
    }
    destination(out, "h-street");
    Files.writeString(file, out.toString());
  }

  private static void destination(StringBuilder out, String name) {
    out.append(name)
        .append(",wecom-robot,{simulator}/cgi-bin/webhook/send?key=bench-")
        .append(name)
        .append(",,20\n");
  }
}
