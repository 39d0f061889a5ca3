package io.carrierlab.protocols.esp;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.esp.EspResult.Packet;
import io.carrierlab.protocols.esp.EspTransform.Cipher;
import io.carrierlab.protocols.esp.EspTransform.Integrity;
import io.carrierlab.protocols.esp.EspTransform.Protocol;
import io.carrierlab.protocols.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A link that loses, delays and reorders, and somebody on it who repeats and forges. Exactly those packets pass that
 * are real, new, and not too far behind. All chance is one seed; replay: -Dseed=N.
 */
class EspSimTest {
  private static final int PACKETS = 600;

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void exactlyTheRightPacketsPass(long seed) {
    new Link(seed).run();
  }

  private static final class Link {
    private final World world;
    private final long start;
    private final int window;
    private final OutboundSa sender;
    private final InboundSa receiver;
    private final List<byte[]> wire = new ArrayList<>();
    private final Set<Long> passed = new HashSet<>();
    private long highest;
    private long drops;

    Link(long seed) {
      world = new World(seed, seed % 3 * 0.1);
      boolean extended = seed % 2 == 0;
      start = extended ? 0xffff_ffffL - 300 : 0;       // over the end of the low half
      highest = start;
      window = seed % 5 == 0 ? 128 : 64;
      var transform = seed % 4 < 2 ? new EspTransform(Protocol.ESP, Cipher.AES_GCM_128, Integrity.NONE, extended)
          : new EspTransform(Protocol.AH, Cipher.NULL, Integrity.HMAC_SHA1_96, extended);
      sender = new OutboundSa(SaTest.SPI, SaTest.keys(transform), start);
      receiver = new InboundSa(SaTest.SPI, SaTest.keys(transform), false, new ReplayWindow(window, start));
    }

    void run() {
      sendNext(1);
      world.runFor(Duration.ofMinutes(1), () -> { });
      assertThat(passed.size()).isGreaterThan(PACKETS / 3);
      assertThat(drops).isGreaterThan(PACKETS / 10);
      assertThat(receiver.counters().packets()).isEqualTo(passed.size());
      assertThat(receiver.counters().drops()).isEqualTo(drops);
    }

    private void sendNext(int number) {
      long sequence = start + number;
      byte[] inner = SaTest.packet(0, false, 8 + number % 40);
      byte[] sent = SaTest.packetOf(sender.tunnel(inner, 0, SaTest.PLAIN, number & 0xffff, world.random));
      wire.add(sent);
      world.send(() -> arrives(sent, inner, sequence));
      if (world.random.nextInt(3) == 0) {
        int which = Math.max(0, wire.size() - 1 - world.random.nextInt(200));
        byte[] again = wire.get(which);
        world.send(() -> arrives(again, null, start + 1 + which));
      }
      if (world.random.nextInt(10) == 0) {
        byte[] forged = sent.clone();
        forged[24 + world.random.nextInt(forged.length - 24)] ^= (byte) (1 + world.random.nextInt(255));
        world.send(() -> forgedArrives(forged));
      }
      if (number < PACKETS) {
        int gap = world.random.nextInt(20) == 0 ? 60 : 1;
        world.after(Duration.ofMillis(gap), () -> sendNext(number + 1));
      }
    }

    private void arrives(byte[] octets, byte[] inner, long sequence) {
      boolean old = sequence <= highest && highest - sequence >= window;
      boolean expected = !old && !passed.contains(sequence);
      EspResult result = receiver.decapsulate(octets, 0, octets.length);
      assertThat(result instanceof Packet).as("sequence %d, highest %d at %s", sequence, highest, world.now())
          .isEqualTo(expected);
      if (!expected) {
        drops++;
        EspDrop tooOld = sender.transform().extendedSequence() ? EspDrop.BAD_ICV : EspDrop.TOO_OLD;
        assertThat(result).isEqualTo(new EspResult.Dropped(old ? tooOld : EspDrop.REPLAY));
        return;
      }
      if (inner != null) {
        assertThat(SaTest.packetOf(result)).isEqualTo(inner);
      }
      passed.add(sequence);
      highest = Math.max(highest, sequence);
    }

    private void forgedArrives(byte[] octets) {
      assertThat(receiver.decapsulate(octets, 0, octets.length)).isInstanceOf(EspResult.Dropped.class);
      drops++;
    }
  }
}
