package io.carrierlab.protocols.hsrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.hsrp.HsrpMessage.Operation;
import io.carrierlab.protocols.ip.Ipv4;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is beside the RFC's table: timers, priorities, preemption, tracking, gratuitous ARP, followers. */
class HsrpMachineTest {
  private static final int OWN = Ipv4.parse("10.0.0.2");
  private static final int OTHER = Ipv4.parse("10.0.0.3");
  private static final int VIRTUAL = Ipv4.parse("10.0.0.1");
  private static final long MAC = 0x0200_0000_1001L;
  private static final long SECOND = 1_000_000_000L;

  private static HsrpMachine machine(int version, Duration hello, Duration hold, boolean preempt, Duration delay,
      Map<String, Integer> tracks) {
    return new HsrpMachine(new HsrpMachine.Config(OWN, MAC, version, 1, VIRTUAL, hello, hold, 100, preempt, delay,
        "cisco", new TreeMap<>(tracks)));
  }

  private static HsrpMachine usual(boolean preempt) {
    return machine(1, Duration.ofSeconds(1), Duration.ofSeconds(3), preempt, Duration.ZERO, Map.of());
  }

  private static HsrpEvent hello(HsrpState state, int priority, int version, long helloMillis, long holdMillis) {
    return new HsrpEvent.Received(OTHER, new HsrpMessage(version, Operation.HELLO, state, helloMillis, holdMillis,
        priority, 1, 0, "cisco", VIRTUAL));
  }

  private static HsrpEvent active(int priority) {
    return hello(HsrpState.ACTIVE, priority, 1, 1000, 3000);
  }

  private static void activate(HsrpMachine machine, long nowNanos) {
    machine.on(new HsrpEvent.Up(), nowNanos);
    for (HsrpTimer timer : List.of(HsrpTimer.ACTIVE, HsrpTimer.ACTIVE, HsrpTimer.STANDBY)) {
      machine.on(new HsrpEvent.TimerFired(timer), nowNanos);
    }
    assertEquals(HsrpState.ACTIVE, machine.view().state());
  }

  private static HsrpMessage sent(List<HsrpAction> actions) {
    return actions.stream().filter(HsrpAction.Send.class::isInstance).map(HsrpAction.Send.class::cast).findFirst()
        .orElseThrow().message();
  }

  private static Duration armed(List<HsrpAction> actions, HsrpTimer timer) {
    return actions.stream().filter(HsrpAction.Arm.class::isInstance).map(HsrpAction.Arm.class::cast)
        .filter(arm -> arm.timer() == timer).findFirst().orElseThrow().after();
  }

  /** The active timer runs out in Speak, where the table has nothing to do; the group is not left without a router. */
  @Test
  void becomesActiveAloneAfterTwoHoldTimes() {
    HsrpMachine machine = usual(false);
    assertEquals(Duration.ofSeconds(3), armed(machine.on(new HsrpEvent.Up(), 0), HsrpTimer.ACTIVE));
    machine.on(new HsrpEvent.TimerFired(HsrpTimer.ACTIVE), 3 * SECOND);
    assertEquals(HsrpState.SPEAK, machine.view().state());
    machine.on(new HsrpEvent.TimerFired(HsrpTimer.ACTIVE), 6 * SECOND);
    assertEquals(HsrpState.SPEAK, machine.view().state());
    List<HsrpAction> actions = machine.on(new HsrpEvent.TimerFired(HsrpTimer.STANDBY), 6 * SECOND);
    assertEquals(List.of(
        new HsrpAction.Changed(HsrpState.SPEAK, HsrpState.STANDBY, "standby timer expired"),
        new HsrpAction.Changed(HsrpState.STANDBY, HsrpState.ACTIVE, "active timer expired")),
        actions.stream().filter(HsrpAction.Changed.class::isInstance).toList());
  }

