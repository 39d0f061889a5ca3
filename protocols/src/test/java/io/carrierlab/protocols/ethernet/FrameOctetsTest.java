package io.carrierlab.protocols.ethernet;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.mpls.LabelEntry;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.DecodeError.Truncated;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameOctetsTest {
  /** Sent by a Linux kernel: the IPv4 packet of an ICMP echo. */
  static final byte[] ECHO = hex("450000267de940004001beeb7f0000017f0000010800d2c212340001636172726965726c6162");
  static final Frame TAGGED = Frame.newBuilder().setDestinationMac(0x0100_5e00_0005L).setSourceMac(0x0200_0000_0001L)
      .setVlanTagPlusOne(0x6001).setEtherType(EtherType.IPV4).setPayload(ByteString.copyFrom(ECHO)).build();
  static final Frame LABELLED = Frame.newBuilder().setEtherType(EtherType.MPLS)
      .addLabels(LabelEntry.of(16, 0, false, 255)).addLabels(LabelEntry.of(100_001, 5, true, 64))
      .setPayload(ByteString.copyFrom(ECHO)).build();

  /** Laid out by hand from IEEE 802.3 §3.2 and 802.1Q §9.3; the first octets of a packet to OSPF's group. */
  @Test
  void writesEthernet() throws DecodeException {
    byte[] octets = FrameOctets.ethernet(TAGGED);
    assertEquals(60, octets.length);
    assertArrayEquals(hex("01005e000005 020000000001 8100 6000 0800 4500"), Arrays.copyOf(octets, 20));
    assertEquals(84, FrameOctets.ethernetWireOctets(TAGGED));
    Frame read = FrameOctets.fromEthernet(octets);
    assertEquals(42, read.getPayload().size(), "padding cannot be told from payload here");
    assertEquals(TAGGED, read.toBuilder().setPayload(read.getPayload().substring(0, ECHO.length)).build());
  }

  /** The four octets before the packet as Cisco's HDLC has them (LINKTYPE_C_HDLC), then RFC 3032 §2.1. */
  @Test
  void writesHdlc() throws DecodeException {
    byte[] octets = FrameOctets.hdlc(LABELLED);
    assertArrayEquals(hex("0f00 8847 000100ff 186a1b40 4500"), Arrays.copyOf(octets, 14));
    assertEquals(4 + 8 + ECHO.length, octets.length);
    assertEquals(octets.length + 3, FrameOctets.hdlcWireOctets(LABELLED));
    assertEquals(LABELLED, FrameOctets.fromHdlc(octets));
  }

  @Test
  void tellsPacketsForManyOnHdlc() {
    byte[] hello = ECHO.clone();
    System.arraycopy(hex("e0000005"), 0, hello, 16, 4);
    assertEquals((byte) 0x8f, FrameOctets.hdlc(ip(hello))[0]);
    System.arraycopy(hex("ffffffff"), 0, hello, 16, 4);
    assertEquals((byte) 0x8f, FrameOctets.hdlc(ip(hello))[0]);
    System.arraycopy(hex("fffffffe"), 0, hello, 16, 4);
    assertEquals(0x0f, FrameOctets.hdlc(ip(hello))[0]);
    assertEquals(0x0f, FrameOctets.hdlc(ip(new byte[3]))[0]);
  }

  @Test
  void namesTheFieldThatIsCutShortOrWrong() {
    byte[] octets = FrameOctets.hdlc(LABELLED);
    assertEquals(new Truncated("label stack entry", 4, 3), failure(Arrays.copyOf(octets, 11)));
    octets[0] = 0x10;
    assertEquals(new BadValue("address", 0x10, "Cisco HDLC: 0x0f or 0x8f"), failure(octets));
    assertEquals(new Truncated("source address", 2, 1), assertThrows(DecodeException.class,
        () -> FrameOctets.fromEthernet(new byte[7])).error());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void keepsItsPromise(long seed) {
    var random = new SplittableRandom(seed);
    byte[] tagged = FrameOctets.ethernet(TAGGED);
    byte[] labelled = FrameOctets.hdlc(LABELLED);
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextBoolean() ? Mutate.oneOf(random, tagged, labelled) : Mutate.noise(random, 80);
      try {
        Frame frame = FrameOctets.fromEthernet(octets);
        assertArrayEquals(octets, Arrays.copyOf(FrameOctets.ethernet(frame), octets.length));
        assertEquals(Math.max(60, octets.length) + 24, FrameOctets.ethernetWireOctets(frame));
      } catch (DecodeException promised) {
        // the only way to fail
      }
      try {
        Frame frame = FrameOctets.fromHdlc(octets);
        byte[] again = FrameOctets.hdlc(frame);
        again[0] = octets[0];                          // by destination, which a stranger may have ignored
        assertArrayEquals(octets, again);
      } catch (DecodeException promised) {
        // the only way to fail
      }
    }
  }

  @Test
  void readsAndWritesMacAddresses() {
    for (String text : new String[] {"02:00:5e:00:00:01", "02-00-5E-00-00-01", "0200.5e00.0001"}) {
      assertEquals(0x0200_5e00_0001L, Mac.parse(text));
    }
    assertEquals("02:00:5e:00:00:01", Mac.format(0x0200_5e00_0001L));
    assertEquals("0200.5e00.0001", Mac.formatCisco(0x0200_5e00_0001L));
    for (String text : new String[] {"", "02:00:5e:00:00", "02:00:5e:00:00:0g", "02:00-5e:00:00:01", "0200.5e00"}) {
      assertThrows(IllegalArgumentException.class, () -> Mac.parse(text), text);
    }
    assertTrue(Mac.isGroup(Mac.BROADCAST));
    assertFalse(Mac.isGroup(0x0200_5e00_0001L));
  }

  /** RFC 1112 §6.4; 224.0.0.5 and 224.128.0.5 share an address. */
  @Test
  void mapsGroups() {
    assertEquals("01:00:5e:00:00:05", Mac.format(Mac.ofIpv4Group(Ipv4.parse("224.0.0.5"))));
    assertEquals("01:00:5e:00:00:05", Mac.format(Mac.ofIpv4Group(Ipv4.parse("224.128.0.5"))));
    assertEquals("01:00:5e:7f:ff:ff", Mac.format(Mac.ofIpv4Group(Ipv4.parse("239.255.255.255"))));
    assertThrows(IllegalArgumentException.class, () -> Mac.ofIpv4Group(Ipv4.parse("10.0.0.1")));
  }

  private static Frame ip(byte[] packet) {
    return Frame.newBuilder().setEtherType(EtherType.IPV4).setPayload(ByteString.copyFrom(packet)).build();
  }

  private static Object failure(byte[] octets) {
    return assertThrows(DecodeException.class, () -> FrameOctets.fromHdlc(octets)).error();
  }
}
