package io.carrierlab.protocols.hsrp;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.hsrp.HsrpMessage.Operation;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.DecodeError.Trailing;
import io.carrierlab.protocols.wire.DecodeError.Truncated;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HsrpMessageTest {
  private static final int VIRTUAL = Ipv4.parse("192.168.0.1");

  /** Laid out by hand from RFC 2281 §5.1, which prints no packet: its defaults, 3 s, 10 s and "cisco". */
  static final byte[] HELLO = hex("00 00 10 03 0a 78 01 00 636973636f000000 c0a80001");
  static final byte[] COUP = hex("00 01 02 01 03 ff ff 00 3132333435363738 c0a80001");
  static final byte[] RESIGN = hex("00 02 10 00 00 64 00 00 0000000000000000 c0a80001");

  /**
   * Cisco has not published version 2. Laid out by hand from the fields of Wireshark's decoder (hsrp2.*), which the
   * test against tshark reads back: group 1234, 250 ms, 750 ms.
   */
  static final byte[] HELLO_2 = hex("01 28 02 00 06 04 04d2 020000001001 00000064 000000fa 000002ee c0a80001"
      + "000000000000000000000000 03 08 636973636f000000");
  static final byte[] UNSIGNED_2 = hex("01 28 02 02 01 04 0fff 020000001001 000000ff 00000bb8 00002710 c0a80001"
      + "000000000000000000000000");

  private record Vector(byte[] octets, HsrpMessage message) {}

  static Stream<Vector> vectors() {
    return Stream.of(
        new Vector(HELLO, new HsrpMessage(1, Operation.HELLO, HsrpState.ACTIVE, 3000, 10_000, 120, 1, 0, "cisco",
            VIRTUAL)),
        new Vector(COUP, new HsrpMessage(1, Operation.COUP, HsrpState.LISTEN, 1000, 3000, 255, 255, 0, "12345678",
            VIRTUAL)),
        new Vector(RESIGN, new HsrpMessage(1, Operation.RESIGN, HsrpState.ACTIVE, 0, 0, 100, 0, 0, "", VIRTUAL)),
        new Vector(HELLO_2, new HsrpMessage(2, Operation.HELLO, HsrpState.ACTIVE, 250, 750, 100, 1234,
            0x0200_0000_1001L, "cisco", VIRTUAL)),
        new Vector(UNSIGNED_2, new HsrpMessage(2, Operation.RESIGN, HsrpState.INITIAL, 3000, 10_000, 255, 4095,
            0x0200_0000_1001L, "", VIRTUAL)));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void readsAndWritesTheVectors(Vector vector) throws DecodeException {
    assertEquals(vector.message, HsrpMessage.decode(vector.octets));
    assertArrayEquals(vector.octets, vector.message.encode());
  }

  /** RFC 2281 §5.1: the codes of the states. */
  @ParameterizedTest
  @CsvSource({"INITIAL,00", "LEARN,01", "LISTEN,02", "SPEAK,04", "STANDBY,08", "ACTIVE,10"})
  void writesTheStatesOfVersion1(HsrpState state, String code) throws DecodeException {
    byte[] octets = HELLO.clone();
    octets[2] = hex(code)[0];
    assertEquals(state, HsrpMessage.decode(octets).state());
    assertArrayEquals(octets, HsrpMessage.decode(octets).encode());
  }

  @ParameterizedTest
  @CsvSource({"0,version,1", "1,operation,1", "2,state,1", "3,hello time,1", "4,hold time,1", "5,priority,1",
      "6,group,1", "7,reserved,1", "10,authentication,8", "18,virtual address,4"})
  void namesTheFieldThatIsCutShort(int length, String field, int needed) {
    assertEquals(length == 0 ? new Truncated("type", 1, 0)
        : new Truncated(field, needed, length - (length == 10 ? 8 : length == 18 ? 16 : length)),
        failure(Arrays.copyOf(HELLO, length)));
  }

  /** A field's length is compared with what is left before it is believed. */
  @Test
  void cutsNothingShortInVersion2() {
    for (int length = 0; length < HELLO_2.length; length++) {
      if (length != UNSIGNED_2.length) {
        assertEquals(Truncated.class, failure(Arrays.copyOf(HELLO_2, length)).getClass(), "of " + length);
      }
    }
  }

  @Test
  void refusesWhatIsNoMessageOfAGroup() {
    assertEquals(new Trailing(1), failure(Arrays.copyOf(HELLO, 21)));
    assertEquals(new BadValue("operation", 3, "RFC 2281 §5.1"), failure(with(HELLO, 1, 3)));
    assertEquals(new BadValue("state", 3, "RFC 2281 §5.1"), failure(with(HELLO, 2, 3)));
    assertEquals(new BadValue("version", 3, "HSRP version 2"), failure(with(HELLO_2, 2, 3)));
    assertEquals(new BadValue("state", 7, "HSRP version 2"), failure(with(HELLO_2, 4, 7)));
    assertEquals(new BadValue("IP version", 6, "HSRP version 2, IPv4"), failure(with(HELLO_2, 5, 6)));
    assertEquals(new BadValue("group", 0x10d2, "HSRP version 2"), failure(with(HELLO_2, 6, 0x10)));
    assertEquals(new BadValue("priority", 0x164, "HSRP version 2"), failure(with(HELLO_2, 16, 1)));
    assertEquals(new BadValue("group state", 0, "HSRP version 2: one is needed"), failure(hex("02 04 00010000")));
  }

  /** MD5 authentication and interface states are passed over; what is said of the group counts. */
  @Test
  void passesOverFieldsThatItDoesNotKnow() throws DecodeException {
    byte[] more = hex("02 04 00010000" + hex(HELLO_2));
    assertEquals(HsrpMessage.decode(HELLO_2), HsrpMessage.decode(more));
  }

  /** IOS: "HSRP interface state", type and octets of the body 10, Active, 1 active and 0 passive groups. */
  @Test
  void tellsAdvertisementsOfIosFromMessages() {
    assertTrue(HsrpMessage.advertises(hex("00 03 0001 000a 02 00 0001 0000 00000000")));
    assertFalse(HsrpMessage.advertises(HELLO));
    assertFalse(HsrpMessage.advertises(HELLO_2));
    assertFalse(HsrpMessage.advertises(new byte[] {0}));
  }

  @Test
  void hasAMacForEachGroup() {
    assertEquals(0x0000_0c07_ac2fL, HsrpMessage.virtualMac(1, 0x2f));     // RFC 2281 §6.1
    assertEquals(0x0000_0c9f_f4d2L, HsrpMessage.virtualMac(2, 0x4d2));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void keepsItsPromise(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextBoolean() ? Mutate.oneOf(random, HELLO, COUP, RESIGN, HELLO_2, UNSIGNED_2)
          : Mutate.noise(random, 64);
      HsrpMessage message;
      try {
        message = HsrpMessage.decode(octets);
      } catch (DecodeException promised) {
        continue;
      }
      try {
        assertEquals(message, HsrpMessage.decode(message.encode()));
      } catch (DecodeException ours) {
        throw new AssertionError("what " + hex(octets) + " says cannot be said again", ours);
      }
    }
  }

  private static byte[] with(byte[] octets, int at, int value) {
    byte[] changed = octets.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static Object failure(byte[] octets) {
    return assertThrows(DecodeException.class, () -> HsrpMessage.decode(octets)).error();
  }
}
