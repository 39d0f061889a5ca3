package io.carrierlab.protocols.tcp;

import static io.carrierlab.protocols.tcp.TcpSegment.ACK;
import static io.carrierlab.protocols.tcp.TcpSegment.FIN;
import static io.carrierlab.protocols.tcp.TcpSegment.RST;
import static io.carrierlab.protocols.tcp.TcpSegment.SYN;

import java.util.OptionalInt;

/** One connection from its SYN on: the states of RFC 9293 §3.10, between a {@link Sender} and a {@link Receiver}. */
final class TcpConnection {
  /** Answers per second to segments that prove nothing (RFC 5961 §7): else two confused ends could go on for ever. */
  private static final int CHALLENGES_PER_SECOND = 10;
  private static final long SECOND = 1_000_000_000L;
  private static final byte[] NO_DATA = {};
  private final Flow flow;
  private final TcpStack stack;
  private final boolean passive;
  private final int initialSequence;
  private final Sender sender;
  private final Alarm linger;
  private final Alarm delayedAck;
  private Receiver receiver;
  private TcpState state;
  private int ttl;
  private byte[] key;
  private boolean connected;
  private boolean closing;
  private boolean acknowledge;
  private int unacknowledged;
  private long challengeSecond = -1;
  private int challenges;

  /** @param key of the remote address, or no octets at all */
  TcpConnection(Flow flow, TcpStack stack, boolean passive, int initialSequence, int ttl, byte[] key) {
    this.flow = flow;
    this.stack = stack;
    this.passive = passive;
    this.initialSequence = initialSequence;
    this.ttl = ttl;
    this.key = key;
    sender = new Sender(this, stack, initialSequence);
    receiver = new Receiver(stack, flow, 0);
    linger = new Alarm(new TcpTimer.Linger(flow), stack);
    delayedAck = new Alarm(new TcpTimer.DelayedAck(flow), stack);
    state = TcpState.SYN_SENT;
  }

  Flow flow() {
    return flow;
  }

  TcpState state() {
    return state;
  }

  boolean signed() {
    return key.length != 0;
  }

  void key(byte[] octets) {
    key = octets;
  }

  void ttl(int value) {
    ttl = value;
  }

  boolean opening() {
    return state == TcpState.SYN_SENT || state == TcpState.SYN_RECEIVED;
  }

  /** Not confirmed by the peer, who opened it: may be forged. */
  boolean halfOpen() {
    return passive && state == TcpState.SYN_RECEIVED;
  }

  int writable() {
    return sends() ? Math.max(0, stack.config().sendBuffer() - sender.queued()) : 0;
  }

  TcpView view() {
    return new TcpView(flow, state, passive, signed(), sender.queued(), receiver.buffered(), receiver.delivered(),
        sender.retransmitted(), sender.congestionWindow(), sender.window(), sender.timeout().smoothedNanos(),
        sender.timeout().nanos());
  }

  /** Sequence number above all that this connection used, for one that follows it at once (RFC 9293 §3.6.1). */
  int sequenceAfter() {
    return sender.next() + 1;
  }

  int expected() {
    return receiver.next();
  }

  /** The first segment: SYN. */
  void open() {
    sendSyn();
  }

  /** The first segment: SYN and ACK, in answer to the peer's SYN. */
  void accept(TcpSegment syn) {
    state = TcpState.SYN_RECEIVED;
    learn(syn);
    sender.window(syn, true);
    sendSyn();
  }

  void sendSyn() {
    sender.sendSyn(state == TcpState.SYN_SENT ? SYN : SYN | ACK);
  }

  void send(byte[] octets) {
    if (writable() == 0) {
      stack.emit(new TcpAction.SendRefused(flow, octets));
      return;
    }
    sender.add(octets);
    if (!opening()) {
      sender.output();
    }
  }

  void close() {
    switch (state) {
      case SYN_SENT -> end(CloseReason.CLOSED);
      case SYN_RECEIVED -> {
        closing = true;
        sender.finish();
      }
      case ESTABLISHED -> finish(TcpState.FIN_WAIT_1);
      case CLOSE_WAIT -> finish(TcpState.LAST_ACK);
      case FIN_WAIT_1, FIN_WAIT_2, CLOSING, LAST_ACK, TIME_WAIT -> { }
    }
  }

  private void finish(TcpState next) {
    closing = true;
    state = next;
    sender.finish();
    sender.output();
  }

