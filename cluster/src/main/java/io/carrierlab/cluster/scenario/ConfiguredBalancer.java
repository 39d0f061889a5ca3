package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.ios.IosConfig;
import io.carrierlab.cluster.ios.Section;
import io.carrierlab.cluster.ios.Word;
import io.carrierlab.cluster.scenario.Balancer.Farm;
import io.carrierlab.cluster.scenario.Balancer.Real;
import io.carrierlab.cluster.scenario.Balancer.Virtual;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.slb.SlbConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code ip slb} of a router's configuration. What is not said is as IOS has it. */
final class ConfiguredBalancer {
  private static final String FARM = "ip slb serverfarm";
  private static final String SERVER = "ip slb vserver";
  private static final String PROBE = "ip slb probe";

  private final Plan plan;
  private final IosConfig config;

  ConfiguredBalancer(Plan plan, IosConfig config) {
    this.plan = plan;
    this.config = config;
  }

  /** Whether it configures load balancing at all. */
  static boolean says(IosConfig config) {
    return config.access().stream().anyMatch(section -> section.head().startsWith("ip slb"));
  }

  static Position at(IosConfig config) {
    return config.access().stream().filter(section -> section.head().startsWith("ip slb")).findFirst().orElseThrow()
        .at();
  }

  void read(Balancer balancer) {
    for (Section section : ConfiguredAccess.all(config, PROBE)) {
      int seconds = number(section, "interval", "SECONDS", 1, 65_535, (int) SlbConfig.USUAL_INTERVAL.toSeconds());
      balancer.probes.add(new SlbConfig.Probe(section.text("NAME"), Duration.ofSeconds(seconds),
          number(section, "faildetect", "NUMBER", 1, 255, SlbConfig.USUAL_FAILDETECT)));
    }
    for (Section section : ConfiguredAccess.all(config, FARM)) {
      var probes = new ArrayList<String>();
      section.lines("probe").map(line -> line.value("NAME").get()).forEach(name ->
          ConfiguredAccess.named(plan, config, PROBE, name).ifPresent(_ -> probes.add(name.text())));
      balancer.farms.add(new Farm(section.text("NAME"), reals(section), probes,
          section.line("failaction purge").isPresent()));
    }
    Map<String, Word> farmOfGroup = new HashMap<>();
    ConfiguredAccess.all(config, SERVER).forEach(section -> server(section, farmOfGroup)
        .ifPresent(server -> balancer.servers.add(new Virtual(server, section.line("virtual").get().at()))));
  }

  /** The lines after {@code real} are of that server; it serves from {@code inservice} on. */
  private List<Real> reals(Section farm) {
    var reals = new ArrayList<Real>();
    for (Section line : farm.lines()) {
      Real last = reals.isEmpty() ? null : reals.getLast();
      boolean ofReal = List.of("weight", "maxconns", "inservice", "no inservice").contains(line.head());
      if (line.head().equals("real")) {
        ConfiguredAccess.address(plan, line.value("ADDRESS").get()).ifPresent(address -> reals.add(new Real(
            Optional.empty(), address, line.at(), SlbConfig.USUAL_WEIGHT, OptionalInt.empty(), false)));
      } else if (ofReal && last == null) {
        plan.problems.error(line.at(), line.head() + " before the first real server", "\"real ADDRESS\"");
        return List.of();
      } else if (ofReal) {
        int weight = line.head().equals("weight") ? bounded(line, "NUMBER", 1, 255) : last.weight();
        OptionalInt most = line.head().equals("maxconns")
            ? OptionalInt.of(bounded(line, "NUMBER", 1, Integer.MAX_VALUE)) : last.maxConnections();
        boolean inService = line.head().endsWith("inservice") ? line.head().equals("inservice") : last.inService();
        reals.set(reals.size() - 1, new Real(last.end(), last.address(), last.at(), weight, most, inService));
      }
    }
    return reals;
  }

  private Optional<SlbConfig.VirtualServer> server(Section section, Map<String, Word> farmOfGroup) {
    String name = section.text("NAME");
    Optional<Section> virtual = section.line("virtual");
    Optional<Word> farm = section.line("serverfarm").flatMap(line -> line.value("NAME"));
    if (virtual.isEmpty() || farm.isEmpty()) {
      if (!plan.problems.anyErrors()) {                  // else the line may be there, and be the error
        plan.problems.error(section.at(), "virtual server " + name + " has no "
            + (virtual.isEmpty() ? "address" : "server farm"), virtual.isEmpty() ? "\"virtual ADDRESS esp\""
            : "\"serverfarm NAME\"");
      }
      return Optional.empty();
    }
    if (ConfiguredAccess.named(plan, config, FARM, farm.get()).isEmpty()) {
      return Optional.empty();
    }
    Optional<Integer> address = ConfiguredAccess.address(plan, virtual.get().value("ADDRESS").get());
    boolean esp = virtual.get().value("esp").isPresent();
    Optional<OptionalInt> port = esp ? Optional.of(OptionalInt.empty()) : port(virtual.get().value("SERVICE").get());
    Optional<Section> sticky = section.line("sticky");
    int group = sticky.flatMap(line -> line.value("NUMBER")).map(word -> Integer.parseInt(word.text())).orElse(0);
    Word first = group == 0 ? farm.get() : farmOfGroup.computeIfAbsent("" + group, _ -> farm.get());
    if (!first.text().equals(farm.get().text())) {
      plan.problems.error(farm.get().at(), "sticky group " + group + " has the farm " + Problem.quote(first.text())
          + " already, from " + first.at(), "one farm for all virtual servers of a group");
      return Optional.empty();
    }
    if (address.isEmpty() || port.isEmpty()) {
      return Optional.empty();
    }
    boolean inService = section.lines().stream().filter(line -> line.head().endsWith("inservice"))
        .reduce((_, last) -> last).filter(line -> line.head().equals("inservice")).isPresent();
    if (!inService) {
      plan.problems.warning(section.at(), "virtual server " + name + " is out of service");
    }
    return Optional.of(new SlbConfig.VirtualServer(name, address.get(), esp ? IpProtocol.ESP : IpProtocol.UDP,
        port.get(), farm.get().text(), sticky.map(line -> Duration.ofSeconds(Long.parseLong(line.text("SECONDS")))),
        group, Duration.ofSeconds(number(section, "idle", "SECONDS", 4, 65_535,
            (int) SlbConfig.USUAL_IDLE.toSeconds())), inService));
  }

  private Optional<OptionalInt> port(Word service) {
    String text = service.text();
    if (service.text().equalsIgnoreCase("isakmp")) {
      return Optional.of(OptionalInt.of(Path.IKE));
    }
    if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65_535) {
      int port = Integer.parseInt(text);
      return Optional.of(port == 0 ? OptionalInt.empty() : OptionalInt.of(port));
    }
    plan.problems.error(service.at(), Problem.quote(text) + " is not a port", "isakmp, or 0, all ports, to 65535");
    return Optional.empty();
  }

  private int number(Section section, String head, String value, int least, int most, int usual) {
    return section.line(head).map(line -> bounded(line, value, least, most)).orElse(usual);
  }

  private int bounded(Section line, String value, int least, int most) {
    int number = Integer.parseInt(line.text(value));
    if (number < least || number > most) {
      plan.problems.error(line.value(value).get().at(), line.head() + " is " + number, least + " to " + most);
      return least;
    }
    return number;
  }
}
