package io.carrierlab.protocols.ike2;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile octets: decoders fail by DecodeException only, sessions do not fail at all. */
class Ike2FuzzTest {
  /** Every kind of payload, as both ends send them in the clear. */
  private static List<Payload> everything() {
    var sa = new Payload.Sa(ChildOffer.offer(List.of(Ike2Lab.AES, Ike2Lab.GCM), 0x12345678,
        java.util.Optional.empty()));
    return List.of(sa, new Payload.Ke(31, new byte[32]), new Payload.Id(true, 11, new byte[] {1, 2, 3}),
        new Payload.Cert(4, new byte[9]), new Payload.CertRequest(4, new byte[20]), new Payload.Auth(2, new byte[20]),
        new Payload.Nonce(new byte[32]), Payload.Notify.of(NotifyType.COOKIE, new byte[8]),
        new Payload.Delete(3, 4, List.of(new byte[4], new byte[4])), new Payload.Delete(1, 0, List.of()),
        new Payload.Vendor(new byte[5]), Selectors.payload(true, List.of(io.carrierlab.protocols.ike.Selector.ANY)),
        Selectors.payload(false, List.of(io.carrierlab.protocols.ike.Selector.host(7))), InnerAttributes.request(),
        new Payload.Eap(new byte[] {1, 0, 0, 5, 1}), new Payload.Unknown(200, true, new byte[3]));
  }

  private static byte[] encoded(List<Payload> payloads) {
    return new Ike2Message(1, 2, 34, true, false, 3, payloads).encode();
  }

  @Test
  void whatIsWrittenIsReadAgain() throws DecodeException {
    byte[] octets = encoded(everything());
    Ike2Message message = Ike2Message.decode(octets);
    assertThat(message.payloads()).hasSameSizeAs(everything());
    assertThat(message.encode()).isEqualTo(octets);
  }

  @Test
  void everyCutIsNoticed() {
    byte[] octets = encoded(everything());
    for (int length = 0; length < octets.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(octets, length);
      if (length >= Ike2Header.OCTETS) {
        new WireWriter().u32(length).toByteArray();
        java.nio.ByteBuffer.wrap(cut).putInt(24, length);
      }
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> Ike2Message.decode(cut))
          .isInstanceOf(DecodeException.class);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void decodersKeepTheirPromise(long seed) throws DecodeException {
    var random = new SplittableRandom(seed);
    var chain = new WireWriter();
    PayloadChain.encode(everything(), chain);
    byte[] valid = chain.toByteArray();
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextInt(8) > 0 ? Mutate.oneOf(random, valid) : Mutate.noise(random, 100);
      List<Payload> payloads;
      try {
        payloads = PayloadChain.decode(Payload.SA, new WireReader(octets));
      } catch (DecodeException promised) {
        continue;
      }
      byte[] once = encoded(payloads);                         // reserved bits and foreign attributes are not kept
      assertThat(Ike2Message.decode(once).encode()).isEqualTo(once);
    }
  }

  /** Whatever is done to messages, at every stage: nothing is thrown, and who is connected has the same keys. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void sessionsSurviveMutatedMessages(long seed) {
    var random = new SplittableRandom(seed);
    var settings = Ike2Lab.settings(seed % 2 == 0 ? Ike2Lab.CBC_POLICY : Ike2Lab.GCM_POLICY);
    var pair = new Ike2Pair(seed, 0, settings, Ike2Lab.client(Ike2Lab.KEY), settings);
    var heard = new ArrayList<byte[]>();
    pair.meddler = (byClient, octets) -> {
      heard.add(octets);
      Ike2End to = byClient ? pair.gateway : pair.client;
      for (int i = 0; i < 5; i++) {
        byte[] hostile = Mutate.oneOf(random, heard.toArray(byte[][]::new));
        boolean init = hostile.length > 18 && hostile[18] == 34;
        if (!init && to.closed.isEmpty()) {                    // IKE_SA_INIT is not authenticated: see below
          to.on(new IkeEvent.Datagram(byClient
              ? new io.carrierlab.protocols.ike.Path(Ike2Pair.GATEWAY, 500, Ike2Pair.CLIENT, 500)
              : new io.carrierlab.protocols.ike.Path(Ike2Pair.CLIENT, 500, Ike2Pair.GATEWAY, 500), hostile));
        }
      }
      return octets;
    };
    pair.start().run(Duration.ofMinutes(3)).agree(1);
    pair.client.on(new IkeEvent.Exhausting(pair.client.sas.keySet().iterator().next()));
    pair.run(Duration.ofMinutes(1)).agree(1);
    pair.client.session.rekey(pair.world.nowNanos()).forEach(pair.client::perform);
    pair.run(Duration.ofMinutes(1)).agree(1);
  }

  /** A message of the first exchange that was changed on its way may end the attempt, but never connects. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void changedFirstMessagesNeverConnectWrongly(long seed) {
    var random = new SplittableRandom(seed);
    var settings = Ike2Lab.settings(Ike2Lab.CBC_POLICY);
    var pair = new Ike2Pair(seed, 0, settings, Ike2Lab.client(Ike2Lab.KEY), settings);
    pair.meddler = (byClient, octets) -> octets[18] == 34 && random.nextInt(3) > 0 ? Mutate.oneOf(random, octets)
        : octets;
    pair.start().run(Duration.ofMinutes(10));
    if (pair.client.closed.isEmpty() && pair.gateway.closed.isEmpty() && pair.client.peer.isPresent()) {
      pair.agree(1);
    } else {
      assertThat(pair.client.sas).isEmpty();
    }
  }
}
