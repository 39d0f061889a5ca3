package io.carrierlab.protocols.hsrp;

import io.carrierlab.protocols.hsrp.HsrpTable.Deed;
import io.carrierlab.protocols.hsrp.HsrpTable.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * HSRP in one group of one router (RFC 2281). It turns what happens into triggers of the RFC's table, looks the cell
 * up and does what it says; what the RFC leaves open is as in IOS.
 */
public final class HsrpMachine implements HsrpGroup {
  /** Gratuitous ARPs of a router that becomes active, as IOS sends them: one could get lost. */
  static final int ANNOUNCEMENTS = 3;
  static final Duration BETWEEN_ANNOUNCEMENTS = Duration.ofSeconds(2);
  private static final Duration USUAL_HELLO = Duration.ofSeconds(3);
  private static final Duration USUAL_HOLD = Duration.ofSeconds(10);
  private static final int HIGHEST = 255;

  /**
   * @param address of the interface, IPv4: the source of messages, and what breaks ties
   * @param mac of the interface
   * @param virtualAddress 0: learnt from the active router
   * @param hello and {@code hold}: both zero: learnt from the active router, 3 s and 10 s until then
   * @param preemptDelay since the interface, or one that is tracked, came up
   * @param tracks decrements of the priority by the name of the interface whose failure causes them
   */
  public record Config(int address, long mac, int version, int group, int virtualAddress, Duration hello, Duration hold,
      int priority, boolean preempt, Duration preemptDelay, String authentication, TreeMap<String, Integer> tracks) {
    /** @throws IllegalArgumentException if a hello cannot say this */
    public Config {
      tracks = new TreeMap<>(tracks);
      new HsrpMessage(version, HsrpMessage.Operation.HELLO, HsrpState.INITIAL, field(version, hello),
          field(version, hold), priority, group, version == 1 ? 0 : mac, authentication, virtualAddress);
    }
  }

  private final Config config;
  private final long virtualMac;
  private HsrpState state = HsrpState.INITIAL;
  private int virtualAddress;
  private Duration hello;
  private Duration hold;
  /** Tracked interfaces that are down: all, until they are said to be up. */
  private final TreeSet<String> down;
  /** By an operator's command, until this router is no longer active; 0: not. */
  private int raised;
  private long preemptsFromNanos;
  private int activeRouter;
  private int activePriority;
  private int standbyRouter;
  private boolean activeTimerRuns;
  private int announcementsLeft;
  private long sinceNanos;
  private String why = "";
  private long badAuthentication;
  private long fromOwnAddress;
  private long otherAddress;
  private long nowNanos;
  private List<HsrpAction> actions = new ArrayList<>();

  public HsrpMachine(Config config) {
    this.config = config;
    virtualMac = HsrpMessage.virtualMac(config.version(), config.group());
    virtualAddress = config.virtualAddress();
    hello = learnsTimers() ? USUAL_HELLO : config.hello();
    hold = learnsTimers() ? USUAL_HOLD : config.hold();
    down = new TreeSet<>(config.tracks().keySet());
  }

  private boolean learnsTimers() {
    return config.hello().isZero() && config.hold().isZero();
  }

  /** 0 to 255: what is configured, or an operator has raised it to, less what tracked interfaces take from it. */
  private int priority() {
    return Math.clamp((raised > 0 ? raised : config.priority()) - lost(), 0, HIGHEST);
  }

  /** The decrements of tracked interfaces that are down. */
  private int lost() {
    return down.stream().mapToInt(config.tracks()::get).sum();
  }

  @Override
  public List<HsrpAction> on(HsrpEvent event, long now) {
    nowNanos = now;
    switch (event) {
      case HsrpEvent.Up() -> {
        if (state == HsrpState.INITIAL) {
          delayPreemption();
          pull(Trigger.A, null);
        }
      }
      case HsrpEvent.Down() -> pull(Trigger.B, null);
      case HsrpEvent.Received(int source, HsrpMessage message) -> received(source, message);
      case HsrpEvent.TimerFired(HsrpTimer timer) -> fired(timer);
      case HsrpEvent.Line(String name, boolean up) -> line(name, up);
      case HsrpEvent.TakeOver() -> takeOver();
      case HsrpEvent.Leader others -> { }
    }
    List<HsrpAction> result = actions;
    actions = new ArrayList<>();
    return result;
  }

  private void delayPreemption() {
    preemptsFromNanos = nowNanos + config.preemptDelay().toNanos();
  }

  private boolean preempts() {
    return config.preempt() && nowNanos >= preemptsFromNanos;
  }

