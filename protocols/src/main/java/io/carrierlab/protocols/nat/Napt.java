package io.carrierlab.protocols.nat;

import io.carrierlab.protocols.ip.Icmp;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Header;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Translates between an inside and one outside address. Pure: packets and times come in, packets or reasons go out.
 *
 * <p>A mapping belongs to (protocol, inside address, inside port or echo identifier) and serves all peers; outbound
 * packets keep it alive, inbound ones do not (RFC 4787 §4.3 leaves that open; it is why RFC 3948 has keepalives). Ports
 * are given out in turn, so that a host that comes back after {@link #rebind} gets another one. A mapping costs 34 to
 * 50 octets (see {@code MappingTable}); an empty table about 600.
 */
public final class Napt {
  private static final int ICMP_SOURCE_QUENCH = 4;
  private static final int ICMP_PARAMETER_PROBLEM = 12;
  private static final int ICMP_HEADER = 8;
  private static final int UDP_HEADER = 8;
  private static final int TCP_HEADER = 20;
  private static final int TCP_FLAGS = 13;
  private static final int FIN = 1;
  private static final int SYN = 2;
  private static final int RST = 4;
  private static final int ACK = 16;
  private static final int MAX_ESP_PEERS = 256;
  /** A full table is searched for dead mappings at most so often: whoever fills it must not buy work with packets. */
  private static final long SWEEP_NANOS = Duration.ofSeconds(1).toNanos();
  /** How far a TCP mapping is, in the table's state octet. */
  private static final int OPENING = 0;
  private static final int OPEN = 1;
  private static final int CLOSING = 2;

  /** What becomes of ESP that is not in UDP, which has no ports to tell hosts apart by. */
  public enum EspPolicy {
    /** As a router does that knows TCP, UDP and ICMP only: IPsec needs NAT traversal. */
    DROP,
    /** "IPsec passthrough": the first inside host that talks to a peer has that peer for itself. */
    ONE_HOST_PER_PEER
  }

  /** Silence after which a mapping is gone. */
  public record Timeouts(Duration udp, Duration tcp, Duration tcpTransitory, Duration icmp, Duration esp) {
    /** What the RFCs recommend: RFC 4787 REQ-5, RFC 5382 REQ-5, RFC 5508 REQ-1; ESP as UDP. */
    public static final Timeouts RECOMMENDED = new Timeouts(Duration.ofMinutes(5), Duration.ofMinutes(124),
        Duration.ofMinutes(4), Duration.ofSeconds(60), Duration.ofMinutes(5));

    /** A router that forgets UDP soon, as many at customers' do. */
    public Timeouts withUdp(Duration shorter) {
      return new Timeouts(shorter, tcp, tcpTransitory, icmp, esp);
    }
  }

  /**
   * @param outsideAddress IPv4, network order
   * @param firstPort and {@code lastPort}: what mappings get, 1 to 65,535; echo identifiers too
   * @param preservePorts a mapping gets the inside port if that is free, even out of the range
   * @param maxMappings of all protocols together; more are refused
   */
  public record Config(int outsideAddress, int firstPort, int lastPort, boolean preservePorts, EspPolicy esp,
      int maxMappings, Timeouts timeouts) {
    public Config {
      if (firstPort < 1 || lastPort > 65_535 || lastPort < firstPort || maxMappings < 1 || maxMappings > 1 << 18) {
        throw new IllegalArgumentException("ports " + firstPort + " to " + lastPort + ", " + maxMappings
            + " mappings");
      }
    }

    /** 10,000 mappings on ports from 1024 on, ESP dropped, timeouts as the RFCs recommend. */
    public static Config of(int outsideAddress) {
      return new Config(outsideAddress, 1024, 65_535, false, EspPolicy.DROP, 10_000, Timeouts.RECOMMENDED);
    }
  }

  public sealed interface Verdict {
    /** @param octets the packet as it goes on, without padding */
    record Pass(byte[] octets) implements Verdict {}

    record Drop(Reason reason) implements Verdict {}
  }

  public enum Reason {
    /** The IPv4 header is wrong, or the header above it is cut short. */
    MALFORMED,
    /** A later fragment: it has no ports. */
    FRAGMENT,
    /** Inbound, and no inside host asked for it. */
    NO_MAPPING,
    /** As many mappings as there may be. */
    TABLE_FULL,
    /** Each port of the range is in use. */
    NO_PORT,
    /** A protocol, or a type of ICMP message, that cannot be translated. */
    NOT_TRANSLATABLE,
    /** {@link EspPolicy#DROP}. */
    ESP_BLOCKED,
    /** {@link EspPolicy#ONE_HOST_PER_PEER}, and another host has this peer. */
    ESP_TAKEN,
    /** From inside to the outside address. */
    HAIRPIN,
    /** From outside, but not to the outside address. */
    NOT_OURS;

    /** In words, with the name by which it is counted. */
    public String text() {
      return "dropped by the NAT: " + name().toLowerCase(Locale.ROOT).replace('_', ' ') + " (NAT_" + name()
          + ")";
    }
  }

  /** What {@code show nat} says. @param idle since the last outbound packet */
  public record Mapping(int protocol, int insideAddress, int insidePort, int outsidePort, Duration idle) {}

  /** Protocols with ports, by their number in the table. */
  private enum Kind {
    UDP(IpProtocol.UDP), TCP(IpProtocol.TCP), ICMP(IpProtocol.ICMP);

    private static final Kind[] ALL = values();
    private final int protocol;

    Kind(int protocol) {
      this.protocol = protocol;
    }
  }

  private record EspPass(int insideAddress, long usedNanos) {}

  private final Config config;
  private final MappingTable table;
  /** By address of the peer; looked up and never iterated over but to remove. */
  private final Map<Integer, EspPass> esp = new HashMap<>();
  private final int[] nextPort = new int[Kind.ALL.length];
  private final int[] inUse = new int[Kind.ALL.length];
  private final long[] drops = new long[Reason.values().length];
  private long translated;
  private long sweepNanos = Long.MIN_VALUE;

  public Napt(Config config) {
    this.config = config;
    this.table = new MappingTable(config.maxMappings());
    Arrays.fill(nextPort, config.firstPort());
  }

  /** A packet from inside that the router is about to send out; not one of its own. */
  public Verdict outbound(byte[] octets, int offset, int length, long nowNanos) {
    if (Ipv4Header.check(octets, offset, length) != Ipv4Header.Verdict.VALID) {
      return drop(Reason.MALFORMED);
    }
    if (Ipv4Header.isLaterFragment(octets, offset)) {
      return drop(Reason.FRAGMENT);
    }
    if (Ipv4Header.destination(octets, offset) == config.outsideAddress()) {
      return drop(Reason.HAIRPIN);
    }
    var packet = new Packet(octets, offset);
    return switch (Ipv4Header.protocol(octets, offset)) {
      case IpProtocol.UDP -> portOutbound(Kind.UDP, packet, UDP_HEADER, nowNanos);
      case IpProtocol.TCP -> portOutbound(Kind.TCP, packet, TCP_HEADER, nowNanos);
      case IpProtocol.ICMP -> packet.left() < ICMP_HEADER ? drop(Reason.MALFORMED)
          : switch (packet.u8(0)) {
            case Icmp.ECHO_REQUEST -> portOutbound(Kind.ICMP, packet, ICMP_HEADER, nowNanos);
            case Icmp.UNREACHABLE, Icmp.TIME_EXCEEDED, ICMP_PARAMETER_PROBLEM -> error(packet, true, nowNanos);
            default -> drop(Reason.NOT_TRANSLATABLE);
          };
      case IpProtocol.ESP -> espOutbound(packet, nowNanos);
      default -> drop(Reason.NOT_TRANSLATABLE);
    };
  }

  /** A packet from outside to the outside address, that is not for the router itself. */
  public Verdict inbound(byte[] octets, int offset, int length, long nowNanos) {
    if (Ipv4Header.check(octets, offset, length) != Ipv4Header.Verdict.VALID) {
      return drop(Reason.MALFORMED);
    }
    if (Ipv4Header.destination(octets, offset) != config.outsideAddress()) {
      return drop(Reason.NOT_OURS);
    }
    if (Ipv4Header.isLaterFragment(octets, offset)) {
      return drop(Reason.FRAGMENT);
    }
    var packet = new Packet(octets, offset);
    return switch (Ipv4Header.protocol(octets, offset)) {
      case IpProtocol.UDP -> portInbound(Kind.UDP, packet, UDP_HEADER, nowNanos);
      case IpProtocol.TCP -> portInbound(Kind.TCP, packet, TCP_HEADER, nowNanos);
      case IpProtocol.ICMP -> packet.left() < ICMP_HEADER ? drop(Reason.MALFORMED)
          : switch (packet.u8(0)) {
            case Icmp.ECHO_REPLY -> portInbound(Kind.ICMP, packet, ICMP_HEADER, nowNanos);
            case Icmp.UNREACHABLE, ICMP_SOURCE_QUENCH, Icmp.TIME_EXCEEDED, ICMP_PARAMETER_PROBLEM ->
                error(packet, false, nowNanos);
            default -> drop(Reason.NOT_TRANSLATABLE);
          };
      case IpProtocol.ESP -> espInbound(packet, nowNanos);
      default -> drop(Reason.NOT_TRANSLATABLE);
    };
  }

  /** The router restarts: every mapping is gone, and hosts get other ports than before. */
  public void rebind() {
    table.clear();
    esp.clear();
    Arrays.fill(inUse, 0);
  }

  public long dropped(Reason reason) {
    return drops[reason.ordinal()];
  }

  /** Packets that passed, either way. */
  public long translated() {
    return translated;
  }

  /** Octets that mappings take now. */
  public long tableOctets() {
    return table.octets();
  }

  /** Those that are alive, by protocol and outside port. */
  public List<Mapping> mappings(long nowNanos) {
    var mappings = new ArrayList<Mapping>();
    for (int slot = 0; slot < table.size(); slot++) {
      if (alive(slot, nowNanos)) {
        mappings.add(new Mapping(Kind.ALL[table.kind(slot)].protocol, table.address(slot), table.insidePort(slot),
            table.outsidePort(slot), Duration.ofNanos(nowNanos - table.usedNanos(slot))));
      }
    }
    mappings.sort(Comparator.comparingInt(Mapping::protocol).thenComparingInt(Mapping::outsidePort));
    return mappings;
  }

  /** A packet whose IPv4 header was checked. */
  private record Packet(byte[] octets, int offset) {
    int transport() {
      return offset + Ipv4Header.headerOctets(octets, offset);
    }

    /** Octets from the transport header on. */
    int left() {
      return offset + Ipv4Header.totalOctets(octets, offset) - transport();
    }

    int u8(int at) {
      return octets[transport() + at] & 0xff;
    }

    int u16(int at) {
      return Rewrite.u16(octets, transport() + at);
    }

    byte[] copy() {
      return Arrays.copyOfRange(octets, offset, offset + Ipv4Header.totalOctets(octets, offset));
    }
  }

  private Verdict portOutbound(Kind kind, Packet packet, int needed, long nowNanos) {
    if (packet.left() < needed) {
      return drop(Reason.MALFORMED);
    }
    int address = Ipv4Header.source(packet.octets(), packet.offset());
    int port = packet.u16(Rewrite.portAt(kind.protocol, Rewrite.SOURCE));
    int slot = living(table.findInside(kind.ordinal(), address, port), nowNanos);
    if (slot == MappingTable.NONE) {
      if (kind == Kind.TCP && (packet.u8(TCP_FLAGS) & RST) != 0) {
        return drop(Reason.NO_MAPPING);                     // the end of what we know nothing of
      }
      if (tableFull(nowNanos)) {
        return drop(Reason.TABLE_FULL);
      }
      int outsidePort = freePort(kind, port, nowNanos);
      if (outsidePort == MappingTable.NONE) {
        return drop(Reason.NO_PORT);
      }
      slot = table.add(kind.ordinal(), address, port, outsidePort, nowNanos);
      inUse[kind.ordinal()]++;
    }
    table.use(slot, nowNanos);
    if (kind == Kind.TCP) {
      follow(slot, packet.u8(TCP_FLAGS), true);
    }
    byte[] copy = packet.copy();
    Rewrite.end(copy, 0, copy.length, Rewrite.SOURCE, config.outsideAddress(), table.outsidePort(slot));
    return pass(copy);
  }

  private Verdict portInbound(Kind kind, Packet packet, int needed, long nowNanos) {
    if (packet.left() < needed) {
      return drop(Reason.MALFORMED);
    }
    int port = packet.u16(Rewrite.portAt(kind.protocol, Rewrite.DESTINATION));
    int slot = living(table.findOutside(kind.ordinal(), port), nowNanos);
    if (slot == MappingTable.NONE) {
      return drop(Reason.NO_MAPPING);
    }
    if (kind == Kind.TCP) {
      follow(slot, packet.u8(TCP_FLAGS), false);
    }
    byte[] copy = packet.copy();
    Rewrite.end(copy, 0, copy.length, Rewrite.DESTINATION, table.address(slot), table.insidePort(slot));
    return pass(copy);
  }

  /** An ICMP error (RFC 5508 §4.2): it belongs to the mapping of the packet that it quotes. */
  private Verdict error(Packet packet, boolean outbound, long nowNanos) {
    int quote = packet.transport() + ICMP_HEADER;
    int left = packet.left() - ICMP_HEADER;
    byte[] octets = packet.octets();
    if (left < Ipv4Header.OCTETS + ICMP_HEADER || octets[quote] >>> 4 != 4
        || Ipv4Header.headerOctets(octets, quote) < Ipv4Header.OCTETS
        || left < Ipv4Header.headerOctets(octets, quote) + ICMP_HEADER) {
      return drop(Reason.MALFORMED);
    }
    if (Ipv4Header.isLaterFragment(octets, quote)) {
      return drop(Reason.FRAGMENT);
    }
    // What went out is quoted to us with our address as its source; what came in, with the host's as its destination.
    int end = outbound ? Rewrite.DESTINATION : Rewrite.SOURCE;
    int address = Rewrite.bits32(octets, quote + end);
    if (!outbound && address != config.outsideAddress()) {
      return drop(Reason.NO_MAPPING);
    }
    int protocol = Ipv4Header.protocol(octets, quote);
    int transport = quote + Ipv4Header.headerOctets(octets, quote);
    if (protocol == IpProtocol.ESP) {
      return espError(packet, outbound, quote, nowNanos);
    }
    int slot = MappingTable.NONE;
    for (Kind kind : Kind.ALL) {
      int echo = outbound ? Icmp.ECHO_REPLY : Icmp.ECHO_REQUEST;
      if (kind.protocol == protocol && (kind != Kind.ICMP || octets[transport] == echo)) {
        int port = Rewrite.u16(octets, transport + Rewrite.portAt(protocol, end));
        slot = living(outbound ? table.findInside(kind.ordinal(), address, port)
            : table.findOutside(kind.ordinal(), port), nowNanos);
      }
    }
    if (slot == MappingTable.NONE) {
      return drop(Reason.NO_MAPPING);
    }
    return outbound ? quoting(packet, true, config.outsideAddress(), table.outsidePort(slot))
        : quoting(packet, false, table.address(slot), table.insidePort(slot));
  }

  private Verdict espError(Packet packet, boolean outbound, int quote, long nowNanos) {
    int peer = outbound ? Ipv4Header.source(packet.octets(), quote) : Ipv4Header.destination(packet.octets(), quote);
    return livingEsp(peer, nowNanos)
        .filter(pass -> !outbound || pass.insideAddress() == Ipv4Header.destination(packet.octets(), quote))
        .map(pass -> quoting(packet, outbound, outbound ? config.outsideAddress() : pass.insideAddress(), 0))
        .orElseGet(() -> drop(Reason.NO_MAPPING));
  }

  private Verdict quoting(Packet packet, boolean outbound, int address, int port) {
    byte[] copy = packet.copy();
    Rewrite.quotedEnd(copy, packet.transport() - packet.offset(), outbound ? Rewrite.DESTINATION : Rewrite.SOURCE,
        address, port);
    Rewrite.address(copy, 0, outbound ? Rewrite.SOURCE : Rewrite.DESTINATION, address);
    return pass(copy);
  }

  private Verdict espOutbound(Packet packet, long nowNanos) {
    if (config.esp() == EspPolicy.DROP) {
      return drop(Reason.ESP_BLOCKED);
    }
    int inside = Ipv4Header.source(packet.octets(), packet.offset());
    int peer = Ipv4Header.destination(packet.octets(), packet.offset());
    Optional<EspPass> pass = livingEsp(peer, nowNanos);
    if (pass.isPresent() && pass.get().insideAddress() != inside) {
      return drop(Reason.ESP_TAKEN);
    }
    if (pass.isEmpty() && esp.size() >= MAX_ESP_PEERS) {
      esp.values().removeIf(each -> nowNanos - each.usedNanos() > config.timeouts().esp().toNanos());
      if (esp.size() >= MAX_ESP_PEERS) {
        return drop(Reason.TABLE_FULL);
      }
    }
    esp.put(peer, new EspPass(inside, nowNanos));
    byte[] copy = packet.copy();
    Rewrite.address(copy, 0, Rewrite.SOURCE, config.outsideAddress());
    return pass(copy);
  }

  private Verdict espInbound(Packet packet, long nowNanos) {
    if (config.esp() == EspPolicy.DROP) {
      return drop(Reason.ESP_BLOCKED);
    }
    return livingEsp(Ipv4Header.source(packet.octets(), packet.offset()), nowNanos).map(pass -> {
      byte[] copy = packet.copy();
      Rewrite.address(copy, 0, Rewrite.DESTINATION, pass.insideAddress());
      return pass(copy);
    }).orElseGet(() -> drop(Reason.NO_MAPPING));
  }

  private Optional<EspPass> livingEsp(int peer, long nowNanos) {
    return Optional.ofNullable(esp.get(peer))
        .filter(pass -> nowNanos - pass.usedNanos() <= config.timeouts().esp().toNanos());
  }

  /** Minimal tracking, for the timeout's sake: RFC 5382 REQ-5. */
  private void follow(int slot, int flags, boolean outbound) {
    int state = table.state(slot);
    if ((flags & (FIN | RST)) != 0) {
      state = CLOSING;
    } else if (outbound && (flags & (SYN | ACK)) == SYN) {
      state = state == OPEN ? OPEN : OPENING;               // one port may have several connections
    } else if (!outbound && state == OPENING && (flags & ACK) != 0) {
      state = OPEN;
    }
    table.setState(slot, state);
  }

  private boolean alive(int slot, long nowNanos) {
    Timeouts timeouts = config.timeouts();
    Duration timeout = switch (Kind.ALL[table.kind(slot)]) {
      case UDP -> timeouts.udp();
      case TCP -> table.state(slot) == OPEN ? timeouts.tcp() : timeouts.tcpTransitory();
      case ICMP -> timeouts.icmp();
    };
    return nowNanos - table.usedNanos(slot) <= timeout.toNanos();
  }

  /** The slot, or none if its time is over: then it is free for others at once. */
  private int living(int slot, long nowNanos) {
    if (slot == MappingTable.NONE || alive(slot, nowNanos)) {
      return slot;
    }
    remove(slot);
    return MappingTable.NONE;
  }

  private void remove(int slot) {
    inUse[table.kind(slot)]--;
    table.remove(slot);
  }

  /** Dead mappings are cleared away before the table grows, and when it may not. */
  private boolean tableFull(long nowNanos) {
    if (table.crowded()) {
      sweep(nowNanos);
    }
    return table.full();
  }

  private void sweep(long nowNanos) {
    if (sweepNanos != Long.MIN_VALUE && nowNanos - sweepNanos < SWEEP_NANOS) {
      return;
    }
    sweepNanos = nowNanos;
    for (int slot = table.size() - 1; slot >= 0; slot--) {  // downwards: what moves into a hole was seen already
      if (!alive(slot, nowNanos)) {
        remove(slot);
      }
    }
  }

  /** A port that no living mapping has, or none. */
  private int freePort(Kind kind, int insidePort, long nowNanos) {
    if (config.preservePorts() && insidePort != 0 && free(kind, insidePort, nowNanos)) {
      return insidePort;
    }
    int ports = config.lastPort() - config.firstPort() + 1;
    if (inUse[kind.ordinal()] >= ports) {
      sweep(nowNanos);
      // Preserved ports out of the range do not use it up: then each port has to be looked at.
      if (inUse[kind.ordinal()] >= ports && !config.preservePorts()) {
        return MappingTable.NONE;
      }
    }
    for (int i = 0; i < ports; i++) {
      int port = nextPort[kind.ordinal()];
      nextPort[kind.ordinal()] = port == config.lastPort() ? config.firstPort() : port + 1;
      if (free(kind, port, nowNanos)) {
        return port;
      }
    }
    return MappingTable.NONE;
  }

  private boolean free(Kind kind, int port, long nowNanos) {
    return living(table.findOutside(kind.ordinal(), port), nowNanos) == MappingTable.NONE;
  }

  private Verdict pass(byte[] octets) {
    translated++;
    return new Verdict.Pass(octets);
  }

  private Verdict drop(Reason reason) {
    drops[reason.ordinal()]++;
    return new Verdict.Drop(reason);
  }
}
