package io.carrierlab.protocols.tcp;

/**
 * The sending half of a connection: octets from the first unacknowledged on, what of them was sent, and when to send
 * again. {@code una} and {@code nxt} are SND.UNA and SND.NXT of RFC 9293 §3.3.1; {@code nxt} goes back to {@code una}
 * when the timer runs out, {@code max} stays behind the last octet that was ever sent.
 */
final class Sender {
  /** What a peer takes that names no MSS (RFC 9293 §3.7.1). */
  private static final int DEFAULT_MSS = 536;
  private static final int LEAST_MSS = 64;
  private final TcpConnection connection;
  private final TcpStack stack;
  private final OctetQueue queue = new OctetQueue();
  private final RetransmissionTimeout timeout;
  private final Congestion congestion;
  private final Alarm retransmit;
  private final Alarm persist;
  private int una;
  private int nxt;
  private int max;
  private int queueStart;
  private boolean finQueued;
  private boolean filled;
  private int peerMss;
  private int window;
  private int largestWindow;
  private int windowSequence;
  private int windowAcknowledgment;
  private boolean synLost;
  private boolean timing;
  private int timedSequence;
  private long timedNanos;
  private long lastSentNanos;
  private long waitingSinceNanos;
  private int timeoutsInRow;
  private long retransmitted;

  Sender(TcpConnection connection, TcpStack stack, int initialSequence) {
    this.connection = connection;
    this.stack = stack;
    timeout = new RetransmissionTimeout(stack.config().times());
    peerMss = DEFAULT_MSS;
    congestion = new Congestion(segmentOctets(), initialSequence);
    retransmit = new Alarm(new TcpTimer.Retransmit(connection.flow()), stack);
    persist = new Alarm(new TcpTimer.Persist(connection.flow()), stack);
    una = initialSequence;
    nxt = initialSequence;
    max = initialSequence;
    queueStart = initialSequence + 1;
    waitingSinceNanos = stack.nowNanos();
  }

  int una() {
    return una;
  }

  /** The sequence number of a segment without data. */
  int next() {
    return max;
  }

  int queued() {
    return queue.size();
  }

  long retransmitted() {
    return retransmitted;
  }

  int congestionWindow() {
    return congestion.window();
  }

  int window() {
    return window;
  }

  RetransmissionTimeout timeout() {
    return timeout;
  }

  /** Acknowledgments of this value are worth a look: not older than a window, nothing unsent (RFC 5961 §5.2). */
  boolean plausible(int acknowledgment) {
    return acknowledgment - max <= 0 && acknowledgment - (una - largestWindow) >= 0;
  }

  boolean acknowledgesNew(int acknowledgment) {
    return acknowledgment - una > 0 && acknowledgment - max <= 0;
  }

  boolean finAcknowledged() {
    return finQueued && una - dataEnd() > 0;
  }

  void peerMss(int octets) {
    peerMss = Math.max(LEAST_MSS, octets);
    congestion.start(segmentOctets());
  }

  /** A SYN, or a SYN with ACK, goes out; again, if it did before. */
  void sendSyn(int flags) {
    if (max == una) {
      max = una + 1;
      nxt = max;
      timing = true;
      timedSequence = una;
      timedNanos = stack.nowNanos();
    } else {
      timing = false;
    }
    connection.transmit(una, flags, 0);
    if (!retransmit.isSet()) {
      retransmit.set(timeout.nanos());
    }
  }

  void add(byte[] octets) {
    queue.add(octets, 0, octets.length);
    filled |= queue.size() >= stack.config().sendBuffer();
  }

  void finish() {
    finQueued = true;
  }

  /** @param newest false for a segment that overtook or repeats another: its window may be outdated */
  void window(TcpSegment segment, boolean newest) {
    if (newest || segment.sequence() - windowSequence > 0
        || segment.sequence() == windowSequence && segment.acknowledgment() - windowAcknowledgment >= 0) {
      boolean opened = window == 0 && segment.window() > 0;
      window = segment.window();
      largestWindow = Math.max(largestWindow, window);
      windowSequence = segment.sequence();
      windowAcknowledgment = segment.acknowledgment();
      if (opened) {
        persist.clear();
        nxt = una;                                     // what a closed window refused must be sent again
      }
    }
    if (persist.isSet()) {
      waitingSinceNanos = stack.nowNanos();            // it answers probes: no reason to give up
    }
  }

  /** An acknowledgment within what was sent, of something new or not. */
  void acknowledged(TcpSegment segment) {
    int before = window;
    int octets = segment.acknowledgment() - una;
    if (octets < 0) {
      return;
    }
    window(segment, false);
    if (octets > 0) {
      advance(octets);
    } else if (max != una && segment.span() == 0 && window == before && window != 0
        && congestion.duplicate(una, max)) {
      sendAgain();
    }
  }