  private void line(String name, boolean up) {
    if (!config.tracks().containsKey(name)) {
      return;
    }
    if (up && down.remove(name)) {
      delayPreemption();                                  // routes over it are not there yet
    } else if (!up) {
      down.add(name);
    }
  }

  private void fired(HsrpTimer timer) {
    switch (timer) {
      case ACTIVE -> {
        activeTimerRuns = false;
        if (state != HsrpState.ACTIVE) {
          activeRouter = 0;
        }
        pull(Trigger.C, null);
      }
      case STANDBY -> {
        if (state != HsrpState.STANDBY) {
          standbyRouter = 0;
        }
        pull(Trigger.D, null);
      }
      case HELLO -> pull(Trigger.E, null);
      case ARP -> {
        if (state == HsrpState.ACTIVE) {
          announce();
        }
      }
    }
  }

  /** It is above the active router from now on, so nobody has to wait for a hello: a coup. */
  private void takeOver() {
    if (state != HsrpState.LISTEN && state != HsrpState.SPEAK && state != HsrpState.STANDBY) {
      if (state != HsrpState.ACTIVE) {
        actions.add(new HsrpAction.Refused(state, "it takes no part in the election"));
      }
      return;
    }
    boolean tieWins = Integer.compareUnsigned(config.address(), activeRouter) > 0;
    int needed = activeRouter == 0 ? 0 : activePriority + (tieWins ? 0 : 1);
    if (needed > HIGHEST) {
      actions.add(new HsrpAction.Refused(state, "no priority is above the active router's"));
      return;
    }
    raised = Math.max(config.priority(), needed + lost());
    perform(HsrpTable.at(state, Trigger.H, true, true), "preempt command", null);
  }

  private void received(int source, HsrpMessage message) {
    if (!message.authentication().equals(config.authentication())) {
      badAuthentication++;
      return;
    }
    if (source == config.address()) {
      fromOwnAddress++;
      return;
    }
    if (virtualAddress != 0 && message.virtualAddress() != virtualAddress) {
      otherAddress++;
    }
    boolean higher = higher(source, message.priority());
    switch (message.operation()) {
      case HELLO -> hello(source, message, higher);
      case COUP -> {
        if (higher) {
          if (state == HsrpState.ACTIVE) {
            heardActive(source, message);
          }
          pull(Trigger.J, message);
        }
      }
      case RESIGN -> {
        if (source == activeRouter && state != HsrpState.ACTIVE) {
          activeRouter = 0;
          pull(Trigger.I, message);
        }
      }
    }
  }

  private boolean higher(int source, int priority) {
    return priority != priority() ? priority > priority() : Integer.compareUnsigned(source, config.address()) > 0;
  }

  private void hello(int source, HsrpMessage message, boolean higher) {
    switch (message.state()) {
      case ACTIVE -> {
        if (standbyRouter == source) {
          standbyRouter = 0;
        }
        if (state != HsrpState.ACTIVE || higher) {
          heardActive(source, message);
        }
        pull(higher ? Trigger.G : Trigger.H, message);
      }
      case STANDBY -> {
        if (state != HsrpState.STANDBY || higher) {
          standbyRouter = source;
        }
        pull(higher ? Trigger.K : Trigger.L, message);
      }
      case SPEAK -> {
        if (higher) {
          pull(Trigger.F, message);
        }
      }
      case INITIAL, LEARN, LISTEN -> { }                  // nobody sends hellos there
    }
  }

  private void heardActive(int source, HsrpMessage message) {
    activeRouter = source;
    activePriority = message.priority();
  }

  /** @param cause null: no message */
  private void pull(Trigger trigger, HsrpMessage cause) {
    perform(HsrpTable.at(state, trigger, virtualAddress != 0, preempts()), trigger.text, cause);
  }

  /**
   * What a hello of the active or of the standby router says of its own timer (§5.6 A and B), else our own. Version 1
   * cannot say milliseconds: whoever counts in them takes its own, as in IOS.
   */
  private Duration holdOf(HsrpState whose, HsrpMessage cause) {
    boolean said = cause != null && cause.operation() == HsrpMessage.Operation.HELLO && cause.state() == whose
        && cause.holdMillis() > 0 && (config.version() == 2 || hold.toMillis() % 1000 == 0);
    return said ? Duration.ofMillis(cause.holdMillis()) : hold;
  }

  private void perform(HsrpTable.Cell cell, String reason, HsrpMessage cause) {
    HsrpState before = state;
    state = cell.next();
    if (before == HsrpState.ACTIVE && state != HsrpState.ACTIVE) {
      actions.add(new HsrpAction.Disarm(HsrpTimer.ARP));
      actions.add(new HsrpAction.Release(virtualAddress, virtualMac));
    }
    cell.deeds().forEach(deed -> perform(deed, before, cause));
    if (before != state) {
      entered(before, reason);
    }
  }

