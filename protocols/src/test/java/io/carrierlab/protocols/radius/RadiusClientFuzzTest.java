package io.carrierlab.protocols.radius;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.aaa.AaaQuestion;
import io.carrierlab.protocols.aaa.AccountingRecord;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes, from strangers or from a server with the secret, requests get one answer and memory stays small. */
class RadiusClientFuzzTest {
  private static final byte[] SECRET = "secret".getBytes(US_ASCII);

  private static RadiusClient client(SplittableRandom random) {
    var server = new RadiusClientConfig.Server(9, 1812, 1813, SECRET, Duration.ofSeconds(1), 2, false);
    return new RadiusClient(new RadiusClientConfig(1, "pe1", List.of(server), Duration.ofSeconds(5), 20, 1000, 1, 0),
        random);
  }

  private static RadiusClientEvent question(SplittableRandom random, long id) {
    var caller = RadiusPacketTest.CALLER;
    return switch (random.nextInt(4)) {
      case 0 -> new RadiusClientEvent.Ask(id, new AaaQuestion.Group("ENGINEERING", caller));
      case 1 -> new RadiusClientEvent.Ask(id, new AaaQuestion.User("alice", "pw", caller));
      case 2 -> new RadiusClientEvent.Ask(id, new AaaQuestion.Eap("alice", new byte[9], Optional.empty(), caller));
      default -> RadiusClientTest.account(id, "s" + random.nextInt(20),
          new AccountingRecord.Kind.Interim());
    };
  }

  /** A response to this request whose attributes are no more than decodable, rightly signed. */
  private static Optional<byte[]> signed(SplittableRandom random, byte[] request, byte[][] valid) {
    RadiusCode[] codes = {RadiusCode.ACCESS_ACCEPT, RadiusCode.ACCESS_REJECT, RadiusCode.ACCESS_CHALLENGE,
      RadiusCode.ACCOUNTING_RESPONSE};
    try {
      RadiusPacket asked = RadiusPacket.decode(request);
      RadiusPacket noise = RadiusPacket.decode(Mutate.oneOf(random, valid));
      return Optional.of(Signing.response(new RadiusPacket(codes[random.nextInt(codes.length)], asked.identifier(),
          new byte[16], noise.attributes()), asked.authenticator(), SECRET));
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void answersOnceWhateverComes(long seed) {
    var random = new SplittableRandom(seed);
    RadiusClient client = client(random.split());
    byte[][] valid = RadiusPacketTest.all();
    List<RadiusClientAction.Send> sent = new ArrayList<>();
    long asked = 0;
    long answered = 0;
    long now = 0;
    for (int round = 0; round < 20_000; round++) {
      now += random.nextInt(20_000_000);
      RadiusClientEvent event;
      if (random.nextInt(4) == 0) {
        event = question(random, asked++);
      } else if (sent.isEmpty() || random.nextInt(10) == 0) {
        event = new RadiusClientEvent.Wake();
      } else {
        RadiusClientAction.Send send = sent.get(random.nextInt(sent.size()));
        byte[] octets = random.nextInt(3) == 0 ? Mutate.oneOf(random, valid)
            : signed(random, send.octets(), valid).orElseGet(() -> Mutate.noise(random, 60));
        event = new RadiusClientEvent.Datagram(9, send.serverPort(), send.sourcePort(), octets);
      }
      for (RadiusClientAction action : client.on(event, now)) {
        switch (action) {
          case RadiusClientAction.Send send -> sent.add(send);
          case RadiusClientAction.Answer _ -> answered++;
          case RadiusClientAction.WakeAt _ -> { }
        }
      }
      while (sent.size() > 30) {
        sent.removeFirst();
      }
      assertTrue(client.view().waiting() <= 20);
    }
    for (int i = 0; i < 1000; i++) {
      now += 1_000_000_000L;
      answered += client.on(new RadiusClientEvent.Wake(), now).stream()
          .filter(RadiusClientAction.Answer.class::isInstance).count();
    }
    assertEquals(asked, answered);
    var counters = client.view().counters();
    assertTrue(counters.accepts() > 0 && counters.unreadable() > 0 && counters.badAuthenticators() > 0
        && counters.unexpected() > 0 && counters.malformed() > 0, counters::toString);
    assertEquals(0, client.view().outstanding() + client.view().waiting());
  }
}
