package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Scenario.Loaded;
import io.carrierlab.cluster.source.Problems;
import io.carrierlab.node.topology.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The way from a file to a scenario. Form is checked first (YAML, schema), then names and references, and addresses
 * last:
 * they are given out only in a network whose parts are known, so that one mistake is one error.
 */
final class Loader {
  private static final Duration USUAL_DURATION = Duration.ofSeconds(60);

  static final SchemaCheck SCHEMA = new SchemaCheck();

  private final Problems problems = new Problems();

  Loaded load(Path file, List<String> overrides) {
    var documents = new Document(problems);
    Optional<Yaml.Mapping> document = documents.load(file);
    for (String override : overrides) {
      document = document.map(d -> documents.override(d, override));
    }
    Optional<Scenario> scenario = Optional.empty();
    if (document.isPresent()) {
      SecretValues.collect(document.get(), problems);
      SCHEMA.check(document.get(), problems);
      scenario = read(new Fields(document.get(), problems));
    }
    return scenario.isEmpty() || problems.anyErrors() ? new Loaded.Refused(problems.errors(), problems.warnings())
        : new Loaded.Valid(scenario.get(), problems.warnings());
  }

  private Optional<Scenario> read(Fields root) {
    var plan = new Plan(problems);
    var nodes = new NodesReader(plan, root);
    var core = new CoreGenerator(plan, root);
    nodes.read();
    core.nodes(nodes);
    new LinksReader(plan).read(root);
    core.links();
    var vpns = new VpnsReader(plan, root);
    vpns.read(new VpnGenerator(plan, nodes));
    new BalancerReader(plan).read();
    var hsrp = new HsrpReader(plan);
    hsrp.read(root);
    var access = new AccessPlan();
    new AccessReader(plan, root, access).read();
    new PeersReader(plan, access).read();
    new TunnelsReader(plan, root, access).read();
    hsrp.check();
    new AttachReader(plan, root, access, nodes).read();
    new ClientsReader(plan, root, access, nodes).read();
    new LastMiles(plan).check();
    new VrfPlan(plan, vpns, access).make();
    var bgp = new BgpPlan(plan, root);
    bgp.read(nodes);
    Duration end = root.duration("duration").orElse(USUAL_DURATION);
    var traffic = new TrafficReader(plan, root, end);
    var flows = traffic.flows();
    var drill = new DrillReader(plan, access, root, end);
    var faults = drill.faults();
    var random = new RandomReader(plan, access, root, end).read();
    var captures = new CaptureReader(plan, root).captures();
    var expectations = new Claims(plan, end, flows, drill.faultTimes(), access).read(root);
    var addresses = new Addresses(plan);
    addresses.zones();
    var build = new Build(plan, bgp, access);
    build.check();
    if (problems.anyErrors()) {
      return Optional.empty();
    }
    build.checkLinks();
    addresses.assign();
    var pitfalls = new AccessPitfalls(plan, access, end);
    if (!problems.anyErrors()) {
      HsrpReader.checkAddresses(plan);
      TunnelsReader.checkAddresses(plan);
      new RoutingPitfalls(plan, bgp).check();
      new LinkPitfalls(plan, build).check();
      pitfalls.check();
    }
    if (problems.anyErrors()) {
      return Optional.empty();
    }
    Topology topology = build.topology(root.text("name").orElse(""));
    if (problems.anyErrors()) {
      return Optional.empty();
    }
    pitfalls.check(topology);
    return Optional.of(new Scenario(topology.name(), root.number("seed").orElse(1L), end, topology, captures,
        List.copyOf(flows.values()), faults, random, expectations, problems.files()));
  }
}
