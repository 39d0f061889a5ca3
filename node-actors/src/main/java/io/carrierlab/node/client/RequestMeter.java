package io.carrierlab.node.client;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Requests of many clients to their company over time, and the answers. Clients on several threads add to it; as it
 * only holds sums, their order does not matter. 24 octets for each span of time, however many clients there are.
 */
public final class RequestMeter {
  private final long spanNanos;
  private final AtomicLongArray sent;
  private final AtomicLongArray answered;
  /** Of the requests sent in a span, those that have been answered. */
  private final AtomicLongArray served;

  /**
   * A meter of all that happens before an end.
   *
   * @param spanNanos what is added up, more than 0
   * @param endNanos what happens at it or later counts in the last span
   */
  public RequestMeter(long spanNanos, long endNanos) {
    this.spanNanos = spanNanos;
    int spans = Math.toIntExact(Math.max(1, (endNanos + spanNanos - 1) / spanNanos));
    sent = new AtomicLongArray(spans);
    answered = new AtomicLongArray(spans);
    served = new AtomicLongArray(spans);
  }

  /** A request was sent. */
  public void requested(long atNanos) {
    sent.incrementAndGet(span(atNanos));
  }

  /** The first answer to a request that was sent at {@code sentNanos}. */
  public void answered(long sentNanos, long atNanos) {
    answered.incrementAndGet(span(atNanos));
    served.incrementAndGet(span(sentNanos));
  }

  private int span(long atNanos) {
    return Math.clamp(atNanos / spanNanos, 0, sent.length() - 1);
  }

  public int spans() {
    return sent.length();
  }

  public long spanNanos() {
    return spanNanos;
  }

  /** Requests sent in a span. */
  public long sent(int span) {
    return sent.get(span);
  }

  /** Answers that came in a span, whenever their requests were sent. */
  public long answered(int span) {
    return answered.get(span);
  }

  /** Of the requests sent in a span, those that have no answer, or none yet. */
  public long unanswered(int span) {
    return sent.get(span) - served.get(span);
  }
}
