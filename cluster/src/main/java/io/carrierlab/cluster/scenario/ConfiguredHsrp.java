package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.ios.IosConfig;
import io.carrierlab.cluster.ios.Section;
import io.carrierlab.cluster.ios.Word;
import io.carrierlab.cluster.scenario.HsrpPlan.Member;
import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.node.topology.HsrpConfig;
import io.carrierlab.node.topology.HsrpConfig.Track;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** HSRP groups of device configurations: {@code standby} on interfaces. */
final class ConfiguredHsrp {
  private static final String GROUP = "NUMBER";
  private static final String NUMBER = "NUMBER2";
  private final Plan plan;

  ConfiguredHsrp(Plan plan) {
    this.plan = plan;
  }

  void read() {
    for (Plan.Node node : plan.nodes.values()) {
      node.config.ifPresent(config -> config.interfaces().forEach(on -> {
        End end = plan.ends.get(node.name + ":" + on.name());
        if (end != null && !on.standby().isEmpty()) {
          groups(end, on);
        }
      }));
    }
  }

  private void groups(End end, IosConfig.Interface on) {
    int version = 1;
    var groups = new TreeMap<Integer, List<Section>>();
    for (Section line : on.standby()) {
      if (line.head().equals("standby version")) {
        version = within(line, NUMBER, 1, 2).orElse(1);
      } else {
        groups.computeIfAbsent(within(line, GROUP, 0, 4095).orElse(0), _ -> new ArrayList<>()).add(line);
      }
    }
    int spoken = version;
    groups.forEach((number, lines) -> group(end, spoken, number, lines));
  }

  private Optional<Integer> within(Section line, String value, int least, int most) {
    Optional<Word> word = line.value(value);
    Optional<Integer> number = word.map(it -> Integer.parseInt(it.text())).filter(it -> it >= least && it <= most);
    if (word.isPresent() && number.isEmpty()) {
      plan.problems.error(word.get().at(), line.head() + " is " + word.get().text(), least + " to " + most);
    }
    return number;
  }

  private static Optional<Section> last(List<Section> lines, String head) {
    return lines.stream().filter(line -> line.head().equals(head)).reduce((a, b) -> b);
  }

  private void group(End end, int version, int number, List<Section> lines) {
    Position at = lines.getFirst().at();
    HsrpReader.checkNumber(plan, number, version, at);
    Optional<Section> ip = last(lines, "standby ip");
    Optional<Integer> address = ip.flatMap(line -> ConfiguredAccess.address(plan, line.value("ADDRESS").get()));
    if (ip.isEmpty()) {
      plan.problems.error(at, "HSRP group " + number + " of " + end.name() + " has no address",
          "a line \"standby " + number + " ip ADDRESS\"");
    }
    if (address.isEmpty()) {
      return;
    }
    String name = last(lines, "standby name").map(line -> line.text("NAME"))
        .orElse("hsrp-" + end.interfaceName + "-" + number);
    Optional<Section> timers = last(lines, "standby timers");
    Duration hello = timers.map(line -> time(line, "msec", NUMBER)).orElse(Duration.ZERO);
    Duration hold = timers.map(line -> time(line, "msec|msec", "NUMBER3")).orElse(Duration.ZERO);
    if (timers.isPresent() && hold.compareTo(hello) <= 0) {
      plan.problems.error(timers.get().at(), "hold is " + Build.text(hold) + " and hello is " + Build.text(hello),
          "a hold of several hellos");
    }
    Optional<Section> preempt = last(lines, "standby preempt");
    var tracks = lines.stream().filter(line -> line.head().equals("standby track"))
        .map(line -> new Track(line.text("INTERFACE"), within(line, NUMBER, 1, 255).orElse(10))).toList();
    String key = last(lines, "standby authentication").map(line -> line.text("KEY")).orElse("cisco");
    if (key.length() > 8) {
      plan.problems.error(last(lines, "standby authentication").get().at(), "a text of " + key.length()
          + " characters", "up to 8");
      return;
    }
    plan.hsrp.add(new Member(end, new HsrpConfig(number, name, version, address.get(), hello, hold,
        last(lines, "standby priority").flatMap(line -> within(line, NUMBER, 1, 255)).orElse(100),
        preempt.isPresent(), preempt.flatMap(line -> line.value("SECONDS"))
            .map(word -> Duration.ofSeconds(Integer.parseInt(word.text()))).orElse(Duration.ZERO), key, tracks,
        last(lines, "standby follow").map(line -> line.text("NAME"))), at, ip.get().at()));
  }

  private static Duration time(Section line, String unit, String value) {
    int number = Integer.parseInt(line.text(value));
    return line.value(unit).isPresent() ? Duration.ofMillis(number) : Duration.ofSeconds(number);
  }
}