  /** RFC 2281 §6.1: hellos of the active router come from the virtual MAC, those of others from their own. */
  @Test
  void sendsUnderTheVirtualMacWhileActiveOnly() {
    HsrpMachine machine = usual(false);
    machine.on(new HsrpEvent.Up(), 0);
    machine.on(new HsrpEvent.TimerFired(HsrpTimer.ACTIVE), 0);
    assertEquals(new HsrpAction.Send(new HsrpMessage(1, Operation.HELLO, HsrpState.SPEAK, 1000, 3000, 100, 1, 0,
        "cisco", VIRTUAL), 0), machine.on(new HsrpEvent.TimerFired(HsrpTimer.HELLO), 0).getFirst());
    activate(machine = usual(false), 0);
    assertEquals(new HsrpAction.Send(new HsrpMessage(1, Operation.HELLO, HsrpState.ACTIVE, 1000, 3000, 100, 1, 0,
        "cisco", VIRTUAL), 0x0000_0c07_ac01L), machine.on(new HsrpEvent.TimerFired(HsrpTimer.HELLO), 0).getFirst());
  }

  @Test
  void announcesTheAddressThreeTimesAndReleasesItOnce() {
    HsrpMachine machine = usual(false);
    activate(machine, 0);
    var announce = new HsrpAction.Announce(VIRTUAL, 0x0000_0c07_ac01L);
    assertEquals(List.of(announce, new HsrpAction.Arm(HsrpTimer.ARP, Duration.ofSeconds(2))),
        machine.on(new HsrpEvent.TimerFired(HsrpTimer.ARP), 2 * SECOND));
    assertEquals(List.of(announce), machine.on(new HsrpEvent.TimerFired(HsrpTimer.ARP), 4 * SECOND));
    List<HsrpAction> left = machine.on(active(200), 5 * SECOND);
    assertTrue(left.contains(new HsrpAction.Release(VIRTUAL, 0x0000_0c07_ac01L)));
    assertTrue(left.contains(new HsrpAction.Disarm(HsrpTimer.ARP)));
    assertEquals(List.of(), machine.on(new HsrpEvent.TimerFired(HsrpTimer.ARP), 6 * SECOND));
  }

  @Test
  void equalPrioritiesGoByAddress() {
    HsrpMachine machine = usual(false);
    activate(machine, 0);
    machine.on(active(100), SECOND);                       // 10.0.0.3 is higher than 10.0.0.2
    assertEquals(HsrpState.SPEAK, machine.view().state());
    activate(machine = usual(false), 0);
    var lower = new HsrpMessage(1, Operation.HELLO, HsrpState.ACTIVE, 1000, 3000, 100, 1, 0, "cisco", VIRTUAL);
    assertEquals(Operation.COUP,
        sent(machine.on(new HsrpEvent.Received(Ipv4.parse("9.255.255.255"), lower), SECOND)).operation());
    assertEquals(HsrpState.ACTIVE, machine.view().state());
  }

  @Test
  void countsWhatItDoesNotBelieve() {
    HsrpMachine machine = usual(true);
    machine.on(new HsrpEvent.Up(), 0);
    var stranger = new HsrpMessage(1, Operation.HELLO, HsrpState.ACTIVE, 1000, 3000, 50, 1, 0, "wrong", VIRTUAL);
    assertEquals(List.of(), machine.on(new HsrpEvent.Received(OTHER, stranger), 0));
    var echo = new HsrpMessage(1, Operation.HELLO, HsrpState.ACTIVE, 1000, 3000, 50, 1, 0, "cisco", VIRTUAL);
    assertEquals(List.of(), machine.on(new HsrpEvent.Received(OWN, echo), 0));
    assertEquals(HsrpState.LISTEN, machine.view().state());
    var misled = new HsrpMessage(1, Operation.HELLO, HsrpState.ACTIVE, 1000, 3000, 150, 1, 0, "cisco", VIRTUAL + 9);
    machine.on(new HsrpEvent.Received(OTHER, misled), 0);
    assertEquals(new HsrpView.Drops(1, 1, 1), machine.view().drops());
  }

  @Test
  void preemptsAfterItsDelayOnly() {
    HsrpMachine machine = machine(1, Duration.ofSeconds(1), Duration.ofSeconds(3), true, Duration.ofSeconds(20),
        Map.of());
    machine.on(new HsrpEvent.Up(), 5 * SECOND);
    machine.on(active(90), 25 * SECOND - 1);
    assertEquals(HsrpState.LISTEN, machine.view().state());
    List<HsrpAction> actions = machine.on(active(90), 25 * SECOND);
    assertEquals(HsrpState.ACTIVE, machine.view().state());
    assertEquals(Operation.COUP, sent(actions).operation());
    assertEquals(HsrpState.LISTEN, sent(actions).state());   // it says whence it comes, as in IOS
  }

