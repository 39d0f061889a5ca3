package io.carrierlab.protocols.radius;

import io.carrierlab.protocols.aaa.AaaQuestion;
import io.carrierlab.protocols.aaa.AccountingRecord;
import java.util.BitSet;

/** A request that has no answer yet, and where it stands. About 200 octets and its packet; gone with its answer. */
final class Pending implements Comparable<Pending> {
  /** What it is about. */
  sealed interface Subject {
    record Access(AaaQuestion question) implements Subject {}

    record Accounting(AccountingRecord record) implements Subject {}
  }

  final long requestId;
  final Subject subject;
  final long createdNanos;
  /** Tells requests of one deadline apart. */
  final long order;
  /** Servers that it has been sent to. */
  final BitSet tried = new BitSet();
  /** Valid from the first transmission on, as all below. */
  int server;
  Lanes.Lane lane;
  int identifier;
  byte[] octets;
  byte[] authenticator;
  int sent;
  long firstSentNanos;
  long delaySeconds;
  long deadlineNanos;

  Pending(long requestId, Subject subject, long createdNanos, long order) {
    this.requestId = requestId;
    this.subject = subject;
    this.createdNanos = createdNanos;
    this.order = order;
  }

  @Override
  public int compareTo(Pending other) {
    return deadlineNanos != other.deadlineNanos ? Long.compare(deadlineNanos, other.deadlineNanos)
        : Long.compare(order, other.order);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(order);
  }
}
