package org.courtyard.bench.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The city as places: a borough is a district, a zip code a street, ten neighbouring points of it a
 * community, and each point a building with one group of residents.
 */
final class City {
  static final String TENANT = "city";
  static final String PLATFORM = "wecom";
  private static final int BUILDINGS = 10;
  private static final String NOWHERE = "none";

  private final Map<String, Integer> buildings = new HashMap<>();
  private final StringBuilder places = new StringBuilder("id,name,tier,parent,code,households\n");
  private final StringBuilder groups =
      new StringBuilder("platform,chat,name,place,kind,language,destination\n");
  private final StringBuilder people =
      new StringBuilder(
          "platform,user,name,role,tier,place,categories,duty_from,duty_to,destination,language\n");
  private final StringBuilder destinations = new StringBuilder("name,type,url,secret,per_minute\n");
  private int communities;

  City(List<CityDay.Request> requests) {
    Map<String, Map<String, TreeSet<String>>> points = new TreeMap<>();
    for (CityDay.Request request : requests) {
      points
          .computeIfAbsent(named(request.borough()), b -> new TreeMap<>())
          .computeIfAbsent(named(request.zip()), z -> new TreeSet<>(Comparator.naturalOrder()))
          .add(request.point());
    }
    int districts = 0;
    int streets = 0;
    for (var borough : points.entrySet()) {
      String district = "D%02d".formatted(districts++);
      place(district, "区" + districts, "DISTRICT", "", district);
      for (var zip : borough.getValue().entrySet()) {
        String street = "S%04d".formatted(streets++);
        place(street, "街道" + streets, "STREET", district, street);
        person("st-" + street, "街道值班", "STREET", street);
        street(street, zip.getValue());
      }
    }
  }

  private static String named(String name) {
    return name == null || name.isBlank() ? NOWHERE : name;
  }

  private void street(String street, TreeSet<String> points) {
    String community = null;
    int inCommunity = BUILDINGS;
    for (String point : points) {
      if (buildings.containsKey(point)) {
        continue;
      }
      if (inCommunity == BUILDINGS) {
        community = "C%05d".formatted(communities++);
        place(
            community,
            "第" + communities + "社区",
            "COMMUNITY",
            street,
            "Q%05d".formatted(communities));
        person("sec-" + community, "社区书记", "COMMUNITY", community);
        inCommunity = 0;
      }
      int building = buildings.size();
      buildings.put(point, building);
      inCommunity++;
      place("B%06d".formatted(building), inCommunity + "号楼", "BUILDING", community, "");
      groups.append(
          "%s,%s,%d号楼群,B%06d,RESIDENTS,zh-CN,g-%d\n"
              .formatted(PLATFORM, chat(building), inCommunity, building, building));
      destination("g-" + building);
    }
  }

  private void place(String id, String name, String tier, String parent, String code) {
    places.append("%s,%s,%s,%s,%s,\n".formatted(id, name, tier, parent, code));
  }

  private void person(String user, String name, String tier, String place) {
    people.append(
        "%s,%s,%s,%s,%s,%s,,,,h-%s,zh-CN\n"
            .formatted(PLATFORM, user, name, name, tier, place, user));
    destination("h-" + user);
  }

  private void destination(String name) {
    destinations
        .append(name)
        .append(",wecom-robot,{simulator}/cgi-bin/webhook/send?key=")
        .append(name)
        .append(",,20\n");
  }

  /** The group of a point. */
  String chat(String point) {
    return chat(buildings.get(point));
  }

  private static String chat(int building) {
    return "b%06d".formatted(building);
  }

  int buildings() {
    return buildings.size();
  }

  int communities() {
    return communities;
  }

  /**
   * Writes the sheets of an import and destinations.csv.
   *
   * @param samples the directory whose rules are copied
   */
  void write(Path directory, Path samples) throws IOException {
    Files.createDirectories(directory);
    for (String sheet :
        List.of("tiers", "categories", "triage", "clocks", "templates", "decisions")) {
      Files.writeString(
          directory.resolve(sheet + ".csv"), Files.readString(samples.resolve(sheet + ".csv")));
    }
    Map<String, StringBuilder> own =
        Map.of("places", places, "groups", groups, "people", people, "destinations", destinations);
    for (var sheet : own.entrySet()) {
      Files.writeString(directory.resolve(sheet.getKey() + ".csv"), sheet.getValue().toString());
    }
  }
}
