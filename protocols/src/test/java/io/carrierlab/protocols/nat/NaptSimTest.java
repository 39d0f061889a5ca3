package io.carrierlab.protocols.nat;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.ip.Icmp;
import io.carrierlab.protocols.ip.Ipv4Packet;
import io.carrierlab.protocols.nat.Napt.Config;
import io.carrierlab.protocols.nat.Napt.EspPolicy;
import io.carrierlab.protocols.nat.Napt.Reason;
import io.carrierlab.protocols.nat.Napt.Timeouts;
import io.carrierlab.protocols.nat.Napt.Verdict;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.Checksum;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NaptSimTest {
  private record End(int address, int port) {}

  private record Held(int outsidePort, long usedNanos) {}

  /**
   * Hosts come, talk and fall silent; the router restarts. Beside it a model of maps that no one has optimised: no two
   * living ends ever share a port, a living mapping stays, a dead one is gone, answers reach who asked.
   */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void mappingsNeverCollideAndLiveAsLongAsTheyShould(long seed) throws DecodeException {
    var random = new SplittableRandom(seed);
    long timeout = Duration.ofSeconds(60).toNanos();
    int ports = 20 + random.nextInt(200);
    int most = 20 + random.nextInt(200);
    var nat = new Napt(new Config(NaptTest.OUTSIDE, 5000, 4999 + ports, seed % 3 == 0, EspPolicy.DROP, most,
        Timeouts.RECOMMENDED.withUdp(Duration.ofNanos(timeout))));
    Map<End, Held> model = new HashMap<>();
    long now = 0;
    int refused = 0;
    for (int round = 0; round < 1500; round++) {
      now += random.nextLong(timeout / 50);
      long at = now;
      model.values().removeIf(held -> at - held.usedNanos() > timeout);
      if (random.nextInt(1000) == 0) {
        nat.rebind();
        model.clear();
      }
      var end = new End(NaptTest.HOST + random.nextInt(20), 4000 + random.nextInt(20));
      if (random.nextInt(3) > 0) {
        Verdict verdict = NaptTest.out(nat, NaptTest.udp(end.address(), end.port(), NaptTest.PEER, 500), now);
        if (verdict instanceof Verdict.Drop(Reason reason)) {
          refused++;
          assertThat(model).doesNotContainKey(end);
          assertThat(reason).isIn(Reason.TABLE_FULL, Reason.NO_PORT);
          // Those that died within the last second may still take up room.
          assertThat(model.size()).isGreaterThan(Math.min(most, ports) - 10);
        } else {
          int port = NaptTest.datagram(verdict).sourcePort();
          Held before = model.remove(end);
          assertThat(before == null ? port : before.outsidePort()).isEqualTo(port);
          assertThat(model.values()).noneMatch(held -> held.outsidePort() == port);
          model.put(end, new Held(port, now));
        }
      } else {
        answer(nat, model, end, now);
      }
      if (round % 16 == 0) {
        assertThat(nat.mappings(now)).hasSameSizeAs(model.keySet()).hasSizeLessThanOrEqualTo(most);
      }
    }
    assertThat(refused + nat.dropped(Reason.NO_MAPPING)).as("nothing was ever scarce").isPositive();
  }

  private static void answer(Napt nat, Map<End, Held> model, End end, long now) throws DecodeException {
    Held held = model.get(end);
    int port = held == null ? 4999 : held.outsidePort();
    Verdict verdict = NaptTest.in(nat, NaptTest.udp(NaptTest.PEER, 500, NaptTest.OUTSIDE, port), now);
    if (held == null) {
      assertThat(verdict).isEqualTo(new Verdict.Drop(Reason.NO_MAPPING));
      return;
    }
    Ipv4Packet packet = NaptTest.passed(verdict);
    assertThat(packet.destination()).isEqualTo(end.address());
    assertThat(NaptTest.datagram(verdict).destinationPort()).isEqualTo(end.port());
  }

  /** What passes is a packet whose header is right; what is damaged above stays damaged; nothing throws. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void hostilePacketsPassOrAreDropped(long seed) {
    var random = new SplittableRandom(seed);
    var nat = new Napt(new Config(NaptTest.OUTSIDE, 1024, 1100, true, EspPolicy.ONE_HOST_PER_PEER, 50,
        Timeouts.RECOMMENDED));
    byte[][] valid = {NaptTest.IKE, NaptTest.ERROR, NaptTest.ERROR_INSIDE, NaptTest.IKE_OUTSIDE,
        NaptTest.tcp(NaptTest.HOST, 7, NaptTest.PEER, 9, 2), NaptTest.tcp(NaptTest.PEER, 9, NaptTest.OUTSIDE, 7, 18),
        NaptTest.udp(NaptTest.PEER, 500, NaptTest.OUTSIDE, 500), NaptTest.esp(NaptTest.HOST, NaptTest.PEER),
        NaptTest.esp(NaptTest.PEER, NaptTest.OUTSIDE),
        NaptTest.icmp(NaptTest.HOST, NaptTest.PEER, new Icmp.EchoRequest(3, 4, new byte[5])),
        NaptTest.icmp(NaptTest.ROUTER, NaptTest.OUTSIDE, new Icmp.TimeExceeded(0,
            NaptTest.icmp(NaptTest.OUTSIDE, NaptTest.PEER, new Icmp.EchoRequest(3, 4, new byte[5]))))};
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextInt(20) == 0 ? Mutate.noise(random, 80) : Mutate.oneOf(random, valid);
      if (octets.length >= 20 && random.nextInt(10) > 0) {
        mend(octets);
      }
      long now = round * Duration.ofMillis(100).toNanos();
      Verdict verdict = random.nextBoolean() ? NaptTest.out(nat, octets, now) : NaptTest.in(nat, octets, now);
      if (verdict instanceof Verdict.Pass(byte[] passed)) {
        int header = (passed[0] & 0xf) * 4;
        assertThat(Checksum.of(passed, 0, header)).isZero();
        assertThat(passed.length).isLessThanOrEqualTo(octets.length);
      }
    }
    assertThat(nat.translated()).isGreaterThan(1000);
  }

  /** A header that is believed: lengths and checksum as they should be. */
  private static void mend(byte[] octets) {
    octets[0] = (byte) (0x40 | Math.max(5, octets[0] & 0xf));
    int header = Math.min((octets[0] & 0xf) * 4, octets.length & ~3);
    octets[0] = (byte) (0x40 | header / 4);
    octets[2] = (byte) (octets.length >>> 8);
    octets[3] = (byte) octets.length;
    octets[10] = 0;
    octets[11] = 0;
    int checksum = Checksum.of(octets, 0, header);
    octets[10] = (byte) (checksum >>> 8);
    octets[11] = (byte) checksum;
  }
}
