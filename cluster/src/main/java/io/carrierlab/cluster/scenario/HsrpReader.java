package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.HsrpPlan.Member;
import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.node.topology.HsrpConfig;
import io.carrierlab.node.topology.HsrpConfig.Track;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code hsrp}: groups of routers that share a virtual address, on a LAN each. */
final class HsrpReader {
  private static final Duration USUAL_HELLO = Duration.ofSeconds(3);
  private static final Duration USUAL_HOLD = Duration.ofSeconds(10);
  private static final int USUAL_PRIORITY = 100;
  private static final int USUAL_DECREMENT = 10;
  private static final Duration MOST = Duration.ofSeconds(255);

  private final Plan plan;
  private final Map<String, Position> names = new HashMap<>();

  HsrpReader(Plan plan) {
    this.plan = plan;
  }

  void read(Fields root) {
    for (Yaml item : root.list("hsrp")) {
      Fields.of(item, plan.problems).ifPresent(this::group);
    }
    new ConfiguredHsrp(plan).read();
  }

  private void group(Fields said) {
    String name = said.text("name").orElse("");
    Position earlier = names.putIfAbsent(name, said.at("name"));
    if (earlier != null) {
      plan.problems.error(said.at("name"), "duplicate HSRP group " + Problem.quote(name) + ", first at " + earlier,
          "a name of its own");
      return;
    }
    int version = said.integer("version").orElse(1);
    int number = said.integer("group").orElse(0);
    checkNumber(plan, number, version, said.at("group"));
    Optional<Integer> address = said.text("address").flatMap(NodesReader::address);
    for (Yaml item : said.list("routers")) {
      Fields own = Fields.of(item, plan.problems).orElse(Fields.NONE);
      Position at = own == Fields.NONE ? item.at() : own.at("at");
      List<String> ends = (own == Fields.NONE ? Fields.text(item) : own.text("at"))
          .filter(text -> text.indexOf(':') > 0).map(text -> plan.expandEnd(text, at)).orElse(List.of());
      for (String each : ends) {
        Optional<End> end = plan.end(each, at);
        if (end.isPresent() && address.isPresent() && !name.isEmpty()) {
          plan.hsrp.add(new Member(end.get(), config(said, own, name, version, number, address.get()), at,
              said.at("address")));
        }
      }
    }
    if (address.isEmpty() || plan.hsrp.named(name).isEmpty()) {
      plan.doubtful.add(name);
    }
  }

  static void checkNumber(Plan plan, int number, int version, Position at) {
    if (version == 1 && number > 255) {
      plan.problems.error(at, "group " + number + " in HSRP version 1", "0 to 255, or \"version: 2\"");
    }
  }

  private HsrpConfig config(Fields said, Fields own, String name, int version, int number, int address) {
    Duration hello = said.duration("hello").orElse(USUAL_HELLO);
    Duration hold = said.duration("hold").orElse(said.has("hello") ? hello.multipliedBy(3) : USUAL_HOLD);
    checkTimers(hello, hold, version, said.at(said.has("hold") ? "hold" : "hello"));
    var tracks = new ArrayList<Track>();
    for (Yaml item : own.list("track")) {
      Fields track = Fields.of(item, plan.problems).orElse(Fields.NONE);
      (track == Fields.NONE ? Fields.text(item) : track.text("interface")).ifPresent(interfaceName ->
          tracks.add(new Track(interfaceName, track.integer("decrement").orElse(USUAL_DECREMENT))));
    }
    return new HsrpConfig(number, name, version, address, hello, hold,
        own.integer("priority").orElse(USUAL_PRIORITY), own.flag("preempt") || own.has("preempt-delay"),
        own.duration("preempt-delay").orElse(Duration.ZERO), said.text("authentication").orElse("cisco"), tracks,
        said.text("follows"));
  }

  private void checkTimers(Duration hello, Duration hold, int version, Position at) {
    if (hold.compareTo(hello) <= 0) {
      plan.problems.error(at, "hold is " + Build.text(hold) + " and hello is " + Build.text(hello),
          "a hold of several hellos");
    } else if (version == 1 && hold.compareTo(MOST) > 0) {
      plan.problems.error(at, "hold is " + Build.text(hold) + " in HSRP version 1", "at most 255s, or \"version: 2\"");
    }
  }

