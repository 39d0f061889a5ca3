package io.carrierlab.node.device;

import io.carrierlab.node.attach.AttachActor;
import io.carrierlab.node.attach.Outside;
import io.carrierlab.node.client.ClientActor;
import io.carrierlab.node.client.RequestMeter;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.host.HostActor;
import io.carrierlab.node.host.HostObserver;
import io.carrierlab.node.firewall.FirewallActor;
import io.carrierlab.node.lastmile.LastMileActor;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.peer.IpsecPeerActor;
import io.carrierlab.node.radius.RadiusActor;
import io.carrierlab.node.router.RouterActor;
import io.carrierlab.node.router.RouterSetup;
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
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.Behavior;

/** Makes the devices of a topology. */
public final class Devices implements BiFunction<Node, NodeConfig, Behavior<PortMessage>> {
  private final Function<String, HostObserver> observers;
  private final Function<String, Outside> outsides;
  private final Function<String, RequestMeter> meters;
  /** Nodes whose port 0 is on a LAN; the other ports say so in their configuration. */
  private final Set<String> onLans;

  /** With nothing outside, and requests of clients not added up over time. @param observers of hosts, by name */
  public Devices(Topology topology, Function<String, HostObserver> observers) {
    this(topology, observers, attachment -> Outside.SILENT, oneForAll(new RequestMeter(Long.MAX_VALUE, 1)));
  }

  /**
   * Makes devices of which some are attached to the real world.
   *
   * @param observers who hears what a host sees, by the host's name
   * @param outsides what is beyond an attachment, by its name; real time only
   * @param meters of the requests of clients, by their population
   */
  public Devices(Topology topology, Function<String, HostObserver> observers, Function<String, Outside> outsides,
      Function<String, RequestMeter> meters) {
    this.observers = observers;
    this.outsides = outsides;
    this.meters = meters;
    this.onLans = topology.links().stream().filter(LinkConfig::lan).flatMap(link -> link.ends().stream())
        .filter(end -> end.port() == 0).map(LinkConfig.End::node).collect(Collectors.toSet());
  }

  private static Function<String, RequestMeter> oneForAll(RequestMeter meter) {
    return population -> meter;
  }

  /**
   * Makes the settings that a device of this configuration makes of it at its start.
   *
   * @throws IllegalArgumentException if there can be no such device, and why
   */
  public static void check(NodeConfig config) {
    switch (config) {
      case RouterConfig router -> RouterSetup.check(router);
      case FirewallConfig firewall -> FirewallActor.check(firewall);
      case LastMileConfig lastMile -> LastMileActor.check(lastMile);
      case RadiusConfig radius -> RadiusActor.check(radius);
      case HostConfig _, ClientConfig _, IpsecPeerConfig _, AttachConfig _ -> { }   // take their settings as they are
    }
  }

  @Override
  public Behavior<PortMessage> apply(Node node, NodeConfig config) {
    return switch (config) {
      case HostConfig host ->
          HostActor.create(node, host, onLans.contains(host.name()), observers.apply(host.name()));
      case RouterConfig router -> RouterActor.create(node, router);
      case ClientConfig client -> ClientActor.create(node, client, meters.apply(client.population().name()));
      case IpsecPeerConfig peer -> IpsecPeerActor.create(node, peer, onLans.contains(peer.name()));
      case FirewallConfig firewall -> FirewallActor.create(node, firewall);
      case LastMileConfig lastMile -> LastMileActor.create(node, lastMile);
      case RadiusConfig radius -> RadiusActor.create(node, radius, onLans.contains(radius.name()));
      case AttachConfig attach ->
          AttachActor.create(node, attach, onLans.contains(attach.name()), outsides.apply(attach.name()));
    };
  }
}
