package io.carrierlab.protocols.radius;

import io.carrierlab.protocols.aaa.Accounts;
import java.util.HashSet;
import java.util.List;

/**
 * A RADIUS server: whom it serves and what it knows.
 *
 * @param authPort UDP port for access, {@code acctPort} that for accounting
 * @param signed refuse Access-Requests without Message-Authenticator; those about EAP must have it in any case
 * @param maxSessions accounting sessions that are kept in the books; the oldest goes for a new one
 * @param maxRecent answers that are kept for repeated requests
 */
public record RadiusServerConfig(int authPort, int acctPort, List<Client> clients, Accounts accounts, boolean signed,
    int maxSessions, int maxRecent) {
  /** @param address where its requests come from, IPv4, network order */
  public record Client(int address, byte[] secret) {}

  public RadiusServerConfig {
    clients = List.copyOf(clients);
    var addresses = new HashSet<Integer>();
    if (!clients.stream().allMatch(client -> addresses.add(client.address()))) {
      throw new IllegalArgumentException("two secrets for one RADIUS client");
    }
    if (authPort == acctPort || maxSessions < 1 || maxRecent < 1) {
      throw new IllegalArgumentException("ports and bounds of a RADIUS server");
    }
  }

  /** Well-known ports, books for 200,000 sessions, answers for 32,768 requests. */
  public static RadiusServerConfig of(List<Client> clients, Accounts accounts) {
    return new RadiusServerConfig(RadiusPacket.AUTH_PORT, RadiusPacket.ACCT_PORT, clients, accounts, false, 200_000,
        32_768);
  }
}
