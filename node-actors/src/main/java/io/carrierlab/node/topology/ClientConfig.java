package io.carrierlab.node.topology;

import io.carrierlab.protocols.aaa.NumberedUsers;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Initiator;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A remote-access client: a host with one interface, {@code eth0}, that reaches its company through an IPsec tunnel.
 * One of thousands, so what is its own is four fields.
 *
 * @param address of its interface, IPv4
 * @param number in its population, from 1 on: its user name and its turn to connect come from it
 */
public record ClientConfig(String name, int address, Population population, int number) implements NodeConfig {
  @Override
  public String kind() {
    return "client";
  }

  /** When this client connects first. */
  public Duration start() {
    return population.life().start().plus(population.life().every().multipliedBy(number - 1L));
  }

  /** Who it is, with its own user name and password. */
  public Initiator initiator() {
    Initiator pattern = population.initiator();
    return new Initiator(pattern.identity(), pattern.preSharedKey(), pattern.user().map(this::numbered),
        pattern.password().map(this::numbered), pattern.aggressive(), pattern.wantsInner(), pattern.local(),
        pattern.remote());
  }

  private String numbered(String pattern) {
    return NumberedUsers.filled(pattern, number);
  }

  /**
   * What the clients of one population share.
   *
   * @param name of the population
   * @param vpn in whose name their traffic travels: what the isolation check goes by
   * @param gateway public IPv4 address that they connect to
   * @param ikeVersion 1 or 2
   * @param initiator user and password are patterns, with {@code #} for the number
   */
  public record Population(String name, String vpn, int gateway, int ikeVersion, IkeSettings settings,
      Initiator initiator, Life life, Optional<Traffic> traffic, Optional<Traffic> internet) {}

  /**
   * A client's comings and goings.
   *
   * @param start of the first client; {@code every}: between one and the next
   * @param session length of a session; zero: to the end
   * @param stop when all traffic ends and clients leave, in good order; zero: never
   * @param pause between a session and the next; zero: one session only
   * @param retryFirst wait after a failure; each next wait is twice as long, with jitter, up to {@code retryMost}
   */
  public record Life(Duration start, Duration every, Duration session, Duration stop, Duration pause,
      Duration retryFirst, Duration retryMost) {}

  /**
   * What a client sends through its tunnel, from when it is up: UDP to a host's echo service, or pings.
   *
   * @param destination IPv4
   * @param every between requests
   * @param payloadOctets of UDP or ICMP, 16 to 1372
   * @param most requests of a session; empty: no limit
   */
  public record Traffic(int destination, Duration every, int payloadOctets, boolean ping, OptionalInt most) {}
}
