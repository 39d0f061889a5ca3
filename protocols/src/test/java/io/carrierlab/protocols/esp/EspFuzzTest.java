package io.carrierlab.protocols.esp;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.esp.EspResult.Packet;
import io.carrierlab.protocols.esp.EspTransform.Cipher;
import io.carrierlab.protocols.esp.EspTransform.Integrity;
import io.carrierlab.protocols.esp.EspTransform.Protocol;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.sim.Mutate;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes, a packet or a counted drop comes out. */
class EspFuzzTest {
  private static final List<EspTransform> TRANSFORMS = List.of(
      EspTransform.esp(Cipher.AES_GCM_128, Integrity.NONE),
      new EspTransform(Protocol.ESP, Cipher.AES_GCM_256, Integrity.NONE, true),
      EspTransform.esp(Cipher.AES_CBC_128, Integrity.HMAC_SHA1_96),
      EspTransform.esp(Cipher.DES_CBC, Integrity.NONE),
      EspTransform.esp(Cipher.NULL, Integrity.HMAC_MD5_96),
      new EspTransform(Protocol.AH, Cipher.NULL, Integrity.HMAC_SHA1_96, false));

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void nothingForgedPassesAndNothingBreaks(long seed) {
    var random = new SplittableRandom(seed);
    for (EspTransform transform : TRANSFORMS) {
      var sender = new OutboundSa(SaTest.SPI, SaTest.keys(transform));
      byte[] inner = SaTest.packet(0, true, 31);
      byte[][] valid = {SaTest.packetOf(sender.tunnel(inner, 0, SaTest.PLAIN, 1, random)),
        SaTest.packetOf(sender.tunnel(SaTest.packet(0, true, 0), 0, SaTest.PLAIN, 2, random))};
      var receiver = new InboundSa(SaTest.SPI, SaTest.keys(transform), false);
      var host = new InboundSa(SaTest.SPI, SaTest.keys(transform), true);
      long passed = 0;
      for (int round = 0; round < 20_000; round++) {
        byte[] octets = random.nextInt(4) > 0 ? Mutate.oneOf(random, valid) : Mutate.noise(random, 120);
        if (octets.length >= Ipv4Header.OCTETS && random.nextInt(4) > 0) {
          repair(octets);
        }
        EspResult result = receiver.decapsulate(octets, 0, octets.length);
        if (result instanceof Packet packet) {
          passed++;
          assertThat(Ipv4Header.check(packet.octets(), packet.offset(), packet.length()))
              .isEqualTo(Ipv4Header.Verdict.VALID);
        }
        host.decapsulate(octets, 0, octets.length);
        if (transform.protocol() == Protocol.ESP) {
          receiver.open(octets, 0, octets.length);
          host.open(octets, 0, octets.length);
        }
      }
      assertThat(receiver.counters().drops()).isGreaterThan(10_000);
      if (transform.cipher() != Cipher.DES_CBC) {      // which has no integrity here
        assertThat(passed).as("each of the two once, if at all, as the window sees to").isLessThanOrEqualTo(2);
      }
    }
  }

  /** A header that is right again, so that the mutation behind it is looked at. */
  private static void repair(byte[] octets) {
    octets[0] = 0x45;
    Octets.put16(octets, 2, octets.length);
    Octets.put16(octets, 6, 0);
    Octets.sumIpv4(octets, 0);
  }
}
