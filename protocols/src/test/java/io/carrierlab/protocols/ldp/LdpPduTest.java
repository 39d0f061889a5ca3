package io.carrierlab.protocols.ldp;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ldp.LdpMessage.Address;
import io.carrierlab.protocols.ldp.LdpMessage.AddressWithdraw;
import io.carrierlab.protocols.ldp.LdpMessage.Hello;
import io.carrierlab.protocols.ldp.LdpMessage.Initialization;
import io.carrierlab.protocols.ldp.LdpMessage.Ipv4Address;
import io.carrierlab.protocols.ldp.LdpMessage.KeepAlive;
import io.carrierlab.protocols.ldp.LdpMessage.LabelAbort;
import io.carrierlab.protocols.ldp.LdpMessage.LabelMapping;
import io.carrierlab.protocols.ldp.LdpMessage.LabelRelease;
import io.carrierlab.protocols.ldp.LdpMessage.LabelRequest;
import io.carrierlab.protocols.ldp.LdpMessage.LabelWithdraw;
import io.carrierlab.protocols.ldp.LdpMessage.Notification;
import io.carrierlab.protocols.ldp.LdpMessage.Refused;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.DecodeError.Truncated;
import io.carrierlab.protocols.wire.DecodeException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LdpPduTest {
  /** @param spelledSo whether the octets are also how we spell it */
  record Row(byte[] octets, String sender, boolean spelledSo, LdpMessage... messages) {}

  private static int ip(String text) {
    return Ipv4.parse(text);
  }

  private static Fec.Prefix fec(String text) {
    return new Fec.Prefix(Ipv4Prefix.parse(text));
  }

  private static Optional<Ipv4Address> transport(String text) {
    return Optional.of(new Ipv4Address(ip(text)));
  }

  static Stream<Row> rows() {
    var twelve = Ipv4Prefix.parse("172.16.0.0/12");
    return Stream.of(
        new Row(LdpVectors.HELLO, "10.1.0.2", true,
            new Hello(0x11970, 15, false, false, transport("10.1.0.2"), OptionalInt.of(1))),
        new Row(LdpVectors.HELLO_DUAL_STACK, "172.168.0.2", false,
            new Hello(0x38, 15, false, false, transport("172.168.0.2"), OptionalInt.empty())),
        new Row(LdpVectors.INITIALIZATION, "192.168.0.2", false,
            new Initialization(1, 1, 30, false, true, 32, 0, LdpId.platform(ip("192.168.0.1")))),
        new Row(LdpVectors.KEEPALIVE, "192.168.0.2", true, new KeepAlive(2)),
        new Row(LdpVectors.ADDRESSES, "192.168.0.2", true, new Address(3, Stream.of("26.0.0.2", "12.0.0.2",
            "23.0.0.2", "192.168.0.2", "192.168.1.2", "192.168.2.2", "192.168.3.2", "192.168.4.2", "192.168.5.2")
            .map(Ipv4::parse).toList())),
        new Row(LdpVectors.MAPPING, "192.168.0.2", false,
            new LabelMapping(5, List.of(Ipv4Prefix.parse("192.168.0.2/32")), 3, OptionalInt.empty())),
        new Row(LdpVectors.RELEASE, "192.168.0.2", false,
            new LabelRelease(10, List.of(fec("192.168.0.2/32")), OptionalInt.of(20_066))),
        new Row(LdpVectors.WITHDRAWALS, "192.168.0.2", true,
            new LabelWithdraw(0x17, List.of(fec("192.168.3.3/32")), OptionalInt.of(20_066)),
            new LabelWithdraw(0x18, List.of(fec("192.168.4.3/32")), OptionalInt.of(20_066))),
        new Row(LdpVectors.SHUTDOWN, "192.168.0.2", true, new Notification(-7, true, false, 10, 0, 0)),
        new Row(LdpVectors.ADDRESS_WITHDRAW, "10.0.0.1", true, new AddressWithdraw(9, List.of(ip("10.1.1.1")))),
        new Row(LdpVectors.REQUEST, "10.0.0.1", true,
            new LabelRequest(7, List.of(twelve, Ipv4Prefix.parse("0.0.0.0/0")))),
        new Row(LdpVectors.MAPPING_ON_REQUEST, "10.0.0.1", true,
            new LabelMapping(8, List.of(twelve), 0, OptionalInt.of(7))),
        new Row(LdpVectors.ABORT, "10.0.0.1", true, new LabelAbort(10, List.of(twelve), 7)),
        new Row(LdpVectors.WITHDRAW_ALL, "10.0.0.1", true,
            new LabelWithdraw(11, List.of(new Fec.Wildcard()), OptionalInt.empty())),
        new Row(LdpVectors.VENDOR_PRIVATE, "10.0.0.1", true,
            new Refused(12, 0xbe00, hex("00000042"), LdpStatus.UNKNOWN_MESSAGE_TYPE),
            new Refused(13, 0x3e00, hex("00000042"), LdpStatus.UNKNOWN_MESSAGE_TYPE)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void readsAndWritesTheVector(Row row) throws DecodeException {
    var pdu = new LdpPdu(LdpId.platform(ip(row.sender())), List.of(row.messages()));
    assertEquals(pdu, LdpPdu.decode(row.octets()));
    assertEquals(pdu, LdpPdu.decode(pdu.encode()));
    assertEquals(row.spelledSo(), Arrays.equals(row.octets(), pdu.encode()));
    for (LdpMessage message : row.messages()) {
      assertEquals(message, LdpMessage.decode(message.encode()));
    }
  }

  @Test
  void keepsMessagesThatItMustNotActOn() throws DecodeException {
    record Row(String message, LdpStatus why) {}
    for (Row row : List.of(
        new Row("0300 001a 00000004  0101 0012 0002 fe800000000000007850c6fffec00000",
            LdpStatus.UNSUPPORTED_ADDRESS_FAMILY),
        new Row("0400 0022 00000001  0100 0012 02 0002 40 20010db800000000 ffffffffff" + "ff 0200 0004 00000010",
            LdpStatus.UNSUPPORTED_ADDRESS_FAMILY),
        new Row("0400 001c 00000001  0100 000c 80 0005 08 00000000 00000001  0200 0004 00000010",
            LdpStatus.UNKNOWN_FEC),
        new Row("0400 0011 00000001  0100 0001 01  0200 0004 00000010", LdpStatus.UNKNOWN_FEC),
        new Row("0400 000e 00000001  0100 0006 02 0001 0c ac10", LdpStatus.MISSING_MESSAGE_PARAMETERS),
        new Row("0200 0004 00000001", LdpStatus.MISSING_MESSAGE_PARAMETERS),
        new Row("0201 0009 00000001  3f01 0001 00", LdpStatus.UNKNOWN_TLV))) {
      byte[] octets = hex(row.message());
      var refused = (Refused) LdpMessage.decode(octets);
      assertEquals(row.why(), refused.why());
      assertFalse(refused.silently());
      assertArrayEquals(octets, refused.encode());
    }
  }

  @Test
  void tellsWhichErrorToReport() {
    record Row(String pdu, LdpStatus status) {}
    for (Row row : List.of(
        new Row("0002 000e 0a000001 0000  0201 0004 00000002", LdpStatus.BAD_PROTOCOL_VERSION),
        new Row("0001 000f 0a000001 0000  0201 0004 00000002", LdpStatus.BAD_PDU_LENGTH),
        new Row("0001 0005 0a000001 00", LdpStatus.BAD_PDU_LENGTH),
        new Row("0001 000e 00000000 0000  0201 0004 00000002", LdpStatus.BAD_LDP_IDENTIFIER),
        new Row("0001 000e 0a000001 0000  0201 0005 00000002", LdpStatus.BAD_MESSAGE_LENGTH),
        new Row("0001 000e 0a000001 0000  0201 0003 00000002", LdpStatus.BAD_MESSAGE_LENGTH),
        new Row("0001 0009 0a000001 0000  0201 00", LdpStatus.BAD_MESSAGE_LENGTH),
        new Row("0001 0012 0a000001 0000  0402 0008 00000002  0100 0001", LdpStatus.BAD_TLV_LENGTH),
        new Row("0001 0016 0a000001 0000  0402 000c 00000002  0100 0004 02 0001 08", LdpStatus.BAD_TLV_LENGTH),
        new Row("0001 0017 0a000001 0000  0402 000d 00000002  0100 0005 02 0001 21 0a", LdpStatus.MALFORMED_TLV_VALUE),
        new Row("0001 0014 0a000001 0000  0402 000a 00000002  0100 0002 01 01", LdpStatus.MALFORMED_TLV_VALUE),
        // Label 1, router alert, and label 2^20.
        new Row("0001 001c 0a000001 0000  0400 0012 00000002  0100 0002 0200 0200 0004 00000001",
            LdpStatus.BAD_TLV_LENGTH),
        new Row("0001 001e 0a000001 0000  0400 0014 00000002  0100 0004 02000100 0200 0004 00000001",
            LdpStatus.MALFORMED_TLV_VALUE),
        new Row("0001 001e 0a000001 0000  0400 0014 00000002  0100 0004 02000100 0200 0004 00100000",
            LdpStatus.MALFORMED_TLV_VALUE))) {
      var failure = assertThrows(DecodeException.class, () -> LdpPdu.decode(hex(row.pdu())), row.pdu());
      assertEquals(row.status(), LdpStatus.of(failure.error()), row.pdu() + " " + failure.error());
      assertTrue(row.status().fatal());
    }
  }

  @Test
  void namesTheFieldThatIsCutShort() {
    var failure = assertThrows(DecodeException.class, () -> LdpPdu.decode(hex("0001 00")));
    assertEquals(new Truncated("PDU length", 2, 1), failure.error());
    var inMessage = assertThrows(DecodeException.class, () -> LdpMessage.decode(
        hex("0200 0010 00000001  0500 0008 0001 001e 40 20 0000")));
    assertEquals(new Truncated("receiver LDP identifier", 4, 0), inMessage.error());
  }

  @Test
  void statusCodesAreThoseOfTheRfc() {
    for (LdpStatus status : LdpStatus.values()) {
      assertEquals(status.ordinal(), status.code());
      assertEquals(Optional.of(status), LdpStatus.ofCode(status.code()));
    }
    assertEquals(Optional.empty(), LdpStatus.ofCode(0x1a));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void keepsItsPromise(long seed) {
    var random = new SplittableRandom(seed);
    int decoded = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextInt(4) > 0 ? repaired(random, Mutate.oneOf(random, LdpVectors.ALL))
          : Mutate.noise(random, 96);
      try {
        LdpPdu pdu = LdpPdu.decode(octets);
        decoded++;
        assertEquals(pdu, LdpPdu.decode(pdu.encode()));
      } catch (DecodeException promised) {
        assertTrue(LdpStatus.of(promised.error()).fatal());
      }
    }
    assertTrue(decoded > 1_000, "too little of it decodes to say anything: " + decoded);
  }

  /** Mostly sets the PDU length right, which faults that add or cut octets made wrong: else little gets past it. */
  private static byte[] repaired(SplittableRandom random, byte[] octets) {
    if (octets.length >= LdpPdu.HEADER_OCTETS && random.nextInt(4) > 0) {
      octets[2] = (byte) (octets.length - LdpPdu.PREFIX_OCTETS >>> 8);
      octets[3] = (byte) (octets.length - LdpPdu.PREFIX_OCTETS);
    }
    return octets;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void framerCutsHoweverTheStreamArrives(long seed) throws DecodeException {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 1_000; round++) {
      var stream = new ByteArrayOutputStream();
      var sent = new ArrayList<byte[]>();
      for (int pdus = random.nextInt(6); pdus >= 0; pdus--) {
        byte[] pdu = LdpVectors.ALL[random.nextInt(LdpVectors.ALL.length)];
        sent.add(pdu);
        stream.writeBytes(pdu);
      }
      var framer = new LdpFramer();
      var cut = new ArrayList<byte[]>();
      byte[] octets = stream.toByteArray();
      for (int at = 0; at < octets.length;) {
        int next = Math.min(octets.length, at + 1 + random.nextInt(random.nextBoolean() ? 4 : 200));
        framer.feed(Arrays.copyOfRange(octets, at, next));
        at = next;
        for (var pdu = framer.next(); pdu.isPresent(); pdu = framer.next()) {
          cut.add(pdu.get());
        }
      }
      assertEquals(0, framer.buffered());
      assertArrayEquals(sent.toArray(), cut.toArray());
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void framerIsBoundedByThePduLength(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 20_000; round++) {
      var framer = new LdpFramer();
      framer.limit(256 + random.nextInt(4_000));
      try {
        for (int feeds = 0; feeds < 8; feeds++) {
          framer.feed(random.nextInt(3) > 0 ? Mutate.oneOf(random, LdpVectors.ALL) : Mutate.noise(random, 96));
          while (framer.next().isPresent()) {
            assertTrue(framer.buffered() <= LdpPdu.DEFAULT_MAX_OCTETS + LdpPdu.PREFIX_OCTETS);
          }
        }
      } catch (DecodeException promised) {
        assertTrue(LdpStatus.of(promised.error()).fatal());
      }
    }
  }

  @Test
  void framerRefusesAPduLongerThanAgreed() throws DecodeException {
    var framer = new LdpFramer();
    framer.limit(300);
    framer.feed(hex("0001 012c"));
    assertEquals(Optional.empty(), framer.next());
    framer.limit(299);
    var failure = assertThrows(DecodeException.class, framer::next);
    assertEquals(LdpStatus.BAD_PDU_LENGTH, LdpStatus.of(failure.error()));
  }
}
