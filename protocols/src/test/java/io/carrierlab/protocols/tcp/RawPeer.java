package io.carrierlab.protocols.tcp;

import static io.carrierlab.protocols.tcp.TcpSegment.ACK;
import static io.carrierlab.protocols.tcp.TcpSegment.FIN;
import static io.carrierlab.protocols.tcp.TcpSegment.RST;
import static io.carrierlab.protocols.tcp.TcpSegment.SYN;

import io.carrierlab.protocols.wire.DecodeException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * One stack under test and a peer that sends any segment. Sequence numbers are told relative: {@code +1} follows the
 * SYN of the side in question.
 */
final class RawPeer {
  static final int US = 0x0a000001;
  static final int PEER = 0x0a000002;
  static final Flow FLOW = new Flow(US, 179, PEER, 50_000);
  static final int PEER_ISS = 0xffff_fff0;               // wraps soon
  final TcpStack stack;
  int iss;
  long nowNanos;

  RawPeer(TcpConfig config) {
    stack = new TcpStack(config, new SplittableRandom(1));
  }

  RawPeer() {
    this(TcpConfig.DEFAULT);
  }

  /** Brings a connection with {@link #FLOW} into a state. */
  static RawPeer in(TcpState state) {
    var it = new RawPeer();
    it.stack.on(new TcpEvent.Listen(FLOW.localPort()), 0);
    switch (state) {
      case SYN_SENT -> it.opened(it.on(new TcpEvent.Connect(FLOW, 64)));
      case SYN_RECEIVED -> it.opened(it.segment(SYN, 0, 0, 0));
      case ESTABLISHED -> {
        it.opened(it.segment(SYN, 0, 0, 0));
        it.segment(ACK, 1, 1, 0);
      }
      case FIN_WAIT_1 -> it.established(new TcpEvent.Close(FLOW));
      case FIN_WAIT_2 -> it.then(TcpState.FIN_WAIT_1, ACK, 1, 2);
      case CLOSE_WAIT -> it.then(TcpState.ESTABLISHED, FIN | ACK, 1, 1);
      case CLOSING -> it.then(TcpState.FIN_WAIT_1, FIN | ACK, 1, 1);
      case LAST_ACK -> {
        it.then(TcpState.ESTABLISHED, FIN | ACK, 1, 1);
        it.on(new TcpEvent.Close(FLOW));
      }
      case TIME_WAIT -> it.then(TcpState.FIN_WAIT_1, FIN | ACK, 1, 2);
    }
    return it;
  }

  private void established(TcpEvent event) {
    opened(segment(SYN, 0, 0, 0));
    segment(ACK, 1, 1, 0);
    on(event);
  }

  private void then(TcpState before, int flags, int sequence, int acknowledgment) {
    opened(segment(SYN, 0, 0, 0));
    segment(ACK, 1, 1, 0);
    if (before == TcpState.FIN_WAIT_1) {
      on(new TcpEvent.Close(FLOW));
    }
    segment(flags, sequence, acknowledgment, 0);
  }

  private void opened(List<TcpAction> actions) {
    for (TcpAction action : actions) {
      if (action instanceof TcpAction.Transmit packet) {
        iss = read(packet).sequence();
      }
    }
  }

  List<TcpAction> on(TcpEvent event) {
    return stack.on(event, nowNanos);
  }

  List<TcpAction> segment(int flags, int sequence, int acknowledgment, int octets) {
    return segment(flags, sequence, acknowledgment, 65_535, new byte[octets]);
  }

  List<TcpAction> segment(int flags, int sequence, int acknowledgment, int window, byte[] data) {
    int ack = (flags & ACK) == 0 ? 0 : iss + acknowledgment;
    byte[] packet = new TcpSegment(FLOW.remotePort(), FLOW.localPort(), PEER_ISS + sequence, ack, flags, window,
        (flags & SYN) == 0 ? OptionalInt.empty() : OptionalInt.of(1000), data).encode(PEER, US);
    return on(new TcpEvent.Arrived(PEER, US, packet, 0, packet.length));
  }

  String state() {
    return stack.connection(FLOW).map(view -> view.state().toString()).orElse("none");
  }

  static TcpSegment read(TcpAction.Transmit packet) {
    try {
      return TcpSegment.decode(packet.source(), packet.destination(), packet.segment(), 0, packet.segment().length);
    } catch (DecodeException e) {
      throw new AssertionError(e);
    }
  }

  /** Actions but timers, in words: {@code ACK 1 1}: flags, sequence and acknowledgment relative, octets if any. */
  String told(List<TcpAction> actions) {
    var told = new ArrayList<String>();
    for (TcpAction action : actions) {
      switch (action) {
        case TcpAction.Transmit packet -> told.add(told(read(packet)));
        case TcpAction.Connected(Flow _, boolean passive) -> told.add(passive ? "Accepted" : "Connected");
        case TcpAction.Received(Flow _, byte[] octets) -> told.add("Received " + octets.length);
        case TcpAction.PeerClosed _ -> told.add("PeerClosed");
        case TcpAction.Closed(Flow _, CloseReason reason) -> told.add("Closed " + reason);
        case TcpAction.Writable _ -> told.add("Writable");
        case TcpAction.SendRefused _ -> told.add("SendRefused");
        case TcpAction.Arm _, TcpAction.Disarm _ -> { }
      }
    }
    return String.join(", ", told);
  }

  private String told(TcpSegment segment) {
    var text = new StringBuilder();
    text.append(segment.has(SYN) ? "SYN " : "").append(segment.has(FIN) ? "FIN " : "");
    text.append(segment.has(RST) ? "RST " : "").append(segment.has(ACK) ? "ACK " : "");
    int sequence = segment.sequence() - iss;
    text.append(sequence > 1 << 16 ? "new" : String.valueOf(sequence)); // of a connection that follows
    if (segment.has(ACK)) {
      text.append(' ').append(segment.acknowledgment() - PEER_ISS);
    }
    return text + (segment.data().length == 0 ? "" : " data " + segment.data().length);
  }
}