  void abort() {
    switch (state) {
      case SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT -> {
        stack.tally().resetsSent++;
        transmit(sender.next(), RST | ACK, 0);
      }
      case SYN_SENT, CLOSING, LAST_ACK, TIME_WAIT -> { }
    }
    end(CloseReason.ABORTED);
  }

  void pause() {
    receiver.pause();
  }

  void resume() {
    if (receiver.resume() && !opening()) {
      sendAck();
    }
  }

  void fired(TcpTimer timer) {
    var times = stack.config().times();
    long giveUp = (opening() ? times.connect() : times.user()).toNanos();
    boolean alive = switch (timer) {
      case TcpTimer.Retransmit _ -> sender.retransmitFired(giveUp);
      case TcpTimer.Persist _ -> sender.persistFired(giveUp);
      case TcpTimer.DelayedAck _ -> {
        if (delayedAck.fired()) {
          sendAck();
        }
        yield true;
      }
      case TcpTimer.Linger _ -> !linger.fired();
    };
    if (!alive) {
      end(CloseReason.TIMEOUT);
    }
  }

  void arrived(TcpSegment segment) {
    if (state == TcpState.SYN_SENT) {
      arrivedInSynSent(segment);
      return;
    }
    acknowledge = false;
    boolean answersSyn = state == TcpState.SYN_RECEIVED && segment.has(SYN)
        && segment.sequence() == receiver.next() - 1;
    if (answersSyn && !segment.has(ACK) && !segment.has(RST)) {
      sendSyn();                                       // our answer was lost
      return;
    }
    // Simultaneous open (§3.5, figure 8): the SYN of a SYN and ACK is known, its acknowledgment is not.
    boolean crossed = answersSyn && segment.has(ACK) && sender.acknowledgesNew(segment.acknowledgment());
    if (!crossed && !receiver.acceptable(segment.sequence(), segment.span())) {
      outside(segment);
    } else if (segment.has(RST)) {
      reset(segment);
    } else if (segment.has(SYN) && !crossed) {
      challenge();
    } else if (segment.has(ACK) && acknowledged(segment)) {
      text(segment);
    }
  }

  /** RFC 9293 §3.10.7.3. */
  private void arrivedInSynSent(TcpSegment segment) {
    boolean good = segment.has(ACK) && sender.acknowledgesNew(segment.acknowledgment());
    if (segment.has(ACK) && !good) {
      if (!segment.has(RST)) {
        stack.resetFor(flow, segment);
      }
    } else if (segment.has(RST)) {
      if (good) {
        stack.tally().resetsReceived++;
        end(CloseReason.REFUSED);
      }
    } else if (segment.has(SYN)) {
      learn(segment);
      if (good) {
        sender.window(segment, true);
        sender.acknowledged(segment);
        establish();
        acknowledge = true;
        text(segment);
      } else {
        state = TcpState.SYN_RECEIVED;
        sender.window(segment, true);
        sendSyn();
      }
    }
  }

  private void learn(TcpSegment syn) {
    receiver = new Receiver(stack, flow, syn.sequence() + 1);
    syn.mss().ifPresent(sender::peerMss);
  }

  private void establish() {
    state = closing ? TcpState.FIN_WAIT_1 : TcpState.ESTABLISHED;
    connected = true;
    stack.emit(new TcpAction.Connected(flow, passive));
  }

  /** Not within the window (§3.10.7.4, first step). */
  private void outside(TcpSegment segment) {
    if (segment.has(RST)) {
      return;
    }
    if (segment.has(ACK) && segment.sequence() == receiver.next() && !segment.has(SYN)
        && state != TcpState.SYN_RECEIVED && sender.acknowledgesNew(segment.acknowledgment())) {
      sender.acknowledged(segment);                    // our window is closed: an acknowledgment counts all the same
      afterAcknowledgment();
    }
    if (segment.span() == 0 || segment.has(SYN)) {
      challenge();
    } else {
      if (state == TcpState.TIME_WAIT) {
        linger.set(stack.config().times().timeWait().toNanos());
      }
      sendAck();
    }
  }

  /** RFC 5961 §3.2: only the exact sequence number is believed. */
  private void reset(TcpSegment segment) {
    if (segment.sequence() != receiver.next()) {
      challenge();
    } else if (state != TcpState.TIME_WAIT) {          // RFC 1337 §3 (F1)
      stack.tally().resetsReceived++;
      end(state == TcpState.SYN_RECEIVED ? CloseReason.REFUSED : CloseReason.RESET);
    }
  }

