package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ospf.OspfView.Route;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * A router's OSPF process in the backbone area (RFC 2328), without clock, socket or thread: {@code on(event, now)}
 * turns what happens into actions, which the caller performs in order. The caller adds and removes IP headers
 * (protocol 89, TTL 1, precedence internetwork control).
 */
public final class OspfMachine {
  /** The IP protocol number. */
  public static final int IP_PROTOCOL = 89;
  /** 224.0.0.5: every router listens. */
  public static final int ALL_SPF_ROUTERS = 0xe0000005;
  /** 224.0.0.6: the designated router and its backup listen. */
  public static final int ALL_D_ROUTERS = 0xe0000006;

  /** @param helloOffset from an interface's start to its first hello, so that many routers do not all speak at once */
  public record Config(int routerId, Timers timers, Duration helloOffset, List<Interface> interfaces) {
    public Config {
      interfaces = List.copyOf(interfaces);
      var indices = new HashSet<Integer>();
      if (routerId == 0 || !interfaces.stream().map(Interface::index).allMatch(indices::add)) {
        throw new IllegalArgumentException("Router ID 0.0.0.0, or two interfaces with the same index");
      }
    }
  }

  /**
   * Times of RFC 2328 appendices B and C.
   *
   * @param hello whole seconds, 1 to 65535: on the wire, and all routers of a link must agree
   * @param dead whole seconds, likewise
   * @param retransmit RxmtInterval
   * @param spfDelay from a change to the computation of routes
   * @param spfHold least time from one computation to the next
   * @param lsRefresh LSRefreshTime
   */
  public record Timers(Duration hello, Duration dead, Duration retransmit, Duration spfDelay, Duration spfHold,
      Duration lsRefresh, Duration minLsInterval, Duration minLsArrival) {
    /** The values of RFC 2328 for what is architectural. */
    public static Timers of(Duration hello, Duration dead, Duration retransmit, Duration spfDelay, Duration spfHold) {
      return new Timers(hello, dead, retransmit, spfDelay, spfHold,
          Duration.ofMinutes(30), Duration.ofSeconds(5), Duration.ofSeconds(1));
    }

    public Timers {
      if (hello.toSeconds() < 1 || hello.toSeconds() > 0xffff || dead.toSeconds() < 1 || dead.toSeconds() > 0xffff) {
        throw new IllegalArgumentException("hello " + hello + " and dead " + dead + " are not in 1..65535 s");
      }
    }
  }

  /** A loopback is announced as a host route, and nothing is sent on it. */
  public enum Network { POINT_TO_POINT, BROADCAST, LOOPBACK }

  /**
   * @param index names it in events, actions and routes; the router's own choice
   * @param address IPv4, network order
   * @param prefixLength 0 to 32
   * @param cost of sending, 0 to 65535
   * @param priority in the election of the designated router, 0 to 255; 0: never
   * @param passive announced, but no packet is sent or accepted
   * @param mtu octets of an IP packet, 68 to 65535
   */
  public record Interface(int index, String name, int address, int prefixLength, Network network, int cost,
      int priority, boolean passive, int mtu, Optional<Md5Key> md5) {
    public Interface {
      Ipv4Prefix.covering(address, prefixLength);
      if (cost >>> 16 != 0 || priority >>> 8 != 0 || mtu < 68 || mtu >>> 16 != 0) {
        throw new IllegalArgumentException(name + ": cost " + cost + ", priority " + priority + ", MTU " + mtu);
      }
    }
  }

  public sealed interface Event {
    /** The interface can send and receive; ignored if it already could. */
    record InterfaceUp(int index) implements Event {}

    /** The line is down: neighbours on it are lost at once. */
    record InterfaceDown(int index) implements Event {}

    /** @param packet the payload of an IP packet; the caller gives the array away */
    record Received(int index, int source, int destination, byte[] packet) implements Event {}

    record TimerFired(Timer timer) implements Event {}
  }

  public sealed interface Action {
    /** @param packet the payload of an IP packet, not to be written to: it can be sent again */
    record Send(int index, int destination, byte[] packet) implements Action {}

    /** Arming a timer that is armed replaces it. */
    record Arm(Timer timer, Duration after) implements Action {}

    record Disarm(Timer timer) implements Action {}

    /** @param changed new routes, and those with other next hops or another cost; both lists ordered by prefix */
    record RoutesChanged(List<Route> changed, List<Ipv4Prefix> withdrawn) implements Action {}
  }

  public sealed interface Timer {
    record Hello(int index) implements Timer {}

    /** Ends the wait for a designated router that is already there (RFC 2328 §9.1). */
    record Wait(int index) implements Timer {}

    record DelayedAck(int index) implements Timer {}

    /** @param neighbor Router ID on point-to-point links, address on broadcast ones */
    record Inactivity(int index, int neighbor) implements Timer {}

    /** One per neighbour that owes something: a description, an LSA, an acknowledgment. */
    record Retransmit(int index, int neighbor) implements Timer {}

    /** Refresh, ageing and originations put off, whichever is next. */
    record Ageing() implements Timer {}

    record Spf() implements Timer {}
  }
}
