package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.ike.Timing;
import java.util.ArrayList;
import java.util.List;

/** Messages that wait for an answer, one per exchange, each sent again after waits that double. */
final class Retransmitter {
  private static final class Pending {
    private final int messageId;
    private final byte[] octets;
    private int repeats;
    private long waitNanos;
    private long dueNanos;

    private Pending(int messageId, byte[] octets) {
      this.messageId = messageId;
      this.octets = octets;
    }
  }

  /** What is due: octets to be sent again, and exchanges whose peer never answered. */
  record Due(List<byte[]> again, List<Integer> givenUp) {}

  private final Timing timing;
  private final List<Pending> pending = new ArrayList<>(1);

  Retransmitter(Timing timing) {
    this.timing = timing;
  }

  /** Takes the place of the exchange's message before. */
  void sent(int messageId, byte[] octets, long now) {
    answered(messageId);
    var each = new Pending(messageId, octets);
    each.waitNanos = timing.retransmitFirst().toNanos();
    each.dueNanos = now + each.waitNanos;
    pending.add(each);
  }

  void answered(int messageId) {
    pending.removeIf(each -> each.messageId == messageId);
  }

  long nextNanos() {
    long next = Long.MAX_VALUE;
    for (Pending each : pending) {
      next = Math.min(next, each.dueNanos);
    }
    return next;
  }

  Due due(long now) {
    var due = new Due(new ArrayList<>(), new ArrayList<>());
    for (Pending each : pending) {
      if (each.dueNanos > now) {
        continue;
      }
      if (each.repeats == timing.retransmissions()) {
        due.givenUp.add(each.messageId);
      } else {
        each.repeats++;
        each.waitNanos *= 2;
        each.dueNanos = now + each.waitNanos;
        due.again.add(each.octets);
      }
    }
    pending.removeIf(each -> due.givenUp.contains(each.messageId));
    return due;
  }
}
