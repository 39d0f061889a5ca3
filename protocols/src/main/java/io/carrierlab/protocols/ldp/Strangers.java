package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.ldp.LdpMessage.Initialization;
import io.carrierlab.protocols.ldp.LdpMessage.Notification;
import io.carrierlab.protocols.ldp.LdpView.Count;
import io.carrierlab.protocols.tcp.Flow;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Connections opened to us before we know whose they are. RFC 5036 §2.5.3 has us refuse a peer without a hello; but
 * its hello may have been lost or be on its way, and a refusal costs 15 s, so that it is given the time of a
 * handshake.
 */
final class Strangers {
  private static final int MOST = 64;

  /** What becomes of a connection whose first PDU is known. */
  enum Verdict { SESSION, UNKNOWN_YET, REFUSED }

  /** Who knows the neighbours; with {@link Verdict#SESSION} the connection is its own from then on. */
  interface Host {
    Verdict introduced(Flow flow, LdpFramer framer, LdpPdu firstPdu);
  }

  private static final class Stranger {
    private final Flow flow;
    private final LdpFramer framer = new LdpFramer();
    private Optional<LdpPdu> firstPdu = Optional.empty();

    private Stranger(Flow flow) {
      this.flow = flow;
    }
  }

  private final int ownLsrId;
  private final Turn turn;
  private final Duration patience;
  private final Host host;
  private final Map<Flow, Stranger> strangers = new LinkedHashMap<>();

  Strangers(int ownLsrId, Turn turn, Duration patience, Host host) {
    this.ownLsrId = ownLsrId;
    this.turn = turn;
    this.patience = patience;
    this.host = host;
  }

  void accept(Flow flow) {
    if (strangers.size() >= MOST) {
      turn.count(Count.TOO_MANY_CONNECTIONS);
      turn.add(new LdpAction.TcpClose(flow));
    } else {
      strangers.put(flow, new Stranger(flow));
      turn.arm(new LdpTimer.Handshake(flow), patience.toNanos());
    }
  }

  void received(Flow flow, byte[] octets) {
    Stranger stranger = strangers.get(flow);
    if (stranger == null) {
      return;
    }
    stranger.framer.feed(octets);
    if (stranger.firstPdu.isEmpty()) {
      read(stranger);
    } else if (stranger.framer.buffered() > LdpPdu.DEFAULT_MAX_OCTETS) {
      refuse(stranger, LdpStatus.NO_HELLO);
    }
  }

  /** The first hello of a router. */
  void heard(int lsrId) {
    for (Stranger stranger : List.copyOf(strangers.values())) {
      stranger.firstPdu.filter(pdu -> pdu.sender().lsrId() == lsrId).ifPresent(pdu -> introduce(stranger, pdu));
    }
  }

  /** Whether the connection that ended was one of these. */
  boolean closed(Flow flow) {
    Stranger stranger = strangers.get(flow);
    if (stranger != null) {
      dismiss(stranger);
    }
    return stranger != null;
  }

  void handshake(Flow flow) {
    Optional.ofNullable(strangers.get(flow)).ifPresent(stranger -> refuse(stranger, LdpStatus.NO_HELLO));
  }

  private void read(Stranger stranger) {
    try {
      Optional<byte[]> octets = stranger.framer.next();
      if (octets.isEmpty()) {
        return;
      }
      LdpPdu pdu = LdpPdu.decode(octets.get());
      if (pdu.messages().isEmpty() || !(pdu.messages().getFirst() instanceof Initialization)) {
        refuse(stranger, LdpStatus.SHUTDOWN);
      } else {
        stranger.firstPdu = Optional.of(pdu);
        introduce(stranger, pdu);
      }
    } catch (DecodeException malformed) {
      turn.count(Count.MALFORMED_PDU);
      refuse(stranger, LdpStatus.of(malformed.error()));
    }
  }

  private void introduce(Stranger stranger, LdpPdu pdu) {
    switch (host.introduced(stranger.flow, stranger.framer, pdu)) {
      case SESSION -> dismiss(stranger);
      case UNKNOWN_YET -> { }
      case REFUSED -> refuse(stranger, LdpStatus.NO_HELLO);
    }
  }

  private void refuse(Stranger stranger, LdpStatus status) {
    turn.count(Count.SESSION_REJECTED);
    var note = new Notification(turn.messageId(), status.fatal(), false, status.code(), 0, 0);
    turn.add(new LdpAction.TcpSend(stranger.flow, new LdpPdu(LdpId.platform(ownLsrId), List.of(note)).encode()));
    turn.add(new LdpAction.TcpClose(stranger.flow));
    dismiss(stranger);
  }

  private void dismiss(Stranger stranger) {
    strangers.remove(stranger.flow);
    turn.disarm(new LdpTimer.Handshake(stranger.flow));
  }
}
