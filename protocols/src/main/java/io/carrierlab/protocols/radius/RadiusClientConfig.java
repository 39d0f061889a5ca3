package io.carrierlab.protocols.radius;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/**
 * {@code radius-server host ...} of an aggregator.
 *
 * @param nasAddress our IPv4 address, network order: NAS-IP-Address
 * @param servers in order of preference
 * @param deadTime how long a server that did not answer is passed over ({@code radius-server deadtime})
 * @param maxWaiting requests that wait for a free identifier or for their session's turn; beyond, they are refused
 * @param firstSourcePort UDP port that we send from; the next ones are used when 256 identifiers do not suffice
 * @param epochSeconds seconds from 1970 to the start of the run, for Event-Timestamp
 */
public record RadiusClientConfig(int nasAddress, String nasIdentifier, List<Server> servers, Duration deadTime,
    int maxWaiting, int firstSourcePort, int maxSourcePorts, long epochSeconds) {
  /**
   * @param timeout wait for an answer to one transmission
   * @param tries transmissions to this server before the next one is asked
   * @param signed drop answers without Message-Authenticator; those about EAP must have it in any case
   */
  public record Server(int address, int authPort, int acctPort, byte[] secret, Duration timeout, int tries,
      boolean signed) {
    public Server {
      if (tries < 1 || !timeout.isPositive() || authPort == acctPort) {
        throw new IllegalArgumentException("tries, timeout and ports of a RADIUS server");
      }
    }

    /** As Cisco IOS has it: 5 s, 1 try and 3 more. */
    public static Server of(int address, byte[] secret) {
      return new Server(address, RadiusPacket.AUTH_PORT, RadiusPacket.ACCT_PORT, secret, Duration.ofSeconds(5), 4,
          false);
    }
  }

  public RadiusClientConfig {
    servers = List.copyOf(servers);
    var seen = new HashSet<List<Integer>>();
    for (Server server : servers) {
      if (!seen.add(List.of(server.address(), server.authPort()))
          || !seen.add(List.of(server.address(), server.acctPort()))) {
        throw new IllegalArgumentException("two RADIUS servers at one address and port");
      }
    }
    if (servers.isEmpty() || maxSourcePorts < 1 || firstSourcePort < 1 || firstSourcePort + maxSourcePorts > 65_536) {
      throw new IllegalArgumentException("servers and source ports of a RADIUS client");
    }
  }
}
