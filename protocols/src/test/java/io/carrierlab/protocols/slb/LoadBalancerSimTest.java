package io.carrierlab.protocols.slb;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.sim.World;
import io.carrierlab.protocols.slb.SlbConfig.Real;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients come, talk and fall silent; servers die and come back, over a network that loses pings. */
class LoadBalancerSimTest {
  private static final int[] SERVERS = {LoadBalancerTest.A, LoadBalancerTest.B, LoadBalancerTest.C};
  private static final int FIRST_CLIENT = Ipv4.parse("198.18.0.1");

  private static final class Network {
    final World world;
    final boolean purge;
    final Real[] reals;
    final LoadBalancer slb;
    final boolean[] alive = {true, true, true};
    final Map<Integer, Integer> limit = new HashMap<>();
    /** Whether the machine has said so. */
    final Map<Integer, Boolean> failed = new TreeMap<>();
    /** Where each client's packets of each protocol went, and when the last did. */
    final Map<Integer, Integer> ike = new HashMap<>();
    final Map<Integer, Integer> esp = new HashMap<>();
    final Map<Integer, Long> seenIke = new HashMap<>();
    final Map<Integer, Long> seenEsp = new HashMap<>();
    long armed = Long.MAX_VALUE;

    Network(long seed) {
      world = new World(seed, seed % 4 == 0 ? 0.2 : 0);
      purge = seed % 3 != 0;
      boolean scarce = seed % 2 == 0;
      reals = new Real[SERVERS.length];
      for (int i = 0; i < reals.length; i++) {
        int most = scarce ? 10 + world.random.nextInt(30) : 0;
        reals[i] = LoadBalancerTest.real(SERVERS[i], 1 + world.random.nextInt(4), most);
        limit.put(SERVERS[i], scarce ? most : Integer.MAX_VALUE);
        failed.put(SERVERS[i], false);
      }
      slb = new LoadBalancer(LoadBalancerTest.config(purge, Optional.of(Duration.ofSeconds(6000)), 500, reals), 0);
      arm();
    }

    void arm() {
      if (slb.wakeAt() != armed) {
        armed = slb.wakeAt();
        long at = armed;
        if (at != Long.MAX_VALUE) {
          world.after(Duration.ofNanos(Math.max(0, at - world.nowNanos())), () -> {
            if (at == armed) {
              armed = Long.MAX_VALUE;
              perform(slb.wake(world.nowNanos()));
            }
          });
        }
      }
    }

    void perform(List<SlbAction> actions) {
      for (SlbAction action : actions) {
        switch (action) {
          case SlbAction.Ping(int server, int identifier, int sequence) -> {
            if (alive[index(server)]) {
              world.send(() -> perform(slb.echoReply(server, identifier, sequence, world.nowNanos())));
            }
          }
          case SlbAction.Failed(String farm, int server, int unanswered, int connections, int sticky) -> {
            assertThat(unanswered).isEqualTo(3);
            assertThat(failed.put(server, true)).isFalse();
            if (purge) {
              ike.values().removeIf(each -> each == server);
              esp.values().removeIf(each -> each == server);
            } else {
              assertThat(connections + sticky).isZero();
            }
          }
          case SlbAction.Back(String farm, int server) -> assertThat(failed.put(server, false)).isTrue();
        }
      }
      arm();
    }

    void talk(int client, boolean isakmp) {
      long now = world.nowNanos();
      Map<Integer, Integer> mine = isakmp ? ike : esp;
      Map<Integer, Long> seen = isakmp ? seenIke : seenEsp;
      long idle = Duration.ofSeconds(3650).toNanos();
      boolean open = mine.containsKey(client) && seen.get(client) + idle > now;
      boolean other = (isakmp ? esp : ike).containsKey(client)
          && (isakmp ? seenEsp : seenIke).get(client) + idle > now;
      Verdict verdict = isakmp ? LoadBalancerTest.ike(slb, client, now) : LoadBalancerTest.esp(slb, client, now);
      if (verdict instanceof Verdict.To(int server)) {
        if (open) {
          assertThat(server).as("a connection stays").isEqualTo(mine.get(client));
        } else {
          assertThat(failed.get(server)).as("a new connection to a failed server").isFalse();
        }
        if (purge) {
          assertThat(failed.get(server)).as("a packet to a failed server").isFalse();
        }
        if (other) {
          assertThat(server).as("ESP and ISAKMP together").isEqualTo((isakmp ? esp : ike).get(client));
        }
        mine.put(client, server);
        seen.put(client, now);
      } else {
        assertThat(verdict).isInstanceOf(Verdict.Drop.class);
        assertThat(open).as("who has a connection is never refused").isFalse();
      }
      arm();
    }

    void check() {
      SlbView view = slb.view();
      int sum = 0;
      for (SlbView.Real real : view.reals()) {
        assertThat(real.connections()).isBetween(0, limit.get(real.address()));
        sum += real.connections();
      }
      assertThat(sum).isEqualTo(view.connections()).isLessThanOrEqualTo(500);
      assertThat(view.servers().stream().mapToInt(SlbView.Server::connections).sum()).isEqualTo(sum);
      assertThat(view.sticky()).isLessThanOrEqualTo(500);
    }

    private int index(int server) {
      return server - SERVERS[0];
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void keepsItsPromisesAndForgetsEverything(long seed) {
    var network = new Network(seed);
    World world = network.world;
    int clients = 20 + world.random.nextInt(60);
    long span = Duration.ofHours(4).toNanos();
    for (int i = 0; i < 3000; i++) {
      int client = FIRST_CLIENT + world.random.nextInt(clients);
      boolean isakmp = world.random.nextBoolean();
      world.after(Duration.ofNanos(world.random.nextLong(span)), () -> network.talk(client, isakmp));
    }
    for (int i = 0; i < 12; i++) {
      int server = world.random.nextInt(SERVERS.length);
      world.after(Duration.ofNanos(world.random.nextLong(span)),
          () -> network.alive[server] = !network.alive[server]);
    }
    world.runFor(Duration.ofHours(4), network::check);
    assertThat(network.slb.view().servers()).allMatch(server -> server.total() > 0);
    world.runFor(Duration.ofSeconds(3650 + 6000 + 1), network::check);
    assertThat(network.slb.view().connections()).isZero();
    assertThat(network.slb.view().sticky()).isZero();
    assertThat(network.slb.view().reals()).allMatch(real -> real.connections() == 0);
  }

  /** While all are alive and have room, after any number of new clients each has its share within one turn. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void newClientsAreSharedByWeight(long seed) {
    var network = new Network(seed | 1);                     // an odd seed: no limits
    int weights = 0;
    for (Real real : network.reals) {
      weights += real.weight();
    }
    for (int i = 0; i < 200; i++) {
      network.talk(FIRST_CLIENT + i, i % 2 == 0);
      for (int r = 0; r < SERVERS.length; r++) {
        int weight = network.reals[r].weight();
        double share = (i + 1.0) * weight / weights;
        assertThat((double) network.slb.view().reals().get(r).connections()).isBetween(share - weight, share + weight);
      }
    }
  }
}
