package io.carrierlab.loadgen.report;

import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.report.Placement.Text;
import io.carrierlab.node.topology.AttachConfig;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.FirewallConfig;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.IpsecPeerConfig;
import io.carrierlab.node.topology.LastMileConfig;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RadiusConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.ip.Ipv4;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is written into the drawing of a network: what was broken, at the node, the link or the one end of it that was;
 * and, in the detailed one, interfaces and addresses.
 */
final class LinkTexts implements Placement.Texts {
  /** Faults that are written at one place. */
  private static final int FAULTS = 3;

  private final boolean detailed;
  private final Map<String, NodeConfig> nodes;
  private final Map<String, List<Text>> faults;
  private final Map<String, Integer> boxes;
  /** Faults of links that are not drawn, because both of their ends are in one box. */
  private final Map<Integer, List<Text>> inside = new HashMap<>();

  LinkTexts(Topology topology, Drawing drawing, List<Fault> drill, boolean detailed) {
    this.detailed = detailed;
    boxes = new HashMap<>();
    for (int i = 0; i < drawing.boxes().size(); i++) {
      for (String node : drawing.boxes().get(i).nodes()) {
        boxes.put(node, i);
      }
    }
    nodes = new HashMap<>();
    topology.nodes().forEach(node -> nodes.put(node.name(), node));
    faults = new HashMap<>();
    for (Fault fault : drill) {
      faults.computeIfAbsent(fault.place().name(), _ -> new ArrayList<>()).add(new Text(mark(fault), true));
    }
    for (LinkConfig link : topology.links()) {
      List<Integer> ends = link.ends().stream().map(end -> boxes.get(end.node())).distinct().toList();
      if (ends.size() == 1) {
        List<Text> texts = inside.computeIfAbsent(ends.getFirst(), _ -> new ArrayList<>());
        texts.addAll(faults.getOrDefault(link.name(), List.of()));
        link.ends().forEach(end -> texts.addAll(faultsAt(end)));
      }
    }
  }

  @Override
  public List<Text> in(Drawing.Box box) {
    var texts = new ArrayList<Text>();
    box.nodes().forEach(node -> texts.addAll(faults.getOrDefault(node, List.of())));
    texts.addAll(inside.getOrDefault(boxes.get(box.nodes().getFirst()), List.of()));
    return some(texts);
  }

  @Override
  public List<Text> at(Drawing.Line line) {
    var texts = new ArrayList<Text>();
    if (detailed && line.links().size() > 1) {
      texts.add(new Text(line.links().size() + " links", false));
    } else if (detailed && line.bus()) {
      texts.add(new Text(line.links().getFirst().name(), false));
    }
    texts.addAll(some(line.links().stream().flatMap(link -> faults.getOrDefault(link.name(), List.of()).stream())
        .toList()));
    return texts;
  }

  @Override
  public List<Text> at(Drawing.Line line, int end) {
    var texts = new ArrayList<Text>();
    List<LinkConfig.End> here = line.links().stream().flatMap(link -> link.ends().stream())
        .filter(each -> boxes.get(each.node()).equals(line.ends().get(end))).toList();
    if (detailed && here.size() == 1) {
      texts.add(new Text(here.getFirst().interfaceName(), false));
      address(here.getFirst()).ifPresent(address -> texts.add(new Text(address, false)));
    }
    texts.addAll(some(here.stream().flatMap(each -> faultsAt(each).stream()).toList()));
    return texts;
  }

  /** All of the link was broken, and not one of its ends only. */
  boolean failed(Drawing.Line line) {
    return line.links().stream().anyMatch(link -> faults.containsKey(link.name()));
  }

  /** It was broken at this end. */
  boolean failed(Drawing.Line line, int end) {
    return at(line, end).stream().anyMatch(Text::fault);
  }

  private List<Text> faultsAt(LinkConfig.End end) {
    return faults.getOrDefault(end.node() + ":" + end.interfaceName(), List.of());
  }

  private static List<Text> some(List<Text> texts) {
    if (texts.size() <= FAULTS) {
      return texts;
    }
    var some = new ArrayList<>(texts.subList(0, FAULTS - 1));
    some.add(new Text("and " + (texts.size() - FAULTS + 1) + " more", true));
    return some;
  }

  /** Of an interface, with the length of its prefix; an unnumbered one has none. */
  Optional<String> address(LinkConfig.End end) {
    return switch (nodes.get(end.node())) {
      case RouterConfig router -> router.interfaces().stream().filter(it -> it.name().equals(end.interfaceName()))
          .findFirst().flatMap(it -> address(it.address(), it.prefixLength()));
      case HostConfig host -> address(host.address(), host.prefixLength());
      case AttachConfig attach -> address(attach.address(), attach.prefixLength());
      case RadiusConfig radius -> address(radius.address(), radius.prefixLength());
      case ClientConfig client -> address(client.address(), 32);
      case LastMileConfig mile -> end.port() == 0 ? address(mile.address(), mile.prefixLength()) : Optional.empty();
      case FirewallConfig wall -> end.port() == 0 ? address(wall.address(), wall.prefixLength())
          : address(wall.insideAddress(), wall.insidePrefixLength());
      case IpsecPeerConfig peer -> end.port() == 0 ? address(peer.address(), peer.prefixLength())
          : address(peer.insideAddress(), peer.insidePrefixLength());
    };
  }

  private static Optional<String> address(int address, int prefixLength) {
    return address == 0 ? Optional.empty() : Optional.of(Ipv4.format(address) + "/" + prefixLength);
  }

  static String delay(LinkConfig link) {
    return Seconds.millis(link.delay().toNanos()).toPlainString() + " ms";
  }

  /** With a sign: a cross for what broke, a turn for what came back. */
  private static String mark(Fault fault) {
    String until = fault.until().equals(fault.at()) ? "" : " to " + seconds(fault.until());
    return switch (fault) {
      case Fault.Cut _ -> "\u2715 cut ";
      case Fault.BlackHole _ -> "\u2715 black hole ";
      case Fault.Restore _ -> "\u21ba restored ";
      case Fault.Degrade _ -> "\u2715 degraded ";
      case Fault.Flap _ -> "\u2715 flaps ";
      case Fault.Crash _ -> "\u2715 crash ";
      case Fault.Restart _ -> "\u21ba restart ";
      case Fault.PowerCycle _ -> "\u2715 off ";
      case Fault.Saturate _ -> "\u2715 saturated ";
      case Fault.ClearSas _ -> "\u2715 SAs cleared ";
      case Fault.Preempt _ -> "\u2715 preempts ";
    } + seconds(fault.at()) + until + " s";
  }

  private static String seconds(Duration time) {
    return Seconds.of(time.toNanos()).toPlainString();
  }
}
