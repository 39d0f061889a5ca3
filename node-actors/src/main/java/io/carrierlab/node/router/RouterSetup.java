package io.carrierlab.node.router;

import io.carrierlab.node.bgp.BgpActor;
import io.carrierlab.node.bgp.BgpShell;
import io.carrierlab.node.hsrp.HsrpPlace;
import io.carrierlab.node.hsrp.HsrpShell;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.ipsec.AaaDesk;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.topology.BgpConfig;
import io.carrierlab.node.topology.InterfaceConfig.Medium;
import io.carrierlab.node.topology.InterfaceConfig.OspfInterface;
import io.carrierlab.node.topology.InterfaceConfig;
import io.carrierlab.node.topology.LdpConfig;
import io.carrierlab.node.topology.OspfConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.vrf.VrfActor;
import io.carrierlab.node.vrf.VrfSetup;
import io.carrierlab.protocols.bgp.rib.SpeakerConfig;
import io.carrierlab.protocols.ospf.Md5Key;
import io.carrierlab.protocols.ospf.OspfMachine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;

/** From a router's configuration to those of its parts. */
public final class RouterSetup {
  private static final long NO_PROVIDER_AS = 65_535;
  private static final long SPREAD_NANOS = 1_000_000_000L;

  private RouterSetup() {}

  /**
   * Makes the settings of all parts, and of no part anything else.
   *
   * @throws IllegalArgumentException if a part cannot be run with what is said of it
   */
  public static void check(RouterConfig config) {
    config.ospf().ifPresent(each -> ospf(config, each, Duration.ZERO));
    config.ldp().ifPresent(each -> ldp(config, each, Duration.ZERO));
    config.bgp().ifPresent(each -> {
      speaker(config, each);
      BgpShell.check(each, config.routerId());
    });
    var labels = new LabelPlan(config.vrfs());
    for (int i = 0; i < config.vrfs().size(); i++) {
      VrfActor.check(config.vrfs().get(i), config.routerId(), providerAs(config), labels.of(i));
    }
    HsrpShell.check(hsrp(config, IntStream.range(0, config.interfaces().size())
        .mapToObj(i -> ipInterface(0, config, i)).toList()));
    config.access().ifPresent(each -> AaaDesk.check(each, config.routerId(), config.name()));
  }

  /** Of what its VRFs export; one with no speaker of its own has none to say it to. */
  static long providerAs(RouterConfig config) {
    return config.bgp().map(BgpConfig::as).orElse(NO_PROVIDER_AS);
  }

  /** The interface at this place of the configuration; a loopback has no port. */
  static IpInterface ipInterface(int node, RouterConfig config, int index) {
    InterfaceConfig each = config.interfaces().get(index);
    int port = each.medium() == Medium.LOOPBACK ? IpInterface.NO_PORT : index;
    return IpInterface.of(node, port, each.name(), each.address(), each.prefixLength(),
        each.medium() == Medium.LAN);
  }

  /** The interfaces of each VRF that has some. */
  static Map<String, List<IpInterface>> byVrf(Node node, RouterConfig config) {
    var interfaces = new TreeMap<String, List<IpInterface>>();
    for (int i = 0; i < config.interfaces().size(); i++) {
      Optional<String> vrf = config.interfaces().get(i).vrf();
      if (vrf.isPresent()) {
        interfaces.computeIfAbsent(vrf.get(), name -> new ArrayList<>()).add(ipInterface(node.index(), config, i));
      }
    }
    return interfaces;
  }

  /** Tunnel interfaces of a VRF. */
  static List<VrfSetup.TunnelPort> tunnelsOfVrf(RouterConfig config, String vrf) {
    var ports = new ArrayList<VrfSetup.TunnelPort>();
    for (int i = 0; i < config.tunnels().size(); i++) {
      if (config.tunnels().get(i).vrf().equals(Optional.of(vrf))) {
        ports.add(new VrfSetup.TunnelPort(SiteTunnels.firstPort(config) + i, config.tunnels().get(i)));
      }
    }
    return ports;
  }

  /** The HSRP groups on these interfaces. */
  static List<HsrpPlace> hsrp(RouterConfig config, List<IpInterface> interfaces) {
    var places = new ArrayList<HsrpPlace>();
    for (IpInterface each : interfaces) {
      if (each.port() != IpInterface.NO_PORT) {
        config.interfaces().get(each.port()).hsrp().forEach(group -> places.add(new HsrpPlace(each, group)));
      }
    }
    return places;
  }

  /** First hellos are spread over a second by the router's own chance: ten thousand do not speak at once. */
  static Duration offset(Node node) {
    return Duration.ofNanos(node.clock().random().nextLong(SPREAD_NANOS));
  }

  static OspfMachine.Config ospf(RouterConfig config, OspfConfig ospf, Duration firstHello) {
    var interfaces = new ArrayList<OspfMachine.Interface>();
    for (int i = 0; i < config.interfaces().size(); i++) {
      InterfaceConfig each = config.interfaces().get(i);
      int index = i;
      each.ospf().ifPresent(settings -> interfaces.add(ospfInterface(index, each, settings)));
    }
    var timers = OspfMachine.Timers.of(ospf.hello(), ospf.dead(), ospf.retransmit(), ospf.spfDelay(), ospf.spfHold());
    return new OspfMachine.Config(config.routerId(), timers, firstHello, interfaces);
  }

  private static OspfMachine.Interface ospfInterface(int index, InterfaceConfig each, OspfInterface settings) {
    OspfMachine.Network network = switch (each.medium()) {
      case LOOPBACK -> OspfMachine.Network.LOOPBACK;
      case POINT_TO_POINT -> OspfMachine.Network.POINT_TO_POINT;
      case LAN -> OspfMachine.Network.BROADCAST;
    };
    return new OspfMachine.Interface(index, each.name(), each.address(), each.prefixLength(), network, settings.cost(),
        settings.priority(), settings.passive(), IpStack.MTU,
        settings.md5().map(key -> new Md5Key(key.keyId(), key.key())));
  }

  static io.carrierlab.protocols.ldp.LdpConfig ldp(RouterConfig config, LdpConfig ldp, Duration firstHello) {
    return new io.carrierlab.protocols.ldp.LdpConfig(config.routerId(), ldp.hello(), ldp.hold(), ldp.keepalive(),
        firstHello, 16, LabelPlan.LAST_OF_LDP, io.carrierlab.protocols.ldp.LdpConfig.Labelled.EVERY_PREFIX);
  }

  static BgpActor.Setup bgp(Node node, RouterConfig config, BgpConfig bgp, ActorRef<RouterCommand> router) {
    return new BgpActor.Setup(node, bgp, config.routerId(), config.vrfs(), speaker(config, bgp), router);
  }

  private static SpeakerConfig speaker(RouterConfig config, BgpConfig bgp) {
    var peers = bgp.neighbors().stream().map(each -> new SpeakerConfig.Peer(each.address(), each.as(),
        BgpShell.families(each.families()), each.client(), false, each.asOverride(), each.siteOfOrigin())).toList();
    OptionalInt cluster = bgp.clusterId().map(OptionalInt::of).orElse(OptionalInt.empty());
    return new SpeakerConfig(bgp.as(), config.routerId(), cluster, config.routerId(), Duration.ZERO, true,
        SpeakerConfig.NextHopDefault.UNREACHABLE, Optional.empty(), peers);
  }
}
