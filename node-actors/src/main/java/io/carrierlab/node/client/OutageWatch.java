package io.carrierlab.node.client;

import io.carrierlab.node.inspect.ClientView.Outage;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches for silences of a client's company: longer than two intervals of its requests and a half, or with the loss of
 * its session. Pure; times are nanoseconds since the start of the run. About 88 octets, and 80 for each outage.
 *
 * <p>A client that sends no requests has no answers to miss: its outage lasts from the loss of a session to the next.
 */
final class OutageWatch {
  private static final long NONE = -1;

  private final long limitNanos;
  private List<Outage> over = List.of();
  /** Since when there was no answer; -1: it wants none. */
  private long silentSince = NONE;
  private long lost = NONE;
  private long attempt = NONE;
  private long up = NONE;
  private int attempts;
  private long unanswered;
  /** When the first request after the last answer was sent. */
  private long missed = NONE;
  private boolean enough;

  /** @param everyNanos between requests; 0: it sends none */
  OutageWatch(long everyNanos) {
    limitNanos = everyNanos / 2 * 5;
  }

  /** It tries to connect. */
  void connecting(long now) {
    if (silentSince == NONE) {
      silentSince = now;
    }
    attempt = now;
    attempts++;
  }

  void up(long now) {
    up = now;
    enough = false;
    if (limitNanos == 0) {
      end(now);
    }
  }

  void requested(long now) {
    if (missed == NONE) {
      missed = now;
    }
    unanswered++;
  }

  /** The session has sent all its requests: a silence that begins now means nothing. */
  void enough(long now) {
    enough = !isOutage(now);
  }

  /** An answer that has not come before. */
  void answered(long now) {
    unanswered = Math.max(0, unanswered - 1);           // the request that this one answers
    end(now);
  }

  /** The session is lost. */
  void lost(long now) {
    if (limitNanos == 0 || enough) {
      silentSince = now;
    }
    if (lost == NONE) {
      lost = now;
    }
    enough = false;
    failed();
  }

  /** The attempt to connect has failed, or what came of it. */
  void failed() {
    attempt = NONE;
    up = NONE;
  }

  /** It leaves, and wants nothing any more: what it missed, it will not get. */
  void left(long now) {
    if (isOutage(now)) {
      add(NONE, now);
    }
    reset(NONE);
  }

  private void end(long now) {
    if (isOutage(now)) {
      add(now, NONE);
    }
    reset(now);
  }

  private void add(long answer, long left) {
    if (over.isEmpty()) {
      over = new ArrayList<>(1);
    }
    over.add(current(answer, left));
  }

  private void reset(long since) {
    silentSince = since;
    lost = NONE;
    failed();
    attempts = 0;
    unanswered = 0;
    missed = NONE;
  }

  private boolean isOutage(long now) {
    return silentSince != NONE && (lost != NONE || limitNanos > 0 && !enough && now - silentSince > limitNanos);
  }

  private Outage current(long answer, long left) {
    return new Outage(silentSince, lost, attempt, up, answer, attempts, unanswered, missed, left);
  }

  /** All so far; the one that is not over has -1 for its answer. */
  List<Outage> all(long now) {
    if (!isOutage(now)) {
      return over;
    }
    var all = new ArrayList<>(over);
    all.add(current(NONE, NONE));
    return all;
  }
}
