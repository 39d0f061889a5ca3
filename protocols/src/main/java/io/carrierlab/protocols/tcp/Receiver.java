package io.carrierlab.protocols.tcp;

import java.util.Arrays;

/**
 * The receiving half of a connection: the next octet expected (RCV.NXT), the window, what came early, and what the
 * user does not take at the moment.
 */
final class Receiver {
  private final TcpStack stack;
  private final Flow flow;
  private final int windowOctets;
  private final Reassembly early;
  private final OctetQueue held = new OctetQueue();
  private int next;
  private int edge;
  private boolean paused;
  private boolean finSeen;
  private int finSequence;
  private boolean ended;
  private boolean endOwed;
  private long delivered;

  /** @param next what follows the peer's SYN */
  Receiver(TcpStack stack, Flow flow, int next) {
    this.stack = stack;
    this.flow = flow;
    this.next = next;
    windowOctets = stack.config().receiveWindow();
    early = new Reassembly(windowOctets);
    edge = next + windowOctets;
  }

  int next() {
    return next;
  }

  /**
   * What a segment advertises. It never takes back what was advertised, nor opens in crumbs (RFC 9293 §3.8.6.2.2).
   */
  int window() {
    int wanted = next + windowOctets - held.size();
    if (wanted - edge >= Math.min(windowOctets / 2, stack.config().mss())) {
      edge = wanted;
    }
    return edge - next;
  }

  /** True if some of the segment is within the window (RFC 9293 §3.4, table 6). */
  boolean acceptable(int sequence, int span) {
    int room = edge - next;
    int first = sequence - next;
    if (span == 0) {
      return room == 0 ? first == 0 : first >= 0 && first < room;
    }
    return room > 0 && (first >= 0 && first < room || first < 0 && first + span > 0 && first + span <= room
        || first < 0 && first + span > room);
  }

  int buffered() {
    return held.size() + early.held();
  }

  long delivered() {
    return delivered;
  }

  /** True while octets wait for others that are missing. */
  boolean hasGap() {
    return !early.isEmpty();
  }

  /** Takes the data of an acceptable segment. @return true if the peer's FIN is reached by this one */
  boolean take(int sequence, byte[] data, boolean fin) {
    int position = sequence - next;
    int from = Math.clamp(-(long) position, 0, data.length);
    int to = Math.clamp((long) (edge - next) - position, 0, data.length);
    if (fin && to == data.length) {
      finSeen = true;
      finSequence = sequence + data.length;
    }
    if (from < to) {
      if (position <= 0) {
        deliver(from == 0 && to == data.length ? data : Arrays.copyOfRange(data, from, to));
        byte[] more = early.advance(to - from);
        if (more.length > 0) {
          deliver(more);
        }
      } else {
        early.put(position, data, from, to - from);
      }
    }
    if (finSeen && !ended && next == finSequence) {
      ended = true;
      next++;
      edge = Math.max(edge - next, 0) + next;          // the FIN needs no room
      if (paused) {
        endOwed = true;
      } else {
        stack.emit(new TcpAction.PeerClosed(flow));
      }
      return true;
    }
    return false;
  }

  void pause() {
    paused = true;
  }

  /** Hands over what was held. @return true if the window opened so far that the peer should know */
  boolean resume() {
    paused = false;
    int before = edge - next;
    if (held.size() > 0) {
      hand(held.drain());
    }
    if (endOwed) {
      endOwed = false;
      stack.emit(new TcpAction.PeerClosed(flow));
    }
    return window() - before >= Math.min(windowOctets / 2, stack.config().mss());
  }

  private void deliver(byte[] octets) {
    next += octets.length;
    if (paused) {
      held.add(octets, 0, octets.length);
    } else {
      hand(octets);
    }
  }

  private void hand(byte[] octets) {
    delivered += octets.length;
    stack.emit(new TcpAction.Received(flow, octets));
  }
}
