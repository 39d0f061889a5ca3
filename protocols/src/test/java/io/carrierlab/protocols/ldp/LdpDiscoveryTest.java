package io.carrierlab.protocols.ldp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.ldp.LdpEvent.HelloReceived;
import io.carrierlab.protocols.ldp.LdpEvent.InterfaceUp;
import io.carrierlab.protocols.ldp.LdpEvent.TimerFired;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LdpDiscoveryTest {
  private static final int PEER = 0xc0a80008;
  private static final long SECOND = 1_000_000_000L;

  private final LdpMachine machine = new LdpMachine(LdpConfig.of(LdpDriver.OWN));

  private static byte[] hello(int messageId, int holdSeconds) {
    var message = new LdpMessage.Hello(messageId, holdSeconds, false, false,
        Optional.of(new LdpMessage.Ipv4Address(PEER)), OptionalInt.empty());
    return new LdpPdu(LdpId.platform(PEER), List.of(message)).encode();
  }

  private List<LdpAction> hear(byte[] octets, long now) {
    return machine.on(new HelloReceived(1, LdpDriver.PEER_LINK, octets), now);
  }

  private List<LdpView.Adjacency> adjacencies() {
    return machine.discovery().getFirst().adjacencies();
  }

  @Test
  void sendsTheSameOctetsAgainAndAgain() {
    assertEquals(List.of(new LdpAction.TcpListen(), new LdpAction.Arm(new LdpTimer.HelloDue(1), Duration.ZERO)),
        machine.on(new InterfaceUp(1, LdpDriver.OWN_LINK), 0));
    List<LdpAction> first = machine.on(new TimerFired(new LdpTimer.HelloDue(1)), 0);
    assertSame(first, machine.on(new TimerFired(new LdpTimer.HelloDue(1)), 5 * SECOND));
    assertEquals(new LdpAction.Arm(new LdpTimer.HelloDue(1), Duration.ofSeconds(5)), first.get(1));
    assertTrue(first.get(0) instanceof LdpAction.SendHello(int index, int destination, byte[] octets)
        && index == 1 && destination == LdpMachine.ALL_ROUTERS && octets.length == 34);
  }

  @Test
  void believesAHelloForItsHoldTimeToTheNanosecond() {
    machine.on(new InterfaceUp(1, LdpDriver.OWN_LINK), 0);
    var hold = new LdpTimer.HelloHold(1, PEER);
    assertTrue(hear(hello(1, 15), 0).contains(new LdpAction.Arm(hold, Duration.ofSeconds(15))));
    // The same again, then the same under another message id: neither touches the timer.
    assertEquals(List.of(), hear(hello(1, 15), 7 * SECOND + 1));
    assertEquals(List.of(), hear(hello(2, 15), 14 * SECOND + 3));
    assertEquals(List.of(new LdpAction.Arm(hold, Duration.ofNanos(14 * SECOND + 3))),
        machine.on(new TimerFired(hold), 15 * SECOND));
    assertEquals(29 * SECOND + 3, adjacencies().getFirst().expiresAtNanos());
    machine.on(new TimerFired(hold), 29 * SECOND + 3);
    assertEquals(List.of(), adjacencies());
    assertEquals("hello hold timer expired", machine.sessions().getFirst().whyDown());
  }

  @Test
  void aShorterHoldTimeCountsAtOnceAndQuickensOurHellos() {
    machine.on(new InterfaceUp(1, LdpDriver.OWN_LINK), 0);
    hear(hello(1, 0), 0);
    assertEquals(15, adjacencies().getFirst().holdSeconds());
    List<LdpAction> actions = hear(hello(1, 3), SECOND);
    assertTrue(actions.contains(new LdpAction.Arm(new LdpTimer.HelloHold(1, PEER), Duration.ofSeconds(3))));
    assertTrue(actions.contains(new LdpAction.Arm(new LdpTimer.HelloDue(1), Duration.ofSeconds(1))));
    hear(hello(1, 0xffff), 2 * SECOND);
    assertEquals(15, adjacencies().getFirst().holdSeconds());
    assertEquals(List.of(), machine.on(new TimerFired(new LdpTimer.HelloHold(1, PEER)), 4 * SECOND).stream()
        .filter(one -> !(one instanceof LdpAction.Arm)).toList());
    assertEquals(1, adjacencies().size());
  }

  @Test
  void forgetsTheOldestWhenStrangersSwarm() {
    machine.on(new InterfaceUp(1, LdpDriver.OWN_LINK), 0);
    for (int i = 1; i <= 5_000; i++) {
      var message = new LdpMessage.Hello(0, 15, false, false, Optional.empty(), OptionalInt.empty());
      byte[] octets = new LdpPdu(LdpId.platform(i), List.of(message)).encode();
      machine.on(new HelloReceived(1, 0x0b000000 + i, octets), i);
    }
    assertEquals(256, adjacencies().size());
    assertEquals(256, machine.sessions().size());
    assertEquals(5_000L - 256, machine.counts().get(LdpView.Count.TOO_MANY_NEIGHBOURS));
  }
}
