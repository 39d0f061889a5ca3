package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.ldp.LdpView.Count;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the parts of a machine share while it takes one event: the time, the actions so far, counts, message ids. */
final class Turn {
  private final Map<Count, Long> counts = new EnumMap<>(Count.class);
  private List<LdpAction> actions = new ArrayList<>(0);
  private long nowNanos;
  private int lastMessageId;

  void begin(long now) {
    nowNanos = now;
  }

  long now() {
    return nowNanos;
  }

  void add(LdpAction action) {
    actions.add(action);
  }

  void addAll(List<LdpAction> more) {
    actions.addAll(more);
  }

  void arm(LdpTimer timer, long nanos) {
    actions.add(new LdpAction.Arm(timer, Duration.ofNanos(nanos)));
  }

  void disarm(LdpTimer timer) {
    actions.add(new LdpAction.Disarm(timer));
  }

  void count(Count what) {
    counts.merge(what, 1L, Long::sum);
  }

  Map<Count, Long> counts() {
    return new EnumMap<>(counts);
  }

  /** Ids of messages in sessions; a hello has 0, so that its octets stay the same. */
  int messageId() {
    return ++lastMessageId;
  }

  List<LdpAction> take() {
    if (actions.isEmpty()) {
      return List.of();
    }
    List<LdpAction> taken = actions;
    actions = new ArrayList<>(0);
    return taken;
  }
}