  private void perform(Deed deed, HsrpState before, HsrpMessage cause) {
    switch (deed) {
      case START_ACTIVE_TIMER -> {
        activeTimerRuns = true;
        actions.add(new HsrpAction.Arm(HsrpTimer.ACTIVE, holdOf(HsrpState.ACTIVE, cause)));
      }
      case START_STANDBY_TIMER ->
          actions.add(new HsrpAction.Arm(HsrpTimer.STANDBY, holdOf(HsrpState.STANDBY, cause)));
      case STOP_ACTIVE_TIMER -> {
        activeTimerRuns = false;
        actions.add(new HsrpAction.Disarm(HsrpTimer.ACTIVE));
      }
      case STOP_STANDBY_TIMER -> actions.add(new HsrpAction.Disarm(HsrpTimer.STANDBY));
      case LEARN_PARAMETERS -> learn(cause);
      case SEND_HELLO -> {
        send(HsrpMessage.Operation.HELLO, state);
        actions.add(new HsrpAction.Arm(HsrpTimer.HELLO, hello));
      }
      case SEND_COUP -> send(HsrpMessage.Operation.COUP, before);
      case SEND_RESIGN -> send(HsrpMessage.Operation.RESIGN, before);
      case SEND_GRATUITOUS_ARP -> {
        announcementsLeft = ANNOUNCEMENTS;
        announce();
      }
    }
  }

  private void learn(HsrpMessage active) {
    if (config.virtualAddress() == 0) {
      virtualAddress = active.virtualAddress();
    }
    if (learnsTimers() && active.helloMillis() > 0 && active.holdMillis() > active.helloMillis()) {
      hello = Duration.ofMillis(active.helloMillis());
      hold = Duration.ofMillis(active.holdMillis());
    }
  }

  private void announce() {
    actions.add(new HsrpAction.Announce(virtualAddress, virtualMac));
    announcementsLeft--;
    if (announcementsLeft > 0) {
      actions.add(new HsrpAction.Arm(HsrpTimer.ARP, BETWEEN_ANNOUNCEMENTS));
    }
  }

  private void entered(HsrpState before, String reason) {
    sinceNanos = nowNanos;
    why = reason;
    switch (state) {
      // The news of it goes out at once, as event e: the table has no hello in these cells.
      case SPEAK -> actions.add(new HsrpAction.Arm(HsrpTimer.HELLO, Duration.ZERO));
      case STANDBY -> {
        standbyRouter = config.address();
        actions.add(new HsrpAction.Arm(HsrpTimer.HELLO, Duration.ZERO));
      }
      case ACTIVE -> {
        activeRouter = config.address();
        activePriority = priority();
      }
      case INITIAL -> {
        activeRouter = 0;
        standbyRouter = 0;
      }
      case LEARN, LISTEN -> { }
    }
    if (before.speaks() && !state.speaks()) {
      actions.add(new HsrpAction.Disarm(HsrpTimer.HELLO));
    }
    if (before == HsrpState.STANDBY && standbyRouter == config.address()) {
      standbyRouter = 0;
    }
    if (before == HsrpState.ACTIVE) {
      raised = 0;
      activeRouter = activeRouter == config.address() ? 0 : activeRouter;
    }
    actions.add(new HsrpAction.Changed(before, state, reason));
    if (state == HsrpState.STANDBY && !activeTimerRuns) {
      pull(Trigger.C, null);                              // it has expired in Speak, where nothing could follow
    }
  }

  /** A resign says whence it comes, but a switch must not look for the virtual MAC here any more. */
  private void send(HsrpMessage.Operation operation, HsrpState as) {
    boolean first = config.version() == 1;
    actions.add(new HsrpAction.Send(new HsrpMessage(config.version(), operation, as, field(config.version(), hello),
        field(config.version(), hold),
        priority(), config.group(), first ? 0 : config.mac(), config.authentication(), virtualAddress),
        as == HsrpState.ACTIVE && state == HsrpState.ACTIVE ? virtualMac : 0));
  }

  /** Milliseconds; in version 1 rounded up to what its field can say. */
  private static long field(int version, Duration time) {
    long millis = time.toMillis();
    return version == 2 ? millis : Math.min(255, (millis + 999) / 1000) * 1000;
  }

  @Override
  public HsrpView view() {
    return new HsrpView(state, priority(), activeRouter, standbyRouter, virtualAddress, virtualMac, hello, hold,
        sinceNanos, why, new HsrpView.Drops(badAuthentication, fromOwnAddress, otherAddress));
  }
}
