package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.Family;
import java.util.Map;

/**
 * What passes between us and a neighbour, for {@code show}.
 *
 * @param address its name
 * @param up a session is established
 * @param received paths from it in our tables, per family
 * @param routesSent announcements since the start, destinations counted
 * @param withdrawalsSent likewise
 * @param loops destinations refused: AS loop, reflection loop, or a next hop that is ourselves
 * @param filtered VPN routes dropped as no VRF imports them
 * @param sending a whole table is on its way to it
 */
public record PeerView(int address, boolean up, Map<Family, Integer> received, long routesSent, long withdrawalsSent,
    long loops, long filtered, boolean sending) {
  public PeerView {
    received = Map.copyOf(received);
  }
}