  /** @return true if the segment's text is to be read */
  private boolean acknowledged(TcpSegment segment) {
    if (state == TcpState.SYN_RECEIVED) {
      if (!sender.acknowledgesNew(segment.acknowledgment())) {
        stack.resetFor(flow, segment);
        return false;
      }
      sender.window(segment, true);
      establish();
    }
    if (!sender.plausible(segment.acknowledgment())) {
      challenge();
      return false;
    }
    sender.acknowledged(segment);
    return afterAcknowledgment();
  }

  /** @return false if the connection is no more */
  private boolean afterAcknowledgment() {
    if (sender.finAcknowledged()) {
      if (state == TcpState.LAST_ACK) {
        end(CloseReason.CLOSED);
        return false;
      } else if (state == TcpState.FIN_WAIT_1) {
        state = TcpState.FIN_WAIT_2;
        linger.set(stack.config().times().finWait2().toNanos());
      } else if (state == TcpState.CLOSING) {
        timeWait();
      }
    }
    return true;
  }

  private void text(TcpSegment segment) {
    boolean open = switch (state) {
      case ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2 -> true;
      case SYN_SENT, SYN_RECEIVED, CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT -> false;
    };
    int first = segment.sequence() + (segment.has(SYN) ? 1 : 0);
    if (open && (segment.data().length > 0 || segment.has(FIN))) {
      boolean gap = receiver.hasGap() || first != receiver.next();
      boolean fin = receiver.take(first, segment.data(), segment.has(FIN));
      if (fin) {
        peerFinished();
      }
      unacknowledged++;
      acknowledge |= gap || fin || unacknowledged > 1 || stack.config().times().delayedAck().isZero();
    } else if (segment.span() > 0) {
      acknowledge = true;
      if (state == TcpState.TIME_WAIT) {
        linger.set(stack.config().times().timeWait().toNanos());
      }
    }
    boolean sent = sends() || closing ? sender.output() : false;
    if (!sent && acknowledge) {
      sendAck();
    } else if (unacknowledged > 0 && !delayedAck.isSet()) {
      delayedAck.set(stack.config().times().delayedAck().toNanos());
    }
  }

  private void peerFinished() {
    switch (state) {
      case ESTABLISHED -> state = TcpState.CLOSE_WAIT;
      case FIN_WAIT_1 -> state = TcpState.CLOSING;     // our FIN is not acknowledged, or it would be FIN_WAIT_2
      case FIN_WAIT_2 -> timeWait();
      case SYN_SENT, SYN_RECEIVED, CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT -> { }
    }
  }

  private void timeWait() {
    state = TcpState.TIME_WAIT;
    receiver.resume();
    connected = false;
    stack.emit(new TcpAction.Closed(flow, CloseReason.CLOSED));
    linger.set(stack.config().times().timeWait().toNanos());
  }

  private boolean sends() {
    return !closing && switch (state) {
      case SYN_SENT, SYN_RECEIVED, ESTABLISHED, CLOSE_WAIT -> true;
      case FIN_WAIT_1, FIN_WAIT_2, CLOSING, LAST_ACK, TIME_WAIT -> false;
    };
  }

  private void challenge() {
    long second = stack.nowNanos() / SECOND;
    if (second != challengeSecond) {
      challengeSecond = second;
      challenges = 0;
    }
    if (challenges++ < CHALLENGES_PER_SECOND) {
      stack.tally().challengeAcks++;
      sendAck();
    }
  }

  private void sendAck() {
    transmit(sender.next(), ACK, 0);
  }

  /** Sends one segment with the current acknowledgment and window. */
  void transmit(int sequence, int flags, int count) {
    boolean syn = (flags & SYN) != 0;
    boolean ack = (flags & ACK) != 0;
    int window = state == TcpState.SYN_SENT ? stack.config().receiveWindow() : receiver.window();
    byte[] data = count == 0 ? NO_DATA : sender.octets(sequence, count);
    var mss = syn ? OptionalInt.of(stack.config().mss()) : OptionalInt.empty();
    if (ack) {
      unacknowledged = 0;
      delayedAck.clear();
    }
    stack.transmit(flow, ttl, key, new TcpSegment(flow.localPort(), flow.remotePort(), sequence,
        ack ? receiver.next() : 0, flags, window, mss, data));
  }

  /** The end of the connection; the user hears of it unless it never heard of the connection, or of its end. */
  void end(CloseReason reason) {
    boolean known = connected || !passive && opening();
    sender.drop();
    linger.drop();
    delayedAck.drop();
    if (connected) {
      receiver.resume();
    }
    stack.forget(this);
    if (known) {
      stack.emit(new TcpAction.Closed(flow, reason));
    }
  }
}
