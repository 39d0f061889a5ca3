package io.carrierlab.protocols.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile octets: 20,000 rounds per seed and decoder. Only the promised exceptions may escape. */
class MessageFuzzTest {
  private static final int ROUNDS = 20_000;

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void updates(long seed) {
    var random = new SplittableRandom(seed);
    int readable = 0;
    for (boolean fourOctetAs : new boolean[] {true, false}) {
      for (boolean internal : new boolean[] {true, false}) {
        var context = new UpdateDecoder.Context(EnumSet.allOf(Family.class), fourOctetAs, internal, 65001);
        var decoder = new UpdateDecoder(context);
        var encoder = new UpdateEncoder(fourOctetAs, 4096);
        for (int round = 0; round < ROUNDS / 2; round++) {
          byte[] octets = random.nextInt(8) == 0 ? Mutate.noise(random, 80)
              : Mutate.oneOf(random, Vectors.updates());
          try {
            Update update = decoder.decode(octets);
            assertEquals(update, new UpdateDecoder(context).decode(octets), "the cache changes nothing");
            readable += checkRewritten(update, encoder, decoder);
          } catch (BgpException promised) {
            checkNotification(promised);
          }
        }
      }
    }
    assertTrue(readable > ROUNDS / 4, "too few mutations were readable: " + readable);
  }

  /** What was read, written and read again is the same. */
  private static int checkRewritten(Update update, UpdateEncoder encoder, UpdateDecoder decoder) throws BgpException {
    for (var announcement : update.announced()) {
      List<String> texts = new ArrayList<>();
      for (byte[] message : encoder.announce(announcement.attributes(), announcement.nlri())) {
        Update again = decoder.decode(Vectors.body(message));
        assertEquals(List.of(), again.faults());
        for (var part : again.announced()) {
          assertEquals(announcement.attributes(), part.attributes());
          addTexts(texts, part.nlri());
        }
      }
      assertEquals(addTexts(new ArrayList<>(), announcement.nlri()), texts);
    }
    for (Nlri withdrawn : update.withdrawn()) {
      List<String> texts = new ArrayList<>();
      for (byte[] message : encoder.withdraw(withdrawn)) {
        decoder.decode(Vectors.body(message)).withdrawn().forEach(each -> addTexts(texts, each));
      }
      assertEquals(addTexts(new ArrayList<>(), withdrawn), texts);
    }
    return 1;
  }

  private static List<String> addTexts(List<String> texts, Nlri nlri) {
    for (int i = 0; i < nlri.size(); i++) {
      texts.add(nlri.text(i));
    }
    return texts;
  }

  private static void checkNotification(BgpException error) {
    assertTrue(error.notification().code() >= 1 && error.notification().code() <= 5, error::reason);
    assertTrue(error.notification().encode().length <= 4096, error::reason);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void opens(long seed) {
    var random = new SplittableRandom(seed);
    byte[] valid = Vectors.body(Vectors.GOBGP_OPEN);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] octets = random.nextInt(8) == 0 ? Mutate.noise(random, 64) : Mutate.oneOf(random, valid);
      try {
        Open open = OpenCodec.decode(octets);
        var known = open.capabilities();
        var again = OpenCodec.decode(Vectors.body(OpenCodec.encode(open)));
        assertEquals(known.families(), again.capabilities().families());
        assertEquals(List.of(open.as() > 0xffff && known.fourOctetAs().isEmpty(), open.holdSeconds(),
            open.routerId()), List.of(false, again.holdSeconds(), again.routerId()));
      } catch (BgpException promised) {
        checkNotification(promised);
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void notificationsAndRefreshes(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] octets = random.nextInt(4) == 0 ? Mutate.noise(random, 16)
          : Mutate.oneOf(random, Vectors.body(Vectors.GOBGP_SHUTDOWN), Vectors.body(Vectors.REFRESH));
      try {
        var notification = Notification.decode(octets);
        assertTrue(Arrays.equals(octets, Vectors.body(notification.encode())) && !notification.words().isEmpty());
        var refresh = RouteRefresh.decode(octets);
        assertEquals(refresh, RouteRefresh.decode(Vectors.body(refresh.encode())));
      } catch (DecodeException promised) {
        assertTrue(octets.length != RouteRefresh.BODY_OCTETS, promised::getMessage);
      }
    }
  }

  /** However the stream is cut into portions, the same messages and the same error come out. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void framer(long seed) {
    var random = new SplittableRandom(seed);
    var outcomes = new TreeMap<String, Integer>();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] stream = concat(Vectors.KEEPALIVE, Mutate.oneOf(random, Vectors.GOBGP_OPEN, Vectors.REFRESH,
          Vectors.GOBGP_SHUTDOWN, Vectors.KEEPALIVE, Vectors.END_OF_VPNV4), Vectors.KEEPALIVE);
      String whole = frames(stream, stream.length);
      assertEquals(whole, frames(stream, 1 + random.nextInt(7)), "round " + round);
      outcomes.merge(whole.replaceAll("\\d+ (?!:)", ""), 1, Integer::sum);
    }
    assertTrue(outcomes.size() > 3, outcomes::toString);
  }

  private static byte[] concat(byte[]... parts) {
    var out = new io.carrierlab.protocols.wire.WireWriter();
    for (byte[] part : parts) {
      out.octets(part);
    }
    return out.toByteArray();
  }

  private static String frames(byte[] stream, int portion) {
    var framer = new BgpFramer();
    var text = new StringBuilder();
    for (int at = 0; at < stream.length; at += portion) {
      framer.append(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + portion)));
      try {
        for (var frame = framer.next(); frame.isPresent(); frame = framer.next()) {
          text.append(frame.get().type()).append(':').append(frame.get().body().length).append(' ');
        }
      } catch (BgpException promised) {
        checkNotification(promised);
        return text + promised.notification().toString();
      }
      assertTrue(framer.waiting() <= 4096);
    }
    return text.toString();
  }
}
