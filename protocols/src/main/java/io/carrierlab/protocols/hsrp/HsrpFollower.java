package io.carrierlab.protocols.hsrp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A group whose state is that of another one of its router, {@code standby GROUP follow NAME}: it has an address and
 * a MAC of its own and sends nothing but gratuitous ARP. While its interface is down it is Initial.
 */
public final class HsrpFollower implements HsrpGroup {
  private final String leader;
  private final int ownAddress;
  private final int virtualAddress;
  private final long mac;
  private boolean up;
  private HsrpState leading = HsrpState.INITIAL;
  private HsrpState state = HsrpState.INITIAL;
  private long sinceNanos;
  private String why = "";
  private int announcementsLeft;
  private List<HsrpAction> actions = new ArrayList<>();

  /** @param leader name of the group that it follows */
  public HsrpFollower(String leader, int ownAddress, int version, int group, int virtualAddress) {
    this.leader = leader;
    this.ownAddress = ownAddress;
    this.virtualAddress = virtualAddress;
    this.mac = HsrpMessage.virtualMac(version, group);
  }

  @Override
  public List<HsrpAction> on(HsrpEvent event, long nowNanos) {
    switch (event) {
      case HsrpEvent.Up() -> {
        up = true;
        follow("interface up", nowNanos);
      }
      case HsrpEvent.Down() -> {
        up = false;
        follow("interface down", nowNanos);
      }
      case HsrpEvent.Leader(String group, HsrpState now) -> {
        if (group.equals(leader)) {
          leading = now;
          follow("follows " + leader, nowNanos);
        }
      }
      case HsrpEvent.TimerFired(HsrpTimer timer) -> {
        if (timer == HsrpTimer.ARP && state == HsrpState.ACTIVE) {
          announce();
        }
      }
      case HsrpEvent.Received fromWhomItConcerns -> { }
      case HsrpEvent.Line tracked -> { }
      case HsrpEvent.TakeOver leadersAffair -> { }
    }
    List<HsrpAction> result = actions;
    actions = new ArrayList<>();
    return result;
  }

  private void follow(String reason, long nowNanos) {
    HsrpState next = up ? leading : HsrpState.INITIAL;
    if (next == state) {
      return;
    }
    HsrpState before = state;
    state = next;
    sinceNanos = nowNanos;
    why = reason;
    if (before == HsrpState.ACTIVE) {
      actions.add(new HsrpAction.Disarm(HsrpTimer.ARP));
      actions.add(new HsrpAction.Release(virtualAddress, mac));
    }
    if (next == HsrpState.ACTIVE) {
      announcementsLeft = HsrpMachine.ANNOUNCEMENTS;
      announce();
    }
    actions.add(new HsrpAction.Changed(before, next, reason));
  }

  private void announce() {
    actions.add(new HsrpAction.Announce(virtualAddress, mac));
    announcementsLeft--;
    if (announcementsLeft > 0) {
      actions.add(new HsrpAction.Arm(HsrpTimer.ARP, HsrpMachine.BETWEEN_ANNOUNCEMENTS));
    }
  }

  @Override
  public HsrpView view() {
    return new HsrpView(state, 0, state == HsrpState.ACTIVE ? ownAddress : 0,
        state == HsrpState.STANDBY ? ownAddress : 0, virtualAddress, mac, Duration.ZERO, Duration.ZERO, sinceNanos, why,
        HsrpView.Drops.NONE);
  }
}
