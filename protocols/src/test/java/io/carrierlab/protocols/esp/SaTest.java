package io.carrierlab.protocols.esp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carrierlab.protocols.esp.EspResult.Dropped;
import io.carrierlab.protocols.esp.EspResult.Packet;
import io.carrierlab.protocols.esp.EspTransform.Cipher;
import io.carrierlab.protocols.esp.EspTransform.Integrity;
import io.carrierlab.protocols.esp.EspTransform.Protocol;
import io.carrierlab.protocols.esp.Outer.DontFragment;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.ip.Ipv4Packet;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SaTest {
  static final int SPI = 0xc0ffee01;
  static final Outer PLAIN = Outer.plain(0x0a000001, 0x0a000002, DontFragment.COPY);
  static final Outer UDP = new Outer(0x0a000001, 0x0a000002, 4500, 61_000, DontFragment.COPY);

  /** Every sound pair of cipher and integrity, with short and extended numbers, and AH. */
  static Stream<EspTransform> transforms() {
    List<EspTransform> all = new ArrayList<>();
    for (boolean extended : new boolean[] {false, true}) {
      for (Integrity integrity : Integrity.values()) {
        for (Cipher cipher : Cipher.values()) {
          boolean none = integrity == Integrity.NONE;
          if (cipher.aead() ? none : !(none && cipher == Cipher.NULL)) {
            all.add(new EspTransform(Protocol.ESP, cipher, integrity, extended));
          }
        }
        if (integrity != Integrity.NONE) {
          all.add(new EspTransform(Protocol.AH, Cipher.NULL, integrity, extended));
        }
      }
    }
    return all.stream();
  }

  static SaKeys keys(EspTransform transform) {
    byte[] material = new byte[transform.keyMaterialOctets()];
    new SplittableRandom(7).nextBytes(material);
    return SaKeys.of(transform, material);
  }

  static byte[] packet(int trafficClass, boolean dontFragment, int payloadOctets) {
    byte[] payload = new byte[payloadOctets];
    new SplittableRandom(payloadOctets).nextBytes(payload);
    return new Ipv4Packet(trafficClass, Ipv4Packet.Fragment.whole(9, dontFragment), 61, IpProtocol.UDP, 0x01020304,
        0x05060708, payload).encode();
  }

  static byte[] packetOf(EspResult result) {
    return result instanceof Packet packet ? packet.exact() : new byte[0];
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void tunnelsCarryPacketsOfEveryLength(EspTransform transform) {
    var random = new SplittableRandom(1);
    for (Outer outer : transform.protocol() == Protocol.AH ? List.of(PLAIN) : List.of(PLAIN, UDP)) {
      var sender = new OutboundSa(SPI, keys(transform));
      var receiver = new InboundSa(SPI, keys(transform), false);
      for (int octets = 0; octets < 70; octets++) {
        byte[] inner = packet(0xb8, octets % 2 == 0, octets);
        byte[] sent = packetOf(sender.tunnel(inner, 0, outer, 77, random));
        assertThat(sent).hasSize(Overhead.outerOctets(transform, outer.encapsulated(), inner.length));
        assertThat(Ipv4Header.check(sent, 0, sent.length)).isEqualTo(Ipv4Header.Verdict.VALID);
        assertThat(packetOf(receiver.decapsulate(sent, 0, sent.length))).isEqualTo(inner);
      }
      assertThat(receiver.counters().packets()).isEqualTo(70);
      assertThat(receiver.counters().octets()).isEqualTo(sender.counters().octets()).isEqualTo(70 * 20 + 69 * 35);
      assertThat(receiver.counters().drops()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void transportModeGivesThePacketBack(EspTransform transform) {
    var random = new SplittableRandom(1);
    for (Outer outer : transform.protocol() == Protocol.AH ? List.of(PLAIN) : List.of(PLAIN, UDP)) {
      var sender = new OutboundSa(SPI, keys(transform));
      var receiver = new InboundSa(SPI, keys(transform), true);
      for (int octets = 0; octets < 70; octets++) {
        byte[] before = packet(0xb8, octets % 2 == 0, octets);
        byte[] sent = packetOf(sender.transport(before, 0, outer, random));
        assertThat(Ipv4Header.check(sent, 0, sent.length)).isEqualTo(Ipv4Header.Verdict.VALID);
        byte[] hop = Ipv4Header.withTtlDecremented(sent, 0);
        assertThat(packetOf(receiver.decapsulate(hop, 0, hop.length)))
            .isEqualTo(Ipv4Header.withTtlDecremented(before, 0));
      }
    }
  }

  /** What routers change does not matter to AH, what they must not change does. */
  @Test
  void authenticationHeaderSeesWhatMustNotChange() {
    var transform = new EspTransform(Protocol.AH, Cipher.NULL, Integrity.HMAC_SHA1_96, false);
    byte[] sent = packetOf(new OutboundSa(SPI, keys(transform)).tunnel(packet(0, false, 30), 0, PLAIN, 77,
        new SplittableRandom(1)));
    for (int at = 0; at < sent.length; at++) {
      byte[] changed = sent.clone();
      changed[at] ^= (byte) (at == 6 ? 0x40 : 1);      // don't fragment; elsewhere the last bit
      Octets.sumIpv4(changed, 0);
      boolean mutable = at == 1 || at == 6 || at == 8 || at == 10 || at == 11;
      EspResult result = new InboundSa(SPI, keys(transform), false).decapsulate(changed, 0, changed.length);
      assertThat(result instanceof Packet).as("octet %d", at).isEqualTo(mutable);
    }
  }

  @Test
  void outerHeaderFollowsTheInnerOne() throws DecodeException {
    var sender = new OutboundSa(SPI, keys(EspTransform.esp(Cipher.AES_GCM_128, Integrity.NONE)));
    for (DontFragment policy : DontFragment.values()) {
      for (boolean set : new boolean[] {false, true}) {
        var outer = new Outer(1, 2, 4500, 4500, policy);
        byte[] sent = packetOf(sender.tunnel(packet(0xb9, set, 10), 0, outer, 0xabcd, new SplittableRandom(1)));
        Ipv4Packet read = Ipv4Packet.decode(sent);
        boolean expected = switch (policy) {
          case COPY -> set;
          case CLEAR -> false;
          case SET -> true;
        };
        assertThat(read.fragment()).isEqualTo(Ipv4Packet.Fragment.whole(0xabcd, expected));
        assertThat(read.trafficClass()).isEqualTo(0xb9);
        assertThat(read.ttl()).isEqualTo(64);
        assertThat(read.source()).isEqualTo(1);
        assertThat(read.destination()).isEqualTo(2);
        assertThat(read.protocol()).isEqualTo(IpProtocol.UDP);
        assertThat(Octets.u16(read.payload(), 4)).isEqualTo(read.payload().length);
        assertThat(Octets.u16(read.payload(), 6)).as("UDP checksum").isZero();
        assertThat(UdpEncapsulation.of(read.payload(), 8, read.payload().length - 8)).isEqualTo(UdpEncapsulation.ESP);
      }
    }
  }

  /** RFC 6040 §4.2, figure 4; -1: dropped. */
  @ParameterizedTest(name = "inner {0}, outer {1}")
  @CsvSource({"0, 0, 0", "0, 1, 0", "0, 2, 0", "0, 3, -1", "2, 0, 2", "2, 1, 1", "2, 2, 2", "2, 3, 3",
    "1, 0, 1", "1, 1, 1", "1, 2, 1", "1, 3, 3", "3, 0, 3", "3, 1, 3", "3, 2, 3", "3, 3, 3"})
  void congestionComesThrough(int inner, int outer, int merged) throws DecodeException {
    SaKeys keys = keys(EspTransform.esp(Cipher.AES_GCM_128, Integrity.NONE));
    byte[] sent = packetOf(new OutboundSa(SPI, keys).tunnel(packet(0xb8 | inner, false, 10), 0, PLAIN, 1,
        new SplittableRandom(1)));
    sent[1] = (byte) (0x10 | outer);
    Octets.sumIpv4(sent, 0);
    var receiver = new InboundSa(SPI, keys, false);
    EspResult result = receiver.decapsulate(sent, 0, sent.length);
    if (merged < 0) {
      assertThat(result).isEqualTo(new Dropped(EspDrop.CONGESTION));
      assertThat(receiver.counters().packets()).isZero();
    } else {
      assertThat(Ipv4Packet.decode(packetOf(result)).trafficClass()).isEqualTo(0xb8 | merged);
    }
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void innerMtuIsTheLargestThatFits(EspTransform transform) {
    for (boolean encapsulated : new boolean[] {false, true}) {
      for (int mtu = 0; mtu < 1_600; mtu++) {
        int largest = 0;
        while (Overhead.outerOctets(transform, encapsulated, largest + 1) <= mtu) {
          largest++;
        }
        int inner = Overhead.innerMtu(transform, encapsulated, mtu);
        assertThat(inner).as("MTU %d", mtu).isEqualTo(largest);
        assertThat(Overhead.exceeds(transform, encapsulated, inner + 1, mtu)).isTrue();
      }
    }
  }

  @Test
  void refusesToWrapItsNumbers() {
    SaKeys keys = keys(EspTransform.esp(Cipher.NULL, Integrity.HMAC_SHA1_96));
    var sender = new OutboundSa(SPI, keys, 0xffff_fffeL);
    assertThat(sender.nearlyExhausted()).isTrue();
    assertThat(new OutboundSa(SPI, keys).nearlyExhausted()).isFalse();
    var random = new SplittableRandom(1);
    byte[] last = packetOf(sender.tunnel(packet(0, false, 1), 0, PLAIN, 1, random));
    assertThat(Octets.bits32(last, 24)).isEqualTo(-1);
    for (int i = 1; i <= 3; i++) {
      assertThat(sender.tunnel(packet(0, false, 1), 0, PLAIN, 1, random))
          .isEqualTo(new Dropped(EspDrop.SEQUENCE_EXHAUSTED));
      assertThat(sender.counters().drops(EspDrop.SEQUENCE_EXHAUSTED)).isEqualTo(i);
    }
  }

  @Test
  void extendedNumbersGoOnPastThirtyTwoBits() {
    for (EspTransform transform : List.of(
        new EspTransform(Protocol.ESP, Cipher.AES_GCM_128, Integrity.NONE, true),
        new EspTransform(Protocol.ESP, Cipher.AES_CBC_128, Integrity.HMAC_SHA256_128, true),
        new EspTransform(Protocol.AH, Cipher.NULL, Integrity.HMAC_SHA1_96, true))) {
      var sender = new OutboundSa(SPI, keys(transform), 0xffff_fff0L);
      var receiver = new InboundSa(SPI, keys(transform), false, new ReplayWindow(64, 0xffff_fff0L));
      var random = new SplittableRandom(1);
      List<byte[]> sent = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        sent.add(packetOf(sender.tunnel(packet(0, false, i), 0, PLAIN, i, random)));
      }
      for (int i : new int[] {20, 3, 14, 15, 16, 39, 0, 38}) {    // 15 is the first of the next 2^32
        byte[] each = sent.get(i);
        assertThat(packetOf(receiver.decapsulate(each, 0, each.length))).hasSize(20 + i);
        assertThat(receiver.decapsulate(each, 0, each.length)).isEqualTo(new Dropped(EspDrop.REPLAY));
      }
    }
  }

  @Test
  void namesWhatIsWrong() {
    SaKeys keys = keys(EspTransform.esp(Cipher.AES_CBC_128, Integrity.HMAC_SHA1_96));
    var random = new SplittableRandom(1);
    var sender = new OutboundSa(SPI, keys);
    var receiver = new InboundSa(SPI, keys, false);
    byte[] esp = packetOf(sender.protect(0, packet(0, false, 40), 0, 60, 4, random));
    assertThat(receiver.open(esp, 0, 8 + 16 + 16 + 11)).isEqualTo(new Dropped(EspDrop.TRUNCATED));
    assertThat(receiver.open(esp, 0, esp.length - 1)).isEqualTo(new Dropped(EspDrop.BAD_LENGTH));
    assertThat(receiver.open(esp, 0, esp.length - 16)).isEqualTo(new Dropped(EspDrop.BAD_ICV));
    byte[] other = esp.clone();
    other[0] ^= 1;
    assertThat(receiver.open(other, 0, esp.length)).isEqualTo(new Dropped(EspDrop.UNKNOWN_SPI));
    assertThat(receiver.open(esp, 0, esp.length)).isInstanceOf(Packet.class);
    assertThat(receiver.open(esp, 0, esp.length)).isEqualTo(new Dropped(EspDrop.REPLAY));
    byte[] no4 = packetOf(sender.protect(20, packet(0, false, 40), 0, 60, 6, random));
    assertThat(decapsulated(receiver, no4)).isEqualTo(new Dropped(EspDrop.BAD_NEXT_HEADER));
    byte[] noIp = packetOf(sender.protect(20, new byte[60], 0, 60, 4, random));
    assertThat(decapsulated(receiver, noIp)).isEqualTo(new Dropped(EspDrop.BAD_INNER));
    byte[] dummy = packetOf(sender.protect(20, new byte[60], 0, 60, 59, random));
    assertThat(decapsulated(receiver, dummy)).isEqualTo(new Dropped(EspDrop.DUMMY));
    assertThat(receiver.decapsulate(new byte[20], 0, 20)).isEqualTo(new Dropped(EspDrop.BAD_OUTER));
    byte[] wrong = new Ipv4Packet(0, Ipv4Packet.Fragment.whole(1, false), 9, 6, 1, 2, esp).encode();
    assertThat(receiver.decapsulate(wrong, 0, wrong.length)).isEqualTo(new Dropped(EspDrop.BAD_OUTER));
    byte[] piece = new Ipv4Packet(0, new Ipv4Packet.Fragment(1, false, true, 0), 9, 50, 1, 2, esp).encode();
    assertThat(receiver.decapsulate(piece, 0, piece.length)).isEqualTo(new Dropped(EspDrop.FRAGMENT));
    for (int i = 0; i < 64; i++) {
      byte[] next = packetOf(sender.protect(0, new byte[4], 0, 4, 6, random));
      receiver.open(next, 0, next.length);
    }
    assertThat(receiver.open(esp, 0, esp.length)).isEqualTo(new Dropped(EspDrop.TOO_OLD));
    assertThat(receiver.counters().packets()).isEqualTo(65);
    assertThat(receiver.counters().drops()).isEqualTo(12);
    assertThat(receiver.counters().drops(EspDrop.BAD_INNER)).isEqualTo(1);
  }

  private static EspResult decapsulated(InboundSa receiver, byte[] esp) {
    byte[] packet = new Ipv4Packet(0, Ipv4Packet.Fragment.whole(1, false), 9, 50, 1, 2, esp).encode();
    return receiver.decapsulate(packet, 0, packet.length);
  }

  /** Without integrity, a wrong key shows only in the padding. */
  @Test
  void wrongKeysShowInThePadding() {
    var transform = EspTransform.esp(Cipher.TRIPLE_DES_CBC, Integrity.NONE);
    byte[] esp = packetOf(new OutboundSa(SPI, keys(transform)).protect(0, new byte[60], 0, 60, 4,
        new SplittableRandom(1)));
    byte[] key = keys(transform).encryption().clone();
    key[0] ^= 2;
    var receiver = new InboundSa(SPI, new SaKeys(transform, key, new byte[0]), false);
    assertThat(receiver.open(esp, 0, esp.length)).isEqualTo(new Dropped(EspDrop.BAD_PADDING));
  }

  @Test
  void refusesWhatProtectsNothing() {
    for (EspTransform transform : List.of(EspTransform.esp(Cipher.NULL, Integrity.NONE),
        EspTransform.esp(Cipher.AES_GCM_128, Integrity.HMAC_SHA1_96),
        new EspTransform(Protocol.AH, Cipher.NULL, Integrity.NONE, false),
        new EspTransform(Protocol.AH, Cipher.AES_CBC_128, Integrity.HMAC_SHA1_96, false))) {
      assertThatThrownBy(() -> new OutboundSa(1, keys(transform))).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void tellsPortsAndMarkersApart() {
    byte[] esp = new byte[12];
    esp[3] = 1;
    assertThat(UdpEncapsulation.of(new byte[] {-1}, 0, 1)).isEqualTo(UdpEncapsulation.KEEPALIVE);
    assertThat(UdpEncapsulation.of(new byte[] {-2}, 0, 1)).isEqualTo(UdpEncapsulation.BAD);
    assertThat(UdpEncapsulation.of(esp, 0, 0)).isEqualTo(UdpEncapsulation.BAD);
    assertThat(UdpEncapsulation.of(esp, 0, 12)).isEqualTo(UdpEncapsulation.ESP);
    assertThat(UdpEncapsulation.of(esp, 0, 7)).isEqualTo(UdpEncapsulation.BAD);
    byte[] marked = UdpEncapsulation.mark(new byte[28]);
    assertThat(UdpEncapsulation.of(marked, 0, marked.length)).isEqualTo(UdpEncapsulation.IKE);
    assertThat(InboundSa.spi(IpProtocol.ESP, esp, 0, 12)).isEqualTo(1);
    assertThat(InboundSa.spi(IpProtocol.AH, Arrays.copyOfRange(new byte[] {0, 0, 0, 0, 0, 0, 0, 9}, 0, 8), 0, 8))
        .isEqualTo(9);
  }
}