  private void advance(int octets) {
    una += octets;
    if (nxt - una < 0) {
      nxt = una;
    }
    int data = Math.clamp(una - queueStart, 0, queue.size());
    queue.drop(data);
    queueStart += data;
    waitingSinceNanos = stack.nowNanos();
    timeoutsInRow = 0;
    if (synLost) {
      timeout.synWasLost();
      synLost = false;
    } else {
      timeout.progress();
    }
    if (timing && una - timedSequence > 0) {
      timing = false;
      timeout.measured(stack.nowNanos() - timedNanos);
    }
    if (congestion.acknowledged(octets, una, max)) {
      sendAgain();
    }
    if (max == una) {
      retransmit.clear();
    } else {
      retransmit.set(timeout.nanos());
    }
    if (filled && queue.size() <= stack.config().sendBuffer() / 2) {
      filled = false;
      stack.emit(new TcpAction.Writable(connection.flow()));
    }
  }

  /** Sends what windows allow. @return true if anything went out: the acknowledgment went with it */
  boolean output() {
    boolean sent = false;
    if (max == una && stack.nowNanos() - lastSentNanos > timeout.nanos()) {
      congestion.restart();
    }
    while (true) {
      int unsent = dataEnd() - nxt;
      int usable = una + Math.min(window, congestion.window()) - nxt;
      int count = Math.min(Math.min(unsent, segmentOctets()), usable);
      boolean fin = finQueued && unsent >= 0 && count == unsent;
      boolean silly = nxt - max >= 0 && count < segmentOctets() && count < unsent
          && count < (largestWindow + 1) / 2;          // RFC 9293 §3.8.6.2.1
      if (!fin && (count <= 0 || silly)) {
        break;
      }
      send(nxt, count, fin);
      nxt += count + (fin ? 1 : 0);
      noteSent(nxt);
      sent = true;
    }
    watch();
    return sent;
  }

  /** One of the two alarms runs while anything waits to be acknowledged, or for the window to open. */
  private void watch() {
    boolean waiting = dataEnd() - max > 0 || finQueued && dataEnd() - max == 0;
    boolean outstanding = max != una;
    if (outstanding && window > 0) {
      persist.clear();
      if (!retransmit.isSet()) {
        retransmit.set(timeout.nanos());
      }
    } else if (outstanding || waiting) {
      retransmit.clear();
      if (!persist.isSet()) {
        if (!outstanding) {
          waitingSinceNanos = stack.nowNanos();
        }
        persist.set(timeout.nanos());
      }
    } else {
      persist.clear();
    }
  }

  /** The retransmission timer ran out, perhaps. @return false if it is time to give up */
  boolean retransmitFired(long giveUpNanos) {
    if (!retransmit.fired()) {
      return true;
    }
    if (stack.nowNanos() - waitingSinceNanos >= giveUpNanos) {
      return false;
    }
    timing = false;
    timeout.backOff();
    if (connection.opening()) {
      synLost = true;
      retransmitted++;
      stack.tally().retransmitted++;
      connection.sendSyn();
      return true;
    }
    congestion.timeout(una, max, timeoutsInRow++ == 0);
    nxt = una;
    output();
    return true;
  }

  /** The window stayed closed: ask with one octet, or with what a small window takes. @return false to give up */
  boolean persistFired(long giveUpNanos) {
    if (!persist.fired()) {
      return true;
    }
    if (stack.nowNanos() - waitingSinceNanos >= giveUpNanos) {
      return false;
    }
    timing = false;
    timeout.backOff();
    int count = Math.clamp(dataEnd() - una, 0, Math.clamp(window, 1, segmentOctets()));
    boolean fin = finQueued && una + count == dataEnd();
    if (count > 0 || fin) {
      send(una, count, fin);
      nxt = una + count + (fin ? 1 : 0);
      noteSent(nxt);
    }
    watch();
    return true;
  }

  void drop() {
    retransmit.drop();
    persist.drop();
    queue.drop(queue.size());
  }

  private void sendAgain() {
    int count = Math.clamp(dataEnd() - una, 0, segmentOctets());
    timing = false;
    send(una, count, finQueued && una + count == dataEnd() && max - dataEnd() > 0);
  }

  private void send(int sequence, int count, boolean fin) {
    boolean last = sequence + count == dataEnd();
    int flags = TcpSegment.ACK | (fin ? TcpSegment.FIN : 0) | (last && count > 0 ? TcpSegment.PSH : 0);
    if (sequence - max < 0) {
      retransmitted++;
      stack.tally().retransmitted++;
      timing &= sequence - timedSequence > 0;          // an answer to either copy would fit (Karn)
    } else if (!timing) {
      timing = true;
      timedSequence = sequence;
      timedNanos = stack.nowNanos();
    }
    lastSentNanos = stack.nowNanos();
    connection.transmit(sequence, flags, count);
  }

  private void noteSent(int end) {
    if (end - max > 0) {
      if (max == una) {
        waitingSinceNanos = stack.nowNanos();
      }
      max = end;
    }
  }

  /** Copies queued octets for a segment. */
  byte[] octets(int sequence, int count) {
    byte[] octets = new byte[count];
    queue.copy(sequence - queueStart, octets, 0, count);
    return octets;
  }

  private int dataEnd() {
    return queueStart + queue.size();
  }

  /** Octets of data in a full segment: options are not part of what the peer named (RFC 9293 §3.7.1). */
  private int segmentOctets() {
    return Math.min(peerMss, stack.config().mss()) - (connection.signed() ? TcpSegment.SIGNATURE_OPTION : 0);
  }
}