  @Test
  void tracksInterfaces() {
    HsrpMachine machine = machine(1, Duration.ofSeconds(1), Duration.ofSeconds(3), true, Duration.ofSeconds(20),
        Map.of("ge1", 20, "ge2", 30));
    assertEquals(50, machine.view().priority());             // so far, nothing is known to be up
    machine.on(new HsrpEvent.Line("ge1", true), 0);
    machine.on(new HsrpEvent.Line("ge2", true), 0);
    machine.on(new HsrpEvent.Line("ge7", false), 0);
    activate(machine, 0);
    assertEquals(100, machine.view().priority());
    machine.on(new HsrpEvent.Line("ge2", false), 60 * SECOND);
    assertEquals(70, sent(machine.on(new HsrpEvent.TimerFired(HsrpTimer.HELLO), 60 * SECOND)).priority());
    machine.on(active(80), 61 * SECOND);
    assertEquals(HsrpState.SPEAK, machine.view().state());
    machine.on(new HsrpEvent.Line("ge2", true), 90 * SECOND);
    machine.on(active(80), 110 * SECOND - 1);
    assertEquals(HsrpState.SPEAK, machine.view().state(), "the delay counts from the return of the interface");
    machine.on(active(80), 110 * SECOND);
    assertEquals(HsrpState.ACTIVE, machine.view().state());
  }

  @Test
  void priorityIsNeverLessThanNothing() {
    HsrpMachine machine = machine(1, Duration.ofSeconds(1), Duration.ofSeconds(3), false, Duration.ZERO,
        Map.of("ge1", 255));
    activate(machine, 0);
    assertEquals(0, sent(machine.on(new HsrpEvent.TimerFired(HsrpTimer.HELLO), 0)).priority());
  }

  @Test
  void takesOverWhenToldTo() {
    HsrpMachine machine = usual(false);
    machine.on(new HsrpEvent.Up(), 0);
    machine.on(active(200), 0);
    HsrpMessage coup = sent(machine.on(new HsrpEvent.TakeOver(), SECOND));
    assertEquals(Operation.COUP, coup.operation());
    assertEquals(201, coup.priority());                      // 200 would do for a higher address
    assertEquals(HsrpState.ACTIVE, machine.view().state());
    machine.on(active(200), 2 * SECOND);
    assertEquals(HsrpState.ACTIVE, machine.view().state(), "it stays above the other one");
    machine.on(active(255), 3 * SECOND);
    assertEquals(HsrpState.SPEAK, machine.view().state());
    assertEquals(100, machine.view().priority());
    assertEquals(List.of(new HsrpAction.Refused(HsrpState.SPEAK, "no priority is above the active router's")),
        machine.on(new HsrpEvent.TakeOver(), 4 * SECOND), "nothing is above 255 and 10.0.0.3");
    assertEquals(List.of(new HsrpAction.Refused(HsrpState.INITIAL, "it takes no part in the election")),
        usual(false).on(new HsrpEvent.TakeOver(), 0));
  }

  /** What an operator has raised is lost by the decrements as what is configured. */
  @Test
  void tracksInterfacesWhileItIsRaised() {
    HsrpMachine machine = machine(1, Duration.ofSeconds(1), Duration.ofSeconds(3), false, Duration.ZERO,
        Map.of("ge1", 20, "ge2", 30));
    machine.on(new HsrpEvent.Line("ge1", true), 0);
    machine.on(new HsrpEvent.Up(), 0);
    machine.on(active(240), 0);
    assertEquals(241, sent(machine.on(new HsrpEvent.TakeOver(), SECOND)).priority(), "though ge2 is down");
    machine.on(new HsrpEvent.Line("ge1", false), 2 * SECOND);
    assertEquals(221, machine.view().priority());
    machine.on(new HsrpEvent.Line("ge1", true), 3 * SECOND);
    machine.on(new HsrpEvent.Line("ge2", true), 3 * SECOND);
    assertEquals(255, machine.view().priority());
    machine.on(new HsrpEvent.Line("ge2", false), 4 * SECOND);
    machine.on(new HsrpEvent.Line("ge1", false), 4 * SECOND);
    machine.on(active(240), 5 * SECOND);
    assertEquals(HsrpState.SPEAK, machine.view().state());
    assertEquals(50, machine.view().priority());
  }

