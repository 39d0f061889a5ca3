package io.carrierlab.protocols.ike2;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ike2.CookieGuard.Verdict;
import io.carrierlab.protocols.sim.Mutate;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CookieGuardTest {
  static final Path FROM = new Path(Ike2Pair.GATEWAY, 500, Ike2Pair.CLIENT, 500);
  final SplittableRandom random = new SplittableRandom(1);
  final CookieGuard guard = CookieGuard.of(random);

  private static Ike2Pair pair() {
    var settings = Ike2Lab.settings(Ike2Lab.CBC_POLICY);
    return new Ike2Pair(1, 0, settings, Ike2Lab.client(Ike2Lab.KEY), settings);
  }

  private static byte[] reply(Verdict verdict) {
    return ((Verdict.Reply) verdict).octets();
  }

  /** What a client sends first, and what it sends when it is asked for the cookie of {@code guard}. */
  private byte[][] requests() {
    Ike2Pair pair = pair();
    pair.cut = true;
    pair.start();
    byte[] first = pair.sent.getFirst().octets();
    byte[] cookie = reply(guard.check(FROM, first, true));
    pair.client.on(new IkeEvent.Datagram(new Path(Ike2Pair.CLIENT, 500, Ike2Pair.GATEWAY, 500), cookie));
    return new byte[][] {first, pair.sent.getLast().octets()};
  }

  @Test
  void admitsAllWhenThereIsTimeAndCookiesUnderLoad() {
    byte[][] requests = requests();
    assertThat(guard.check(FROM, requests[0], false)).isInstanceOf(Verdict.Admit.class);
    assertThat(guard.check(FROM, requests[0], true)).isInstanceOf(Verdict.Reply.class);
    assertThat(guard.check(FROM, requests[1], true)).isInstanceOf(Verdict.Admit.class);
    var elsewhere = new Path(Ike2Pair.GATEWAY, 500, Ike2Pair.NAT, 500);
    assertThat(guard.check(elsewhere, requests[1], true)).isInstanceOf(Verdict.Reply.class);
  }

  @Test
  void takesCookiesOfTheSecretBeforeAndNoneOlder() {
    byte[][] requests = requests();
    CookieGuard next = guard.rotated(random);
    assertThat(next.check(FROM, requests[1], true)).isInstanceOf(Verdict.Admit.class);
    assertThat(next.rotated(random).check(FROM, requests[1], true)).isInstanceOf(Verdict.Reply.class);
  }

  @Test
  void sessionsConnectThroughIt() {
    Ike2Pair pair = pair();
    pair.meddler = (byClient, octets) -> {
      if (byClient && octets[18] == 34 && guard.check(FROM, octets, true) instanceof Verdict.Reply(byte[] cookie)) {
        pair.world.send(() -> pair.client.on(
            new IkeEvent.Datagram(new Path(Ike2Pair.CLIENT, 500, Ike2Pair.GATEWAY, 500), cookie)));
        return null;
      }
      return octets;
    };
    pair.start().run(Duration.ofSeconds(5)).agree(1);
    assertThat(pair.sent).hasSize(5);
  }

  @Test
  void answersLaterVersionsWithItsOwn() throws Exception {
    byte[] first = requests()[0].clone();
    first[17] = 0x30;
    var answer = Ike2Message.decode(reply(guard.check(FROM, first, false)));
    assertThat(Ike2Message.notify(answer.payloads(), NotifyType.INVALID_MAJOR_VERSION)).isPresent();
    assertThat(answer.response()).isTrue();
    first[19] |= 0x20;
    assertThat(guard.check(FROM, first, false)).isInstanceOf(Verdict.Drop.class);
  }

  /** Each by its own name: a wrong cookie is answered by a new one, and never counted as one. */
  @Test
  void saysWhyItDrops() {
    byte[] first = requests()[0];
    byte[] other = first.clone();
    other[18] = 35;
    assertThat(guard.check(FROM, other, false)).isEqualTo(new Verdict.Drop(IkeFailure.UNEXPECTED_MESSAGE));
    assertThat(guard.check(FROM, Arrays.copyOf(first, first.length - 1), false))
        .isEqualTo(new Verdict.Drop(IkeFailure.MALFORMED));
  }

  @Test
  void noOctetsHarmIt() {
    byte[][] requests = requests();
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextBoolean() ? Mutate.oneOf(random, requests) : Mutate.noise(random, 100);
      assertThat(guard.check(FROM, octets, true)).isNotNull();
    }
  }
}
