package io.carrierlab.protocols.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carrierlab.protocols.ip.Reassembly.Drop;
import io.carrierlab.protocols.ip.Reassembly.Result.Dropped;
import io.carrierlab.protocols.ip.Reassembly.Result.Waiting;
import io.carrierlab.protocols.ip.Reassembly.Result.Whole;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.WireWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FragmentsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static byte[] packet(int identification, int payloadOctets) {
    byte[] payload = new byte[payloadOctets];
    new SplittableRandom(identification).nextBytes(payload);
    return new Ipv4Packet(0xb8, Ipv4Packet.Fragment.whole(identification, false), 61, 17, 1, 2, payload).encode();
  }

  private static byte[] piece(int identification, int offsetUnits, boolean more, int payloadOctets) {
    return new Ipv4Packet(0, new Ipv4Packet.Fragment(identification, false, more, offsetUnits), 61, 17, 1, 2,
        new byte[payloadOctets]).encode();
  }

  @Test
  void cutsAtMultiplesOfEight() {
    List<byte[]> pieces = Fragmentation.split(packet(5, 3_000), 0, 1_500);
    assertThat(pieces).extracting(each -> each.length).containsExactly(1_500, 1_500, 60);
    assertThat(pieces).extracting(each -> Ipv4Header.isFragment(each, 0)).containsOnly(true);
    assertThat(pieces).extracting(each -> Ipv4Header.identification(each, 0)).containsOnly(5);
    assertThat(Fragmentation.split(packet(5, 1_480), 0, 1_500)).containsExactly(packet(5, 1_480));
    assertThatThrownBy(() -> Fragmentation.split(packet(5, 100), 0, 67)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Cut, cut again, shuffled, repeated, mixed with other packets: each comes out once, as it was. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void whatIsCutComesTogetherAgain(long seed) {
    var random = new SplittableRandom(seed);
    List<byte[]> sent = new ArrayList<>();
    List<byte[]> wire = new ArrayList<>();
    for (int identification = 0; identification < 10; identification++) {
      byte[] whole = packet(identification, random.nextInt(9_000));
      sent.add(whole);
      for (byte[] piece : Fragmentation.split(whole, 0, 68 + random.nextInt(3_000))) {
        assertThat(Ipv4Header.check(piece, 0, piece.length)).isEqualTo(Ipv4Header.Verdict.VALID);
        wire.addAll(Fragmentation.split(piece, 0, 68 + random.nextInt(3_000)));
      }
    }
    Collections.shuffle(wire, new Random(seed));
    var reassembly = new Reassembly(TIMEOUT, 1_000_000);
    List<byte[]> received = new ArrayList<>();
    for (byte[] piece : wire) {
      assertThat(Ipv4Header.check(piece, 0, piece.length)).isEqualTo(Ipv4Header.Verdict.VALID);
      Reassembly.Result result = reassembly.accept(piece, 0, 1);
      if (result instanceof Whole(byte[] whole)) {
        received.add(whole);
      } else if (random.nextInt(10) == 0) {
        assertThat(reassembly.accept(piece, 0, 1)).as("twice").isEqualTo(new Waiting());
      }
    }
    assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(reassembly.heldOctets()).isZero();
  }

  /** Record route (7) stays in the first fragment, loose source route (131) goes into all (RFC 791 §3.1). */
  @Test
  void copiesOptionsThatSaySo() {
    byte[] options = {1, 7, 7, 4, 9, 9, 9, 9, (byte) 131, 3, 4, 0};
    var out = new WireWriter().u16(0x4800).u16(32 + 300).u16(1).u16(0).u16(0x4011).u16(0).u32(1).u32(2)
        .octets(options);
    out.setU16(10, out.checksum(0));
    byte[] whole = out.zeros(300).toByteArray();
    List<byte[]> pieces = Fragmentation.split(whole, 0, 132);
    assertThat(pieces).extracting(each -> Ipv4Header.headerOctets(each, 0)).containsExactly(32, 24, 24);
    assertThat(pieces.get(1)).startsWith(0x46).contains((byte) 131);
    var reassembly = new Reassembly(TIMEOUT, 100_000);
    reassembly.accept(pieces.get(2), 0, 1);
    reassembly.accept(pieces.get(0), 0, 1);
    assertThat(((Whole) reassembly.accept(pieces.get(1), 0, 1)).packet()).isEqualTo(whole);
  }

  @Test
  void poisonsWhatOverlaps() {
    var reassembly = new Reassembly(TIMEOUT, 100_000);
    assertThat(reassembly.accept(piece(1, 0, true, 16), 0, 1)).isEqualTo(new Waiting());
    assertThat(reassembly.accept(piece(1, 1, true, 16), 0, 1)).isEqualTo(new Dropped(Drop.OVERLAP));
    assertThat(reassembly.accept(piece(1, 2, false, 16), 0, 1)).isEqualTo(new Dropped(Drop.POISONED));
    assertThat(reassembly.accept(piece(1, 0, true, 16), 0, 1)).isEqualTo(new Dropped(Drop.POISONED));

    reassembly.accept(piece(2, 4, true, 16), 0, 1);
    assertThat(reassembly.accept(piece(2, 0, true, 64), 0, 1)).as("covers").isEqualTo(new Dropped(Drop.OVERLAP));
    reassembly.accept(piece(3, 4, true, 16), 0, 1);
    assertThat(reassembly.accept(piece(3, 2, false, 8), 0, 1)).isEqualTo(new Dropped(Drop.BEYOND_END));
    reassembly.accept(piece(4, 4, false, 16), 0, 1);
    assertThat(reassembly.accept(piece(4, 6, true, 8), 0, 1)).isEqualTo(new Dropped(Drop.BEYOND_END));
    assertThat(reassembly.accept(piece(5, 8191, true, 16), 0, 1)).isEqualTo(new Dropped(Drop.BEYOND_END));
    assertThat(reassembly.accept(piece(6, 1, true, 12), 0, 1)).isEqualTo(new Dropped(Drop.BAD_LENGTH));
    assertThat(reassembly.accept(piece(6, 1, false, 0), 0, 1)).isEqualTo(new Dropped(Drop.BAD_LENGTH));

    long over = TIMEOUT.toNanos() + 1;
    assertThat(reassembly.accept(piece(1, 0, true, 16), 0, over)).as("a new packet").isEqualTo(new Waiting());
  }

  @Test
  void forgetsWhenTimeIsOver() {
    var reassembly = new Reassembly(TIMEOUT, 100_000);
    assertThat(reassembly.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    reassembly.accept(piece(1, 0, true, 16), 0, 5);
    reassembly.accept(piece(2, 2, true, 16), 0, 6);
    reassembly.accept(piece(1, 4, true, 16), 0, 7);
    long deadline = 5 + TIMEOUT.toNanos();
    assertThat(reassembly.nextDeadlineNanos()).isEqualTo(deadline);
    assertThat(reassembly.expire(deadline - 1)).isEmpty();
    assertThat(reassembly.expire(deadline)).containsExactly(piece(1, 0, true, 16));
    assertThat(reassembly.expire(deadline + 1)).as("its first piece has not come").isEmpty();
    assertThat(reassembly.expired()).isEqualTo(2);
    assertThat(reassembly.heldOctets()).isZero();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void memoryIsBoundedWhateverComes(long seed) {
    var random = new SplittableRandom(seed);
    var reassembly = new Reassembly(TIMEOUT, 70_000);
    byte[] first = piece(1, 0, true, 64);
    byte[] second = piece(1, 8, false, 64);
    long now = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextInt(4) == 0 ? Mutate.oneOf(random, first, second)
          : piece(random.nextInt(2_000), random.nextInt(8192), random.nextBoolean(), 8 * random.nextInt(180));
      now += random.nextInt(100_000_000);
      if (octets.length >= Ipv4Header.OCTETS) {
        octets[0] = 0x45;
        Ipv4Header.setLengthAndFragment(octets, octets[6] << 8 & 0xff00 | octets[7] & 0xff);
        if (reassembly.accept(octets, 0, now) instanceof Whole(byte[] whole)) {
          assertThat(Ipv4Header.check(whole, 0, whole.length)).isEqualTo(Ipv4Header.Verdict.VALID);
        }
      }
      assertThat(reassembly.heldOctets()).isBetween(0, 70_000);
      if (random.nextInt(100) == 0) {
        reassembly.expire(now);
      }
    }
    assertThat(reassembly.evicted()).isPositive();
  }

  /** RFC 3168 §5.3. */
  @Test
  void congestionOfOnePieceIsThatOfThePacket() {
    var reassembly = new Reassembly(TIMEOUT, 100_000);
    List<byte[]> pieces = Fragmentation.split(
        new Ipv4Packet(2, Ipv4Packet.Fragment.whole(1, false), 9, 17, 1, 2, new byte[200]).encode(), 0, 132);
    byte[] marked = pieces.get(1);
    marked[1] |= 3;
    Ipv4Header.setLengthAndFragment(marked, (marked[6] & 0xff) << 8 | marked[7] & 0xff);
    reassembly.accept(pieces.get(0), 0, 1);
    assertThat(((Whole) reassembly.accept(marked, 0, 1)).packet()[1]).isEqualTo((byte) 3);
  }
}
