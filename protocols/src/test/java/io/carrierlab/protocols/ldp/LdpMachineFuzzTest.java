package io.carrierlab.protocols.ldp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ldp.LdpMessage.Address;
import io.carrierlab.protocols.ldp.LdpMessage.LabelMapping;
import io.carrierlab.protocols.ldp.LdpMessage.LabelRelease;
import io.carrierlab.protocols.ldp.LdpMessage.LabelWithdraw;
import io.carrierlab.protocols.ldp.LdpView.State;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.tcp.Flow;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes, in whatever order: nothing escapes, and the tables stay sound. */
class LdpMachineFuzzTest {
  private static final int ROUNDS = 20_000;

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void survivesAHostilePeer(long seed) {
    var random = new SplittableRandom(seed);
    var driver = LdpDriver.in(State.OPERATIONAL, random.nextBoolean());
    long wasUp = 0;
    for (int round = 0; round < ROUNDS; round++) {
      if (random.nextInt(4) > 0 && driver.state() != State.OPERATIONAL) {
        revive(driver);
      }
      wasUp += driver.state() == State.OPERATIONAL ? 1 : 0;
      act(driver, random);
      if (round % 100 == 0) {
        checkSound(driver);
      }
      driver.sent();
    }
    checkSound(driver);
    assertTrue(wasUp > ROUNDS / 10, "too seldom operational to say anything: " + wasUp);
  }

  private static void revive(LdpDriver driver) {
    driver.on(new LdpEvent.InterfaceUp(1, LdpDriver.OWN_LINK));
    driver.hello();
    driver.on(new LdpEvent.TimerFired(new LdpTimer.Retry(driver.peer())));
    driver.connect();
    driver.receive(driver.initialization(30), new LdpMessage.KeepAlive(2));
  }

  private static void checkSound(LdpDriver driver) {
    LdpView.Labels labels = driver.machine.labels();
    long dynamic = driver.machine.bindings().stream()
        .filter(one -> one.local().isPresent() && one.local().getAsInt() != 3).count();
    assertEquals(dynamic, labels.inUse());
    boolean up = driver.machine.sessions().stream().anyMatch(one -> one.state() == State.OPERATIONAL);
    assertTrue(up || driver.machine.bindings().stream().allMatch(one -> one.remote().isEmpty()));
    assertTrue(up || labels.awaitingRelease() == 0);
  }

  private static void act(LdpDriver driver, SplittableRandom random) {
    switch (random.nextInt(12)) {
      case 0 -> driver.on(new LdpEvent.HelloReceived(random.nextInt(3), random.nextInt(8),
          Mutate.oneOf(random, LdpVectors.ALL)));
      case 1 -> driver.on(new LdpEvent.TcpReceived(driver.flow(), Mutate.oneOf(random, LdpVectors.ALL)));
      case 2, 3, 4 -> driver.receiveMessage(message(random));
      case 5 -> driver.receiveMessage(valid(random).encode());
      case 6 -> driver.on(new LdpEvent.RoutesChanged(List.of(new LdpEvent.Route(prefix(random),
          List.of(new LdpEvent.NextHop(random.nextInt(3), random.nextInt(4))))), List.of(prefix(random))));
      case 7 -> driver.on(new LdpEvent.LocalPrefix(prefix(random), random.nextBoolean()));
      case 8 -> driver.pass(Duration.ofMillis(random.nextInt(500)), true);
      case 9 -> driver.on(new LdpEvent.TimerFired(timer(driver, random)));
      case 10 -> driver.on(connection(driver, random));
      default -> rarely(driver, random);
    }
  }

  private static void rarely(LdpDriver driver, SplittableRandom random) {
    switch (random.nextInt(6)) {
      case 0 -> driver.on(new LdpEvent.InterfaceUp(1 + random.nextInt(2), LdpDriver.OWN_LINK + random.nextInt(2)));
      case 1 -> driver.on(new LdpEvent.InterfaceDown(random.nextInt(3)));
      case 2 -> driver.on(new LdpEvent.ClearSession(driver.peer()));
      case 3 -> driver.on(new LdpEvent.TcpRefused(driver.peer(), "MD5 digest mismatch"));
      case 4 -> driver.reconnect();
      default -> driver.on(new LdpEvent.TcpReceived(driver.flow(), Mutate.noise(random, 64)));
    }
  }

  private static LdpTimer timer(LdpDriver driver, SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> new LdpTimer.HelloDue(random.nextInt(3));
      case 1 -> new LdpTimer.HelloHold(random.nextInt(3), driver.peer());
      case 2 -> new LdpTimer.KeepAliveDue(driver.peer());
      case 3 -> new LdpTimer.KeepAliveHold(driver.peer());
      case 4 -> new LdpTimer.Retry(driver.peer());
      default -> new LdpTimer.Handshake(driver.flow());
    };
  }

  private static LdpEvent connection(LdpDriver driver, SplittableRandom random) {
    var stray = new Flow(LdpDriver.OWN, LdpMachine.PORT, random.nextInt(3), 1 + random.nextInt(9));
    return switch (random.nextInt(4)) {
      case 0 -> new LdpEvent.TcpConnected(stray, random.nextBoolean());
      case 1 -> new LdpEvent.TcpReceived(stray, Mutate.oneOf(random, LdpVectors.ALL));
      case 2 -> new LdpEvent.TcpClosed(stray, "gone");
      default -> new LdpEvent.TcpClosed(random.nextInt(20) == 0 ? driver.flow() : stray, "gone");
    };
  }

  private static LdpMessage valid(SplittableRandom random) {
    var fecs = List.of((Fec) new Fec.Prefix(prefix(random)));
    var label = random.nextBoolean() ? OptionalInt.of(16 + random.nextInt(40)) : OptionalInt.empty();
    return switch (random.nextInt(5)) {
      case 0 -> new Address(1, Stream.generate(() -> random.nextInt(4)).limit(random.nextInt(3)).toList());
      case 1 -> new LdpMessage.AddressWithdraw(1, List.of(random.nextInt(4)));
      case 2 -> new LabelMapping(2, List.of(prefix(random)), random.nextBoolean() ? 3 : 16 + random.nextInt(4),
          OptionalInt.empty());
      case 3 -> new LabelWithdraw(3, random.nextInt(9) == 0 ? List.of(new Fec.Wildcard()) : fecs, label);
      default -> new LabelRelease(4, random.nextInt(9) == 0 ? List.of(new Fec.Wildcard()) : fecs, label);
    };
  }

  /** A valid message or, often, one with faults. */
  private static byte[] message(SplittableRandom random) {
    byte[] octets = valid(random).encode();
    return random.nextInt(4) == 0 ? Mutate.oneOf(random, octets) : octets;
  }

  private static Ipv4Prefix prefix(SplittableRandom random) {
    return Ipv4Prefix.covering(0x0a000000 | random.nextInt(12) << 16, random.nextInt(8) == 0 ? 0 : 16);
  }
}
