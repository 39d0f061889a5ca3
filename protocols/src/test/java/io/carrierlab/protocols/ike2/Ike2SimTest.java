package io.carrierlab.protocols.ike2;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.ike.ChildPolicy;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkePolicy;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Timing;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole sessions over a link that loses, repeats and reorders. A seed is a history: -Dseed=N replays it. */
class Ike2SimTest {
  static final Duration SETTLE = Duration.ofMinutes(10);

  private static IkeSettings settings(long seed) {
    IkePolicy policy = seed % 2 == 0 ? Ike2Lab.CBC_POLICY : Ike2Lab.GCM_POLICY;
    var brief = new IkePolicy(policy.cipher(), policy.digest(), policy.authentication(), DhGroup.X25519,
        Duration.ofHours(2));
    var timing = new Timing(Duration.ofSeconds(1), 9, Duration.ofSeconds(400), Duration.ofSeconds(120),
        Duration.ofSeconds(2), 15, true, Duration.ofSeconds(20));
    return Ike2Lab.with(Ike2Lab.with(Ike2Lab.settings(brief), timing), new ChildPolicy(List.of(Ike2Lab.AES), false,
        seed % 3 == 0 ? Optional.of(DhGroup.X25519) : Optional.empty(), Duration.ofHours(1), 0));
  }

  private static Ike2Pair pair(long seed, double loss) {
    var pair = new Ike2Pair(seed, loss, settings(seed), Ike2Lab.client(Ike2Lab.KEY), settings(seed));
    pair.nat = seed % 5 == 0;
    pair.duplication = loss;
    return pair;
  }

  /** Never is there no SA that both ends have; never more than the two of a collision and the one they replace. */
  private static void check(Ike2Pair pair) {
    assertThat(pair.client.closed).isEmpty();
    assertThat(pair.gateway.closed).isEmpty();
    var common = new HashSet<>(pair.client.sas.keySet());
    common.removeIf(spi -> pair.gateway.sas.values().stream().noneMatch(each -> each.spiOut() == spi));
    assertThat(common).isNotEmpty();
    assertThat(pair.client.sas).hasSizeLessThanOrEqualTo(3);
    assertThat(pair.gateway.sas).hasSizeLessThanOrEqualTo(3);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void keepsOneChildThroughRekeyingOfBothKinds(long seed) {
    var pair = pair(seed, seed % 2 == 0 ? 0.0 : 0.15).start();
    pair.run(Duration.ofMinutes(5)).agree(1);
    int before = pair.client.keys.size();
    pair.world.runFor(Duration.ofHours(5), () -> check(pair));
    assertThat(pair.client.keys.size()).as("the IKE SA was rekeyed").isGreaterThan(before + 1);
    pair.agree(pair.client.sas.size());
    pair.client.on(new IkeEvent.Close());
    pair.run(Duration.ofMinutes(10));
    assertThat(pair.client.closed).contains(IkeFailure.CLOSED_HERE);
    assertThat(pair.gateway.closed).isPresent();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void settlesCollisionsOfChildRekeying(long seed) {
    var pair = pair(seed, seed % 2 == 0 ? 0.0 : 0.15).start();
    pair.run(Duration.ofMinutes(5)).agree(1);
    for (int round = 0; round < 10; round++) {
      int client = pair.client.sas.keySet().iterator().next();
      int gateway = pair.gateway.sas.keySet().iterator().next();
      pair.client.on(new IkeEvent.Exhausting(client));
      pair.world.after(Duration.ofMillis(pair.world.random.nextInt(60)), () ->
          pair.gateway.on(new IkeEvent.Exhausting(gateway)));
      pair.world.runFor(Duration.ofMinutes(3), () -> check(pair));
      pair.agree(1);
      assertThat(pair.client.sas).doesNotContainKey(client);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void settlesCollisionsOfIkeRekeying(long seed) {
    var pair = pair(seed, seed % 2 == 0 ? 0.0 : 0.15).start();
    pair.run(Duration.ofMinutes(5)).agree(1);
    for (int round = 0; round < 10; round++) {
      long before = pair.client.session.localSpi();
      pair.client.session.rekey(pair.world.nowNanos()).forEach(pair.client::perform);
      pair.world.after(Duration.ofMillis(pair.world.random.nextInt(60)), () ->
          pair.gateway.session.rekey(pair.world.nowNanos()).forEach(pair.gateway::perform));
      if (round % 3 == 0) {
        pair.client.on(new IkeEvent.Exhausting(pair.client.sas.keySet().iterator().next()));
      }
      pair.world.runFor(Duration.ofMinutes(8), () -> check(pair));
      pair.agree(1);
      assertThat(pair.client.session.localSpi()).isNotEqualTo(before);
      assertThat(pair.client.session.localSpis()).hasSizeLessThanOrEqualTo(1);
      assertThat(pair.gateway.session.localSpis()).hasSizeLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void noticesThatThePeerIsDead(long seed) {
    var pair = pair(seed, 0.1).start();
    pair.run(Duration.ofMinutes(5)).agree(1);
    pair.cut = true;
    pair.run(Duration.ofMinutes(2));
    assertThat(pair.client.closed).contains(IkeFailure.DEAD_PEER);
    assertThat(pair.gateway.closed).contains(IkeFailure.DEAD_PEER);
  }
}
