package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ospf.OspfView.Rejected;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What an interface refused, and why. */
final class Rejections {
  private static final RejectReason[] REASONS = RejectReason.values();

  private long[] counts;
  private RejectReason reason;
  private String detail;
  private int source;
  private long inARow;
  private long atNanos;

  /** @param detail follows the reason's text; empty: nothing to add */
  void note(RejectReason why, int from, String detail, long nowNanos) {
    if (counts == null) {
      counts = new long[REASONS.length];
    }
    counts[why.ordinal()]++;
    if (!why.explains()) {
      return;
    }
    inARow = why == reason && from == source ? inARow + 1 : 1;
    this.reason = why;
    this.source = from;
    this.detail = detail;
    this.atNanos = nowNanos;
  }

  /** All is well with this source now. */
  void forgive(int from) {
    if (source == from) {
      reason = null;
    }
  }

  Map<RejectReason, Long> byReason() {
    var result = new EnumMap<RejectReason, Long>(RejectReason.class);
    for (RejectReason each : REASONS) {
      if (counts != null && counts[each.ordinal()] != 0) {
        result.put(each, counts[each.ordinal()]);
      }
    }
    return result;
  }

  Optional<Rejected> last() {
    if (reason == null) {
      return Optional.empty();
    }
    String text = reason.text() + (detail.isEmpty() ? "" : ", " + detail) + ", from " + Ipv4.format(source) + ", "
        + inARow + (inARow == 1 ? " packet" : " packets");
    return Optional.of(new Rejected(reason, text, source, inARow, atNanos));
  }

  Optional<Rejected> lastFrom(int address) {
    return last().filter(rejected -> rejected.source() == address);
  }
}
