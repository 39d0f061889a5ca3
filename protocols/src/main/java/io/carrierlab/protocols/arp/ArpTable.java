package io.carrierlab.protocols.arp;

import io.carrierlab.protocols.arp.ArpPacket.Operation;
import io.carrierlab.protocols.ethernet.Mac;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Address resolution of one LAN interface: whom packets go to, and answers for the addresses that are our own. Bulk
 * state, turned only by {@link #on}.
 *
 * @param <P> a packet that waits for its next hop's address, as the interface keeps it
 */
public final class ArpTable<P> {
  /**
   * @param address of the interface, the sender of our requests; also the first own address
   * @param mac of the interface
   * @param retry between requests, 1 s (RFC 1122 §2.3.2.1)
   * @param maxRequests for one address before packets are given up, 3
   * @param lifetime of an entry that nothing renews, 4 h as in IOS
   * @param maxWaiting packets that wait for one address; the oldest gives way
   * @param maxEntries resolved and unresolved; no address beyond is learnt, no packet beyond waits
   */
  public record Config(int address, long mac, Duration retry, int maxRequests, Duration lifetime, int maxWaiting,
      int maxEntries) {
    public static Config of(int address, long mac) {
      return new Config(address, mac, Duration.ofSeconds(1), 3, Duration.ofHours(4), 8, 4096);
    }
  }

  public sealed interface Event<P> {
    /** A packet is to go to a neighbour on the LAN. Where {@link #lookup} answers, this is not needed. */
    record Resolve<P>(int nextHop, P packet) implements Event<P> {}

    /** An ARP packet came in, as it was under the Ethernet header. */
    record Arrived<P>(byte[] octets) implements Event<P> {}

    record TimerFired<P>(Timer timer) implements Event<P> {}

    /** The LAN can be reached (again): all own addresses are announced. */
    record Up<P>() implements Event<P> {}

    /** The LAN is gone: what was learnt counts no more, what waits is given up. */
    record Down<P>() implements Event<P> {}

    /** Answer for one more address, under this MAC, and announce it by an unasked answer: HSRP. */
    record AddOwn<P>(int address, long mac) implements Event<P> {}

    record RemoveOwn<P>(int address) implements Event<P> {}
  }

  public sealed interface Action<P> {
    /** Send an ARP packet in an Ethernet frame with these addresses. */
    record Transmit<P>(long sourceMac, long destinationMac, byte[] octets) implements Action<P> {}

    /** The packet may go to this MAC. */
    record Forward<P>(int nextHop, long mac, P packet) implements Action<P> {}

    /** Nobody answers for the next hop, or no more packets may wait: an ICMP host unreachable is due. */
    record Discard<P>(int nextHop, P packet) implements Action<P> {}

    record Arm<P>(Timer timer, Duration after) implements Action<P> {}

    record Disarm<P>(Timer timer) implements Action<P> {}
  }

  public sealed interface Timer {
    /** No answer so far. */
    record Retry(int address) implements Timer {}

    /** An entry is old. */
    record Expire(int address) implements Timer {}
  }

  /** @param mac empty while nobody has answered */
  public record Entry(int address, OptionalLong mac, long learntNanos, int waiting) {}

  /**
   * @param malformed not ARP for IPv4 on Ethernet
   * @param refused claims that no station may make: a group's MAC, or no address
   * @param conflicts others claim an address of ours (RFC 5227 §2.4)
   * @param full not learnt because the table is full
   */
  public record Counters(long requestsSent, long repliesSent, long requestsReceived, long repliesReceived,
      long malformed, long refused, long conflicts, long full, long discarded) {}

  private static final class Neighbour<P> {
    OptionalLong mac = OptionalLong.empty();
    long learntNanos;
    int requests;
    final ArrayDeque<P> waiting = new ArrayDeque<>(0);
  }

  private final Config config;
  private final Map<Integer, Neighbour<P>> neighbours = new HashMap<>();
  private final TreeMap<Integer, Long> own = new TreeMap<>();
  private List<Action<P>> actions = new ArrayList<>();
  private long nowNanos;
  private long requestsSent;
  private long repliesSent;
  private long requestsReceived;
  private long repliesReceived;
  private long malformed;
  private long refused;
  private long conflicts;
  private long full;
  private long discarded;

  public ArpTable(Config config) {
    this.config = config;
    own.put(config.address(), config.mac());
  }

  /** The MAC of a neighbour, if it is known: the path of almost every packet. */
  public OptionalLong lookup(int address) {
    Neighbour<P> neighbour = neighbours.get(address);
    return neighbour == null ? OptionalLong.empty() : neighbour.mac;
  }

  /** True if the interface answers for the address. */
  public boolean isOwn(int address) {
    return own.containsKey(address);
  }

  /** In order of address. */
  public List<Entry> entries() {
    var sorted = new TreeMap<Integer, Neighbour<P>>(Integer::compareUnsigned);
    sorted.putAll(neighbours);
    var entries = new ArrayList<Entry>();
    sorted.forEach((address, it) -> entries.add(new Entry(address, it.mac, it.learntNanos, it.waiting.size())));
    return entries;
  }

  public Counters counters() {
    return new Counters(requestsSent, repliesSent, requestsReceived, repliesReceived, malformed, refused, conflicts,
        full, discarded);
  }

  public List<Action<P>> on(Event<P> event, long nowNanos) {
    this.nowNanos = nowNanos;
    switch (event) {
      case Event.Resolve<P>(int nextHop, P packet) -> resolve(nextHop, packet);
      case Event.Arrived<P>(byte[] octets) -> arrived(octets);
      case Event.TimerFired<P>(Timer.Retry(int address)) -> retry(address);
      case Event.TimerFired<P>(Timer.Expire(int address)) -> expire(address);
      case Event.Up<P>() -> own.forEach(this::announce);
      case Event.Down<P>() -> down();
      case Event.AddOwn<P>(int address, long mac) -> {
        own.put(address, mac);
        claim(address, mac);
      }
      case Event.RemoveOwn<P>(int address) -> own.remove(address);
    }
    List<Action<P>> result = actions;
    actions = new ArrayList<>();
    return result;
  }

  private void resolve(int nextHop, P packet) {
    Neighbour<P> neighbour = neighbours.get(nextHop);
    if (neighbour == null) {
      if (neighbours.size() >= config.maxEntries()) {
        full++;
        discard(nextHop, packet);
        return;
      }
      neighbour = new Neighbour<>();
      neighbours.put(nextHop, neighbour);
      neighbour.waiting.add(packet);
      request(nextHop, neighbour);
    } else if (neighbour.mac.isPresent()) {
      emit(new Action.Forward<>(nextHop, neighbour.mac.getAsLong(), packet));
    } else {
      neighbour.waiting.add(packet);
      if (neighbour.waiting.size() > config.maxWaiting()) {
        discard(nextHop, neighbour.waiting.remove());
      }
    }
  }

  private void request(int address, Neighbour<P> neighbour) {
    neighbour.requests++;
    requestsSent++;
    transmit(config.mac(), Mac.BROADCAST,
        new ArpPacket(Operation.REQUEST, config.mac(), config.address(), 0, address));
    emit(new Action.Arm<>(new Timer.Retry(address), config.retry()));
  }

  private void retry(int address) {
    Neighbour<P> neighbour = neighbours.get(address);
    if (neighbour == null || neighbour.mac.isPresent()) {
      return;
    }
    if (neighbour.requests < config.maxRequests()) {
      request(address, neighbour);
    } else {
      neighbours.remove(address);
      neighbour.waiting.forEach(packet -> discard(address, packet));
    }
  }

  /** The next packet asks again: nobody is asked who has nothing to get. */
  private void expire(int address) {
    Neighbour<P> neighbour = neighbours.get(address);
    if (neighbour != null && neighbour.mac.isPresent()) {
      neighbours.remove(address);
    }
  }

  private void down() {
    new TreeMap<>(neighbours).forEach((address, neighbour) -> {
      emit(new Action.Disarm<>(neighbour.mac.isPresent() ? new Timer.Expire(address) : new Timer.Retry(address)));
      neighbour.waiting.forEach(packet -> discard(address, packet));
    });
    neighbours.clear();
  }

  private void announce(int address, long mac) {
    requestsSent++;
    transmit(mac, Mac.BROADCAST, new ArpPacket(Operation.REQUEST, mac, address, 0, address));
  }

  /** A gratuitous answer, as HSRP has it (RFC 2281 §5.6, action I). */
  private void claim(int address, long mac) {
    repliesSent++;
    transmit(mac, Mac.BROADCAST, new ArpPacket(Operation.REPLY, mac, address, Mac.BROADCAST, address));
  }

  private void arrived(byte[] octets) {
    ArpPacket packet;
    try {
      packet = ArpPacket.decode(octets);
    } catch (DecodeException e) {
      malformed++;
      return;
    }
    switch (packet.operation()) {
      case REQUEST -> requestsReceived++;
      case REPLY -> repliesReceived++;
    }
    if (packet.senderMac() == 0 || Mac.isGroup(packet.senderMac()) || Ipv4.isMulticast(packet.senderIp())
        || packet.senderIp() == -1) {
      refused++;
      return;
    }
    if (isOwn(packet.senderIp())) {
      if (own.get(packet.senderIp()) != packet.senderMac()) {
        conflicts++;
      }
      return;
    }
    boolean forUs = isOwn(packet.targetIp());
    if (packet.senderIp() != 0) {                      // 0: a probe (RFC 5227 §1.1), answered but not learnt
      learn(packet.senderIp(), packet.senderMac(), forUs);
    }
    if (forUs && packet.operation() == Operation.REQUEST) {
      long mac = own.get(packet.targetIp());
      repliesSent++;
      transmit(mac, packet.senderMac(),
          new ArpPacket(Operation.REPLY, mac, packet.targetIp(), packet.senderMac(), packet.senderIp()));
    }
  }

  /** RFC 826, "Packet Reception": who is known is updated, who speaks to us is added. */
  private void learn(int address, long mac, boolean forUs) {
    Neighbour<P> neighbour = neighbours.get(address);
    if (neighbour == null) {
      if (!forUs) {
        return;
      }
      if (neighbours.size() >= config.maxEntries()) {
        full++;
        return;
      }
      neighbour = new Neighbour<>();
      neighbours.put(address, neighbour);
    } else if (neighbour.mac.isEmpty()) {
      emit(new Action.Disarm<>(new Timer.Retry(address)));
    }
    neighbour.mac = OptionalLong.of(mac);
    neighbour.learntNanos = nowNanos;
    emit(new Action.Arm<>(new Timer.Expire(address), config.lifetime()));
    for (P packet = neighbour.waiting.poll(); packet != null; packet = neighbour.waiting.poll()) {
      emit(new Action.Forward<>(address, mac, packet));
    }
  }

  private void discard(int nextHop, P packet) {
    discarded++;
    emit(new Action.Discard<>(nextHop, packet));
  }

  private void transmit(long sourceMac, long destinationMac, ArpPacket packet) {
    emit(new Action.Transmit<>(sourceMac, destinationMac, packet.encode()));
  }

  private void emit(Action<P> action) {
    actions.add(action);
  }
}