  @Test
  void resignsUnderItsOwnMac() {
    HsrpMachine machine = usual(false);
    activate(machine, 0);
    var coup = new HsrpMessage(1, Operation.COUP, HsrpState.LISTEN, 1000, 3000, 200, 1, 0, "cisco", VIRTUAL);
    assertTrue(machine.on(new HsrpEvent.Received(OTHER, coup), SECOND).contains(new HsrpAction.Send(new HsrpMessage(1,
        Operation.RESIGN, HsrpState.ACTIVE, 1000, 3000, 100, 1, 0, "cisco", VIRTUAL), 0)));
  }

  @Test
  void learnsTimersWhereNoneAreConfigured() {
    HsrpMachine machine = machine(1, Duration.ZERO, Duration.ZERO, false, Duration.ZERO, Map.of());
    assertEquals(Duration.ofSeconds(10), armed(machine.on(new HsrpEvent.Up(), 0), HsrpTimer.ACTIVE));
    assertEquals(Duration.ofSeconds(15),
        armed(machine.on(hello(HsrpState.ACTIVE, 200, 1, 5000, 15_000), 0), HsrpTimer.ACTIVE));
    assertEquals(Duration.ofSeconds(5), machine.view().hello());
    HsrpMachine configured = usual(false);
    configured.on(new HsrpEvent.Up(), 0);
    assertEquals(Duration.ofSeconds(15),
        armed(configured.on(hello(HsrpState.ACTIVE, 200, 1, 5000, 15_000), 0), HsrpTimer.ACTIVE), "§5.6 A");
    assertEquals(Duration.ofSeconds(1), configured.view().hello());
  }

  /** Version 1 cannot say milliseconds, version 2 can. */
  @Test
  void countsInMilliseconds() {
    var first = machine(1, Duration.ofMillis(250), Duration.ofMillis(750), false, Duration.ZERO, Map.of());
    first.on(new HsrpEvent.Up(), 0);
    assertEquals(Duration.ofMillis(750), armed(first.on(active(200), 0), HsrpTimer.ACTIVE));
    first.on(new HsrpEvent.TimerFired(HsrpTimer.STANDBY), 0);
    HsrpMessage said = sent(first.on(new HsrpEvent.TimerFired(HsrpTimer.HELLO), 0));
    assertEquals(List.of(1000L, 1000L), List.of(said.helloMillis(), said.holdMillis()));
    var second = machine(2, Duration.ZERO, Duration.ZERO, false, Duration.ZERO, Map.of());
    second.on(new HsrpEvent.Up(), 0);
    assertEquals(Duration.ofMillis(750),
        armed(second.on(hello(HsrpState.ACTIVE, 200, 2, 250, 750), 0), HsrpTimer.ACTIVE));
    second.on(new HsrpEvent.TimerFired(HsrpTimer.STANDBY), 0);
    HsrpMessage learnt = sent(second.on(new HsrpEvent.TimerFired(HsrpTimer.HELLO), 0));
    assertEquals(List.of(250L, 750L, MAC), List.of(learnt.helloMillis(), learnt.holdMillis(), learnt.sender()));
  }

  @Test
  void aFollowerHasTheStateOfItsLeader() {
    var follower = new HsrpFollower("outside", OWN, 1, 11, VIRTUAL);
    assertEquals(List.of(), follower.on(new HsrpEvent.Leader("outside", HsrpState.ACTIVE), 0));
    List<HsrpAction> up = follower.on(new HsrpEvent.Up(), SECOND);
    assertEquals(List.of(new HsrpAction.Announce(VIRTUAL, 0x0000_0c07_ac0bL),
        new HsrpAction.Arm(HsrpTimer.ARP, Duration.ofSeconds(2)),
        new HsrpAction.Changed(HsrpState.INITIAL, HsrpState.ACTIVE, "interface up")), up);
    assertEquals(List.of(), follower.on(new HsrpEvent.Leader("other", HsrpState.SPEAK), SECOND));
    List<HsrpAction> gone = follower.on(new HsrpEvent.Leader("outside", HsrpState.SPEAK), SECOND);
    assertTrue(gone.contains(new HsrpAction.Release(VIRTUAL, 0x0000_0c07_ac0bL)));
    assertFalse(gone.stream().anyMatch(HsrpAction.Send.class::isInstance));
    follower.on(new HsrpEvent.Down(), SECOND);
    assertEquals(HsrpState.INITIAL, follower.view().state());
  }
}
