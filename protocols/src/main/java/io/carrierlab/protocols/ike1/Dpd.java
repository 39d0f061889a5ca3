package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.ike.Timing;

/**
 * Is the peer alive (RFC 3706)? Asked after silence, on the wire by R-U-THERE notifications. On demand means: only if
 * we have sent since we heard; whether we have is looked at once per idle time.
 */
final class Dpd {
  /** What the clock wants. */
  enum Wish { NOTHING, ASK, DEAD }

  private final Timing timing;
  private int sequence;
  private int asks;
  /** The last question has had no answer yet. */
  private boolean open;
  private long heardAt;
  private long dueAt;
  private boolean peerHasAsked;
  private int peerSequence;

  /** @param firstSequence random, its high bit clear (§6.2) */
  Dpd(Timing timing, int firstSequence, long now) {
    this.timing = timing;
    this.sequence = firstSequence;
    heard(now);
  }

  /** Something of the peer's has proved authentic, a packet of an SA included. */
  void heard(long atNanos) {
    heardAt = Math.max(heardAt, atNanos);
    asks = 0;
    dueAt = timing.dpdIdle().isZero() ? Long.MAX_VALUE : heardAt + timing.dpdIdle().toNanos();
  }

  long nextNanos() {
    return dueAt;
  }

  /** @param lastOutbound when we last sent a packet on an SA */
  Wish onTime(long now, long lastInbound, long lastOutbound) {
    if (lastInbound > heardAt) {
      heard(lastInbound);
    }
    if (dueAt > now) {
      return Wish.NOTHING;
    }
    if (asks == 0 && !timing.dpdPeriodic() && lastOutbound <= heardAt) {
      dueAt = now + timing.dpdIdle().toNanos();
      return Wish.NOTHING;
    }
    if (asks == timing.dpdMaxAsks()) {
      return Wish.DEAD;
    }
    // A retry repeats the number: under a new one, a slow answer to the first would look replayed.
    if (asks == 0) {
      sequence++;
    }
    asks++;
    open = true;
    dueAt = now + timing.dpdRetry().toNanos();
    return Wish.ASK;
  }

  /** Questions of this silence so far. */
  int asks() {
    return asks;
  }

  long heardAtNanos() {
    return heardAt;
  }

  int sequence() {
    return sequence;
  }

  /** @return whether the peer answers what was asked; a replay proves nothing (§6.1) */
  boolean answered(int number) {
    boolean answers = open && number == sequence;       // also if the peer was heard meanwhile: both may ask at once
    open &= !answers;
    return answers;
  }

  /** What a question of the peer is worth: an old one is a replay, a repeated one is answered and proves nothing. */
  enum Question { NEW, REPEATED, OLD }

  Question asked(int number) {
    if (peerHasAsked && number - peerSequence <= 0) {
      return number == peerSequence ? Question.REPEATED : Question.OLD;
    }
    peerHasAsked = true;
    peerSequence = number;
    return Question.NEW;
  }
}
