package io.carrierlab.node.ip;

import io.carrierlab.protocols.ip.Ipv4;

/** The routing of a station with one interface: its own network, and everything else by one router. */
public record DefaultGateway(IpInterface attached, int gateway) implements Routing {
  @Override
  public Hop lookup(int destination) {
    return attached.network().contains(destination) ? new Hop.Attached(attached)
        : new Hop.Via(attached, gateway, Hop.Via.NO_LABEL);
  }

  @Override
  public String explain(int destination) {
    return attached.network().contains(destination) ? "on our own network" : "default gateway " + Ipv4.format(gateway);
  }

  @Override
  public boolean sendRemote(Hop.Remote hop, Departure departure) {
    return false;
  }
}