  /** What holds for every group, wherever it was said. Once tunnels are known. */
  void check() {
    var earlier = new HsrpPlan();
    for (Member member : plan.hsrp.members()) {
      End end = member.end();
      HsrpConfig config = member.config();
      if (!end.node.kind.router()) {
        plan.problems.error(member.at(), end.name() + " is on a " + end.node.kind.text(), "an interface of a router");
      } else if (!end.link.lan) {
        plan.problems.error(member.at(), end.name() + " is on the point-to-point link " + end.link.name,
            "an interface on a LAN: \"lan: NAME\" at the link");
      }
      checkNeighbours(member, earlier);
      earlier.add(member);
      for (Track track : config.tracks()) {
        var known = new LinkedHashSet<>(end.node.ends.stream().map(each -> each.interfaceName).toList());
        plan.tunnelsOf(end.node).forEach(tunnel -> known.add(tunnel.name));
        if (!known.contains(track.interfaceName())) {
          plan.problems.error(member.at(), end.node.name + " has no interface " + Problem.quote(track.interfaceName())
              + " to track", "one of " + Plan.some(known), Nearest.to(track.interfaceName(), known));
        }
      }
      config.follows().ifPresent(leader -> checkLeader(member, leader));
    }
  }

  /** The other groups of the interface, of the router, and of the same name. */
  private void checkNeighbours(Member member, HsrpPlan earlier) {
    HsrpConfig config = member.config();
    var others = new LinkedHashSet<>(earlier.of(member.end()));
    others.addAll(earlier.named(config.name()));
    for (Member other : others) {
      boolean sameName = other.config().name().equals(config.name());
      if (other.end() == member.end() && other.config().group() == config.group()
          && other.config().version() == config.version()) {
        plan.problems.error(member.at(), member.end().name() + " is in HSRP group " + config.group() + " already, at "
            + other.at(), "another group number");
      } else if (sameName && other.end().node == member.end().node) {
        plan.problems.error(member.at(), member.end().node.name + " has an HSRP group " + Problem.quote(config.name())
            + " already, at " + other.at(), "one interface of each router");
      } else if (sameName && names.containsKey(config.name()) && other.end().link != member.end().link) {
        plan.problems.error(member.at(), member.end().name() + " is on link " + member.end().link.name + " and "
            + other.end().name() + " on " + other.end().link.name, "routers of one LAN");
      }
    }
  }

  private void checkLeader(Member member, String leader) {
    Optional<Member> found = plan.hsrp.of(member.end().node, leader);
    if (found.isEmpty() && !plan.doubtful.contains(leader)) {
      List<String> known = plan.hsrp.of(member.end().node).stream()
          .map(m -> m.config().name()).filter(name -> !name.equals(member.config().name())).toList();
      plan.problems.error(member.at(), member.end().node.name + " has no HSRP group " + Problem.quote(leader)
          + " to follow", known.isEmpty() ? "a group of the same router" : "one of " + Plan.some(known),
          Nearest.to(leader, known));
    } else if (found.filter(it -> it.config().follows().isPresent()).isPresent()) {
      plan.problems.error(member.at(), "group " + leader + " follows another one itself", "a group that nobody leads");
    }
  }

  /** The virtual address must be a host of its LAN, and nobody's else. Once addresses are known. */
  static void checkAddresses(Plan plan) {
    var seen = new HashMap<String, Member>();
    for (Member member : plan.hsrp.members()) {
      int address = member.config().virtualAddress();
      Ipv4Prefix subnet = member.end().link.subnet.orElseThrow();
      String what = "the virtual address " + Ipv4.format(address) + " of HSRP group " + member.config().name();
      if (!subnet.contains(address) || address == subnet.address()
          || address == (subnet.address() | ~Ipv4.mask(subnet.length()))) {
        plan.problems.error(member.address(), what + " is not a host of " + subnet + ", the subnet of link "
            + member.end().link.name, "an address there that nobody has");
      }
      member.end().link.ends.stream().filter(end -> end.address.isPresent() && end.address.getAsInt() == address)
          .forEach(end -> plan.problems.error(member.address(), what + " is that of " + end.name(),
              "an address that nobody has"));
      Member other = seen.putIfAbsent(member.end().link.name + " " + address, member);
      if (other != null && other.config().group() == member.config().group()
          && other.config().version() != member.config().version()) {
        plan.problems.error(member.at(), member.end().name() + " speaks HSRP version " + member.config().version()
            + " in group " + member.config().group() + ", and " + other.end().name() + " version "
            + other.config().version() + ", at " + other.at(), "one version at all routers of a group");
      } else if (other != null && other.config().group() != member.config().group()) {
        plan.problems.error(member.address(), what + " is that of group " + other.config().name() + ", at "
            + other.address(), "an address of its own");
      }
    }
  }
}
