package io.carrierlab.protocols.ike1;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.sim.World;
import io.carrierlab.protocols.wire.WireWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile messages at every stage: nothing is thrown, nothing is believed, and honest ends still find together. */
class Ike1FuzzTest {
  private static final int SESSIONS = 60;

  private static IkeNet net(long seed, boolean aggressive) {
    IkeSettings settings = IkeNet.settings(
        aggressive ? AuthMethod.XAUTH_PRE_SHARED_KEY : AuthMethod.PRE_SHARED_KEY, IkeNet.CHILD);
    var net = new IkeNet(new World(seed, 0), 0.1, settings);
    net.groups.put("192.168.1.10", Optional.of(IkeNet.GROUP));
    net.nat = false;
    return net;
  }

  private static Initiator who(boolean aggressive, String key) {
    Initiator alice = IkeNet.remoteAccess(key, "alice", "alicepw");
    return new Initiator(alice.identity(), alice.preSharedKey(), alice.user(), alice.password(), aggressive, true,
        alice.local(), alice.remote());
  }

  /** Beside each honest message comes a damaged copy, in front of it or behind. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void damagedCopiesDoNoHarm(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < SESSIONS; round++) {
      IkeNet net = net(random.nextLong(), round % 2 == 0);
      net.meddler = octets -> {
        byte[] damaged = Mutate.oneOf(random, octets);
        net.world.after(Duration.ofMillis(random.nextInt(60)), () -> inject(net, random, damaged));
        return octets;
      };
      net.connect(who(round % 2 == 0, "groupsecret"));
      net.run(Duration.ofSeconds(100));
      if (net.client.closed.isEmpty() && !net.client.installed.isEmpty()) {
        net.client.installed.values().forEach(ours -> assertThat(net.gateways.stream()
            .flatMap(each -> each.all(IkeAction.Install.class).stream()).map(IkeAction.Install::sa)
            .anyMatch(theirs -> Ike1SimTest.agree(ours, theirs))).isTrue());
      }
    }
  }

  private static void inject(IkeNet net, SplittableRandom random, byte[] damaged) {
    var toClient = new Path(IkeNet.CLIENT, Path.IKE, IkeNet.GATEWAY, Path.IKE);
    var toGateway = new Path(IkeNet.GATEWAY, Path.IKE, IkeNet.CLIENT, Path.IKE);
    if (random.nextBoolean() && net.client.closed.isEmpty()) {
      net.client.on(new IkeEvent.Datagram(toClient, damaged));
    } else if (!net.gateways.isEmpty() && net.gateway().closed.isEmpty()) {
      net.gateway().on(new IkeEvent.Datagram(toGateway, damaged));
    }
  }

  /** Whatever is done to its messages, an end with a wrong key never gets in. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void aWrongKeyNeverGetsIn(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < SESSIONS; round++) {
      IkeNet net = net(random.nextLong(), round % 2 == 0);
      net.meddler = octets -> random.nextInt(3) == 0 ? Mutate.oneOf(random, octets) : octets;
      net.connect(who(round % 2 == 0, "wrong"));
      net.run(Duration.ofSeconds(100));
      assertThat(net.client.all(IkeAction.Authenticated.class)).isEmpty();
      for (IkeNet.End each : net.gateways) {
        assertThat(each.all(IkeAction.Authenticated.class)).isEmpty();
        assertThat(each.installs).isZero();
      }
    }
  }

  /** An established pair of sessions under fire: damaged copies of everything that was ever said, and noise. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void anEstablishedSessionStands(long seed) {
    var random = new SplittableRandom(seed);
    IkeNet net = net(seed, true);
    net.connect(who(true, "groupsecret"));
    net.run(Duration.ofSeconds(10));
    var said = net.wire.stream().map(IkeNet.Wire::octets).toArray(byte[][]::new);
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = switch (random.nextInt(4)) {
        case 0 -> Mutate.noise(random, 200);
        case 1 -> said[random.nextInt(said.length)];
        default -> Mutate.oneOf(random, said);
      };
      inject(net, random, octets);
    }
    assertThat(net.client.closed).isEmpty();
    assertThat(net.gateway().closed).isEmpty();
    assertThat(net.client.installed).hasSize(1);
    assertThat(net.gateway().installed).hasSize(1);
    assertThat(net.client.session.state()).isEqualTo("QM_IDLE");
    net.run(Duration.ofMinutes(10));
    assertThat(net.client.closed).isEmpty();
    RemoteAccessTest.assertSameKeys(net.client, net.gateway());
  }

  /** RFC 2408 §5.4 lets anybody say anything unprotected: it is counted, and that is all. */
  @Test
  void unprotectedInformationalsChangeNothing() {
    IkeNet net = net(1, true);
    net.connect(who(true, "groupsecret"));
    net.run(Duration.ofSeconds(10));
    long i = net.client.session.localSpi();
    long r = net.client.session.remoteSpi();
    byte[] cookies = KeyDerivation.concat(KeyDerivation.cookie(i), KeyDerivation.cookie(r));
    for (Payload payload : new Payload[] {
        new Payload.Delete(1, Proposal.ISAKMP, 16, List.of(cookies)),
        new Payload.Notify(1, 1, new byte[0], NotifyType.NO_PROPOSAL_CHOSEN, new byte[0]),
        new Payload.Notify(1, 1, cookies, NotifyType.INITIAL_CONTACT, new byte[0])}) {
      byte[] body = PayloadChain.encode(List.of(payload));
      var out = new WireWriter();
      new Ike1Header(i, r, payload.payloadType(), 1, 0, 5, 0, 77, Ike1Header.OCTETS + body.length).write(out);
      byte[] octets = out.octets(body).toByteArray();
      int sent = net.wire.size();
      inject(net, new SplittableRandom(1), octets);
      net.gateway().on(new IkeEvent.Datagram(new Path(IkeNet.GATEWAY, 500, IkeNet.CLIENT, 500), octets));
      assertThat(net.wire).hasSize(sent);
    }
    assertThat(net.gateway().all(IkeAction.Rejected.class))
        .contains(new IkeAction.Rejected(IkeFailure.SPOOFED_INFORMATIONAL));
    assertThat(net.client.closed).isEmpty();
    assertThat(net.gateway().closed).isEmpty();
    assertThat(net.gateway().installed).hasSize(1);
  }
}
