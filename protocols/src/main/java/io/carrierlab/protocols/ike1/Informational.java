package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ike1.Children.Child;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Informational exchanges under an ISAKMP SA: notifications, deletions, and the questions of DPD (RFC 2409 §5.7). */
final class Informational {
  private final Association association;
  private final SessionContext session;

  Informational(Association association) {
    this.association = association;
    this.session = association.session();
  }

  /** A message that is encrypted, in an exchange of its own. */
  void on(Ike1Header header, byte[] octets, Path from) throws DecodeException {
    CipherChain chain = association.laterChain(header.messageId());
    Optional<PayloadChain> message = association.authentic(header, octets, chain, HashRule.FIRST, from);
    if (message.isEmpty()) {
      return;
    }
    association.taken(octets);
    for (PayloadChain.Carried each : message.get().payloads()) {
      if (!association.open()) {
        return;
      }
      switch (each.payload()) {
        case Payload.Notify notify -> onNotify(notify);
        case Payload.Delete delete -> onDelete(delete);
        case Payload.Sa _, Payload.KeyExchange _, Payload.Id _, Payload.Certificate _, Payload.CertificateRequest _,
            Payload.Hash _, Payload.Signature _, Payload.Nonce _, Payload.Vendor _, Payload.Config _,
            Payload.NatDiscovery _, Payload.NatOriginal _, Payload.Unknown _ -> { }
      }
    }
  }

  private void onNotify(Payload.Notify notify) throws DecodeException {
    switch (notify.type()) {
      case NotifyType.ARE_YOU_THERE -> onQuestion(notify);
      case NotifyType.ARE_YOU_THERE_ACK -> {
        if (!association.dpdAnswered(sequence(notify).orElse(0), ours(notify))) {
          session.reject(IkeFailure.UNEXPECTED_MESSAGE);
        }
      }
      case NotifyType.INVALID_SPI -> onInvalidSpi(notify);
      case NotifyType.RESPONDER_LIFETIME -> {
        if (notify.protocol() == Proposal.ISAKMP && ours(notify)) {
          association.peerKeepsIt(notify.data());
        }
      }
      case NotifyType.INITIAL_CONTACT -> { }
      default -> {
        if (notify.type() < NotifyType.FIRST_STATUS) {
          association.refusedByPeer(notify.type());
        }
      }
    }
  }

  private void onQuestion(Payload.Notify notify) {
    Optional<Integer> number = sequence(notify);
    if (number.isEmpty() || !ours(notify) || !association.dpdAsked(number.get())) {
      session.reject(IkeFailure.UNEXPECTED_MESSAGE);
      return;
    }
    association.answer(association.informational(dpd(NotifyType.ARE_YOU_THERE_ACK, number.get())));
  }

  Payload.Notify dpd(int type, int number) {
    return new Payload.Notify(Payload.IPSEC_DOI, Proposal.ISAKMP, association.cookies(), type,
        KeyDerivation.number(number));
  }

  /**
   * How long the ISAKMP SA lasts from now on, where that is less than the initiator knows. With the attributes of phase
   * 1 (RFC 2409 appendix A), as vpnc insists on.
   */
  Payload.Notify lifetime(Duration left) {
    var data = new WireWriter();
    Attribute.encodeAll(Phase1Proposals.lifetime(left), data);
    return new Payload.Notify(Payload.IPSEC_DOI, Proposal.ISAKMP, association.cookies(),
        NotifyType.RESPONDER_LIFETIME, data.toByteArray());
  }

  private boolean ours(Payload.Notify notify) {
    return Arrays.equals(notify.spi(), association.cookies());
  }

  private static Optional<Integer> sequence(Payload.Notify notify) {
    return notify.data().length == 4 ? Optional.of(number(notify.data())) : Optional.empty();
  }

  /** The peer got a packet on an SA that it does not have: so we do not have it either. */
  private void onInvalidSpi(Payload.Notify notify) {
    byte[] spi = notify.spi().length == 4 ? notify.spi() : notify.data();
    if (spi.length == 4) {
      gone(number(spi));
    }
  }

  private void onDelete(Payload.Delete delete) {
    if (delete.protocol() == Proposal.ISAKMP) {
      for (byte[] each : delete.spis()) {
        if (Arrays.equals(each, association.cookies())) {
          association.deletedByPeer();
        }
      }
      return;
    }
    for (byte[] each : delete.spis()) {
      if (each.length == 4) {
        gone(number(each));
      }
    }
  }

  /** @param spi that the peer took packets on, so one of our outbound ones */
  private void gone(int spi) {
    Optional<Child> child = session.children().find(each -> each.spiOut == spi);
    child.ifPresent(each -> each.owner.quick().remove(each));
  }

  void sendDelete(Child child) {
    association.transmit(association.informational(new Payload.Delete(Payload.IPSEC_DOI, child.protocol, 4,
        List.of(KeyDerivation.number(child.spiIn)))));
  }

  void sendDelete() {
    association.transmit(association.informational(new Payload.Delete(Payload.IPSEC_DOI, Proposal.ISAKMP, 16,
        List.of(association.cookies()))));
  }

  private static int number(byte[] four) {
    try {
      return new WireReader(four).bits32("number");
    } catch (DecodeException impossible) {
      throw new IllegalArgumentException("not four octets", impossible);
    }
  }
}
