package io.carrierlab.protocols.nat;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.ip.Icmp;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Packet;
import io.carrierlab.protocols.ip.Ipv4Packet.Fragment;
import io.carrierlab.protocols.nat.Napt.Config;
import io.carrierlab.protocols.nat.Napt.EspPolicy;
import io.carrierlab.protocols.nat.Napt.Reason;
import io.carrierlab.protocols.nat.Napt.Timeouts;
import io.carrierlab.protocols.nat.Napt.Verdict;
import io.carrierlab.protocols.tcp.TcpSegment;
import io.carrierlab.protocols.udp.UdpDatagram;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class NaptTest {
  static final int OUTSIDE = Ipv4.parse("203.0.113.1");
  static final int HOST = Ipv4.parse("10.0.0.2");
  static final int OTHER = Ipv4.parse("10.0.0.3");
  static final int PEER = Ipv4.parse("198.51.100.9");
  static final int ROUTER = Ipv4.parse("198.51.100.1");
  static final long MINUTE = Duration.ofMinutes(1).toNanos();
  /** IKE from 10.0.0.2 to 198.51.100.9, laid out by hand from RFC 791 and RFC 768; checksums computed with Python. */
  static final byte[] IKE = hex("4500001f 12340000 4011345c 0a000002 c6336409 01f401f4 000bf945 696b65");
  /** The same as it must leave 203.0.113.1 from port 1024, checksums computed anew with Python. */
  static final byte[] IKE_OUTSIDE = hex("4500001f 12340000 4011025c cb007101 c6336409 040001f4 000bc539 696b65");
  /** "Port unreachable" from 198.51.100.1 that quotes 8 octets of UDP, before and after translation; made likewise. */
  static final byte[] ERROR = hex("45000038 12340000 4001025b c6336401 cb007101 030331c4 00000000"
      + "4500001f 12340000 4011025c cb007101 c6336409 040001f4 000bc539");
  static final byte[] ERROR_INSIDE = hex("45000038 12340000 4001345b c6336401 0a000002 0303ffc3 00000000"
      + "4500001f 12340000 4011345c 0a000002 c6336409 01f401f4 000bf945");

  private final Napt nat = new Napt(Config.of(OUTSIDE));

  static Ipv4Packet packet(int protocol, int source, int destination, byte[] payload) {
    return new Ipv4Packet(0, Fragment.whole(7, true), 64, protocol, source, destination, payload);
  }

  static byte[] udp(int source, int sourcePort, int destination, int destinationPort) {
    byte[] payload = new UdpDatagram(sourcePort, destinationPort, new byte[] {1, 2, 3}).encode(source, destination);
    return packet(IpProtocol.UDP, source, destination, payload).encode();
  }

  static byte[] tcp(int source, int sourcePort, int destination, int destinationPort, int flags) {
    var segment = new TcpSegment(sourcePort, destinationPort, 1, 2, flags, 100, OptionalInt.empty(),
        new byte[5]);
    return packet(IpProtocol.TCP, source, destination, segment.encode(source, destination)).encode();
  }

  static byte[] icmp(int source, int destination, Icmp message) {
    return packet(IpProtocol.ICMP, source, destination, message.encode()).encode();
  }

  static byte[] esp(int source, int destination) {
    return packet(IpProtocol.ESP, source, destination, new byte[40]).encode();
  }

  static Verdict out(Napt nat, byte[] octets, long now) {
    return nat.outbound(octets, 0, octets.length, now);
  }

  static Verdict in(Napt nat, byte[] octets, long now) {
    return nat.inbound(octets, 0, octets.length, now);
  }

  static Ipv4Packet passed(Verdict verdict) throws DecodeException {
    return Ipv4Packet.decode(((Verdict.Pass) verdict).octets());
  }

  /** Checks the checksum too. */
  static UdpDatagram datagram(Verdict verdict) throws DecodeException {
    Ipv4Packet p = passed(verdict);
    return UdpDatagram.decode(p.source(), p.destination(), p.payload(), 0, p.payload().length);
  }

  private static TcpSegment segment(Ipv4Packet p) throws DecodeException {
    return TcpSegment.decode(p.source(), p.destination(), p.payload(), 0, p.payload().length);
  }

  private static Verdict dropped(Reason reason) {
    return new Verdict.Drop(reason);
  }

  @Test
  void translatesTheVectors() {
    assertThat(out(nat, IKE, 0)).isInstanceOfSatisfying(Verdict.Pass.class,
        pass -> assertThat(hex(pass.octets())).isEqualTo(hex(IKE_OUTSIDE)));
    assertThat(in(nat, ERROR, 0)).isInstanceOfSatisfying(Verdict.Pass.class,
        pass -> assertThat(hex(pass.octets())).isEqualTo(hex(ERROR_INSIDE)));
    byte[] framed = new byte[60];                              // not at the start, and padded
    System.arraycopy(IKE, 0, framed, 14, IKE.length);
    assertThat(nat.outbound(framed, 14, 46, 0)).isInstanceOfSatisfying(Verdict.Pass.class,
        pass -> assertThat(pass.octets()).isEqualTo(IKE_OUTSIDE));
    assertThat(nat.translated()).isEqualTo(3);
  }

  @Test
  void oneMappingServesAllPeers() throws DecodeException {
    int port = datagram(out(nat, udp(HOST, 500, PEER, 500), 0)).sourcePort();
    assertThat(datagram(out(nat, udp(HOST, 500, ROUTER, 4500), 0)).sourcePort()).isEqualTo(port);
    assertThat(datagram(out(nat, udp(OTHER, 500, PEER, 500), 0)).sourcePort()).isNotEqualTo(port);
    assertThat(datagram(out(nat, udp(HOST, 4500, PEER, 4500), 0)).sourcePort()).isNotEqualTo(port);
    Verdict back = in(nat, udp(Ipv4.parse("192.0.2.77"), 9, OUTSIDE, port), 0);
    assertThat(passed(back).destination()).isEqualTo(HOST);
    assertThat(datagram(back).destinationPort()).isEqualTo(500);
    assertThat(nat.mappings(0)).hasSize(3).first()
        .isEqualTo(new Napt.Mapping(IpProtocol.UDP, HOST, 500, port, Duration.ZERO));
    assertThat(in(nat, udp(PEER, 9, OUTSIDE, 60_000), 0)).isEqualTo(dropped(Reason.NO_MAPPING));
    assertThat(in(nat, udp(PEER, 9, HOST, port), 0)).isEqualTo(dropped(Reason.NOT_OURS));
    assertThat(out(nat, udp(HOST, 9, OUTSIDE, port), 0)).isEqualTo(dropped(Reason.HAIRPIN));
    assertThat(nat.dropped(Reason.NO_MAPPING)).isEqualTo(1);
  }

  @Test
  void leavesAMissingUdpChecksumMissing() {
    byte[] bare = IKE.clone();
    bare[26] = 0;
    bare[27] = 0;
    byte[] translated = ((Verdict.Pass) out(nat, bare, 0)).octets();
    assertThat(translated[26]).isZero();
    assertThat(translated[27]).isZero();
  }

  @Test
  void forgetsInSilenceAndOnlyOutboundPacketsBreakIt() throws DecodeException {
    var shortLived = new Napt(new Config(OUTSIDE, 2000, 3000, false, EspPolicy.DROP, 10,
        Timeouts.RECOMMENDED.withUdp(Duration.ofSeconds(60))));
    int port = datagram(out(shortLived, udp(HOST, 4500, PEER, 4500), 0)).sourcePort();
    assertThat(datagram(out(shortLived, udp(HOST, 4500, PEER, 4500), MINUTE)).sourcePort()).isEqualTo(port);
    assertThat(in(shortLived, udp(PEER, 4500, OUTSIDE, port), 2 * MINUTE)).isInstanceOf(Verdict.Pass.class);
    assertThat(in(shortLived, udp(PEER, 4500, OUTSIDE, port), 2 * MINUTE + 1)).isEqualTo(dropped(Reason.NO_MAPPING));
    assertThat(shortLived.mappings(2 * MINUTE + 1)).isEmpty();
    assertThat(datagram(out(shortLived, udp(HOST, 4500, PEER, 4500), 2 * MINUTE + 2)).sourcePort()).isNotEqualTo(port);
  }

  @Test
  void aRestartGivesOtherPorts() throws DecodeException {
    int before = datagram(out(nat, udp(HOST, 4500, PEER, 4500), 0)).sourcePort();
    nat.rebind();
    assertThat(in(nat, udp(PEER, 4500, OUTSIDE, before), 0)).isEqualTo(dropped(Reason.NO_MAPPING));
    assertThat(datagram(out(nat, udp(HOST, 4500, PEER, 4500), 0)).sourcePort()).isNotEqualTo(before);
  }

  @Test
  void preservesPortsWhereItMay() throws DecodeException {
    var preserving =
        new Napt(new Config(OUTSIDE, 2000, 2001, true, EspPolicy.DROP, 10, Timeouts.RECOMMENDED));
    assertThat(datagram(out(preserving, udp(HOST, 500, PEER, 500), 0)).sourcePort()).isEqualTo(500);
    assertThat(datagram(out(preserving, udp(OTHER, 500, PEER, 500), 0)).sourcePort()).isEqualTo(2000);
    assertThat(datagram(out(preserving, udp(OTHER, 501, PEER, 500), 0)).sourcePort()).isEqualTo(501);
    assertThat(datagram(out(preserving, udp(PEER, 500, ROUTER, 500), 0)).sourcePort()).isEqualTo(2001);
    assertThat(out(preserving, udp(ROUTER, 500, PEER, 500), 0)).isEqualTo(dropped(Reason.NO_PORT));
  }

  @Test
  void refusesWhatDoesNotFit() throws DecodeException {
    var tiny = new Napt(new Config(OUTSIDE, 2000, 2002, false, EspPolicy.DROP, 4, Timeouts.RECOMMENDED));
    for (int port = 1; port <= 3; port++) {
      assertThat(datagram(out(tiny, udp(HOST, port, PEER, 500), 0)).sourcePort()).isEqualTo(1999 + port);
    }
    assertThat(out(tiny, udp(HOST, 4, PEER, 500), 0)).isEqualTo(dropped(Reason.NO_PORT));
    assertThat(out(tiny, icmp(HOST, PEER, new Icmp.EchoRequest(1, 1, new byte[4])), 0))
        .isInstanceOf(Verdict.Pass.class);
    assertThat(out(tiny, icmp(HOST, PEER, new Icmp.EchoRequest(2, 1, new byte[4])), 0))
        .isEqualTo(dropped(Reason.TABLE_FULL));
    // Time frees both.
    assertThat(datagram(out(tiny, udp(HOST, 4, PEER, 500), 6 * MINUTE)).sourcePort()).isEqualTo(2000);
    assertThat(tiny.dropped(Reason.NO_PORT) + tiny.dropped(Reason.TABLE_FULL)).isEqualTo(2);
  }

  @Test
  void translatesPings() throws DecodeException {
    Ipv4Packet request = passed(out(nat, icmp(HOST, PEER, new Icmp.EchoRequest(77, 5, new byte[9])), 0));
    var echo = (Icmp.EchoRequest) Icmp.decode(request.payload());
    assertThat(request.source()).isEqualTo(OUTSIDE);
    assertThat(echo.sequence()).isEqualTo(5);
    Ipv4Packet reply = passed(in(nat, icmp(PEER, OUTSIDE, echo.reply()), 0));
    assertThat(reply.destination()).isEqualTo(HOST);
    assertThat(((Icmp.EchoReply) Icmp.decode(reply.payload())).identifier()).isEqualTo(77);
    // A router on the way answers to a ping with a small TTL.
    byte[] tooFar = icmp(ROUTER, OUTSIDE, new Icmp.TimeExceeded(0, request.encode()));
    var quoted = (Icmp.TimeExceeded) Icmp.decode(passed(in(nat, tooFar, 0)).payload());
    Ipv4Packet original = Ipv4Packet.decode(quoted.quoted());
    assertThat(original.source()).isEqualTo(HOST);
    assertThat(((Icmp.EchoRequest) Icmp.decode(original.payload())).identifier()).isEqualTo(77);
    assertThat(in(nat, icmp(PEER, OUTSIDE, new Icmp.EchoRequest(77, 1, new byte[0])), 0))
        .isEqualTo(dropped(Reason.NOT_TRANSLATABLE));
  }

  @Test
  void translatesErrorsOfInsideHosts() throws DecodeException {
    int port = datagram(out(nat, udp(HOST, 4500, PEER, 4500), 0)).sourcePort();
    Ipv4Packet delivered = passed(in(nat, udp(PEER, 4500, OUTSIDE, port), 0));
    byte[] error = icmp(HOST, PEER, new Icmp.Unreachable(Icmp.Unreachable.PORT, 0, delivered.encode()));
    Ipv4Packet translated = passed(out(nat, error, 0));
    assertThat(translated.source()).isEqualTo(OUTSIDE);
    Ipv4Packet quoted = Ipv4Packet.decode(((Icmp.Unreachable) Icmp.decode(translated.payload())).quoted());
    assertThat(quoted.destination()).isEqualTo(OUTSIDE);
    assertThat(UdpDatagram.decode(PEER, OUTSIDE, quoted.payload(), 0, quoted.payload().length).destinationPort())
        .isEqualTo(port);
    nat.rebind();
    assertThat(out(nat, error, 0)).isEqualTo(dropped(Reason.NO_MAPPING));
    assertThat(in(nat, ERROR, 0)).isEqualTo(dropped(Reason.NO_MAPPING));
  }

  @Test
  void translatesTcpAndRemembersWhatIsOpen() throws DecodeException {
    Ipv4Packet syn = passed(out(nat, tcp(HOST, 3000, PEER, 179, TcpSegment.SYN), 0));
    int port = segment(syn).sourcePort();
    Ipv4Packet answer = passed(in(nat, tcp(PEER, 179, OUTSIDE, port, TcpSegment.SYN | TcpSegment.ACK), 0));
    assertThat(segment(answer).destinationPort()).isEqualTo(3000);
    assertThat(in(nat, tcp(PEER, 179, OUTSIDE, port, TcpSegment.ACK), 120 * MINUTE)).isInstanceOf(Verdict.Pass.class);
    out(nat, tcp(HOST, 3000, PEER, 179, TcpSegment.RST), 120 * MINUTE);
    assertThat(in(nat, tcp(PEER, 179, OUTSIDE, port, TcpSegment.ACK), 125 * MINUTE))
        .isEqualTo(dropped(Reason.NO_MAPPING));
    assertThat(out(nat, tcp(HOST, 3000, PEER, 179, TcpSegment.RST), 125 * MINUTE))
        .isEqualTo(dropped(Reason.NO_MAPPING));
    // An error that quotes 8 octets of TCP, too few to reach the checksum.
    out(nat, tcp(HOST, 3000, PEER, 179, TcpSegment.SYN), 126 * MINUTE);
    byte[] sent = ((Verdict.Pass) out(nat, tcp(HOST, 3000, PEER, 179, TcpSegment.SYN), 126 * MINUTE)).octets();
    byte[] error = icmp(ROUTER, OUTSIDE, new Icmp.Unreachable(Icmp.Unreachable.HOST, 0, Arrays.copyOf(sent, 28)));
    assertThat(Icmp.decode(passed(in(nat, error, 126 * MINUTE)).payload())).isInstanceOf(Icmp.Unreachable.class);
  }

  @Test
  void dropsEspOrLetsOneHostThrough() throws DecodeException {
    assertThat(out(nat, esp(HOST, PEER), 0)).isEqualTo(dropped(Reason.ESP_BLOCKED));
    assertThat(in(nat, esp(PEER, OUTSIDE), 0)).isEqualTo(dropped(Reason.ESP_BLOCKED));
    var passing = new Napt(
        new Config(OUTSIDE, 2000, 3000, false, EspPolicy.ONE_HOST_PER_PEER, 10, Timeouts.RECOMMENDED));
    assertThat(in(passing, esp(PEER, OUTSIDE), 0)).isEqualTo(dropped(Reason.NO_MAPPING));
    Ipv4Packet sent = passed(out(passing, esp(HOST, PEER), 0));
    assertThat(sent.source()).isEqualTo(OUTSIDE);
    assertThat(passed(in(passing, esp(PEER, OUTSIDE), 0)).destination()).isEqualTo(HOST);
    assertThat(out(passing, esp(OTHER, PEER), 0)).isEqualTo(dropped(Reason.ESP_TAKEN));
    assertThat(passed(out(passing, esp(OTHER, ROUTER), 0)).source()).isEqualTo(OUTSIDE);
    byte[] tooBig = icmp(ROUTER, OUTSIDE,
        new Icmp.Unreachable(Icmp.Unreachable.FRAGMENTATION_NEEDED, 1400, Arrays.copyOf(sent.encode(), 28)));
    Ipv4Packet told = passed(in(passing, tooBig, 0));
    assertThat(told.destination()).isEqualTo(HOST);
    assertThat(((Icmp.Unreachable) Icmp.decode(told.payload())).nextHopMtu()).isEqualTo(1400);
    assertThat(passed(out(passing, esp(OTHER, PEER), 6 * MINUTE)).source()).isEqualTo(OUTSIDE);
  }

  @Test
  void dropsWhatHasNoPorts() {
    byte[] later = new Ipv4Packet(0, new Fragment(7, false, false, 100), 64, IpProtocol.UDP, HOST, PEER, new byte[64])
        .encode();
    assertThat(out(nat, later, 0)).isEqualTo(dropped(Reason.FRAGMENT));
    byte[] first = new Ipv4Packet(0, new Fragment(7, false, true, 0), 64, IpProtocol.UDP, HOST, PEER, new byte[64])
        .encode();
    assertThat(out(nat, first, 0)).isInstanceOf(Verdict.Pass.class);
    assertThat(out(nat, packet(IpProtocol.AH, HOST, PEER, new byte[64]).encode(), 0))
        .isEqualTo(dropped(Reason.NOT_TRANSLATABLE));
    assertThat(out(nat, packet(IpProtocol.UDP, HOST, PEER, new byte[7]).encode(), 0))
        .isEqualTo(dropped(Reason.MALFORMED));
    assertThat(out(nat, Arrays.copyOf(IKE, 30), 0)).isEqualTo(dropped(Reason.MALFORMED));
  }

  @Test
  void tenThousandMappingsAreSmall() {
    var big = new Napt(Config.of(OUTSIDE));
    for (int i = 0; i < 10_000; i++) {
      assertThat(out(big, udp(HOST + (i >> 4), 500 + (i & 15), PEER, 500), i)).isInstanceOf(Verdict.Pass.class);
    }
    assertThat(big.mappings(10_000)).hasSize(10_000);
    assertThat(big.tableOctets()).isEqualTo(10_000 * 18 + 2 * 4 * 32_768).isLessThan(50 * 10_000);
    assertThat(new Napt(Config.of(OUTSIDE)).tableOctets()).isLessThan(600);
    assertThat(out(big, udp(HOST, 1, PEER, 500), 0)).isEqualTo(dropped(Reason.TABLE_FULL));
  }
}
