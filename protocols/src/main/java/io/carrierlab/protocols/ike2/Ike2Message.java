package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.wire.DecodeError;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message in the clear: header and payloads (RFC 7296 §3.1). A protected one has {@link Payload.Encrypted} last.
 *
 * @param exchangeType 8 bits
 * @param fromInitiator sent by who initiated the IKE SA
 */
record Ike2Message(long initiatorSpi, long responderSpi, int exchangeType, boolean fromInitiator, boolean response,
    int messageId, List<Payload> payloads) {
  Ike2Message {
    payloads = List.copyOf(payloads);
  }

  /** @throws DecodeException if it is not exactly one message of version 2 */
  static Ike2Message decode(byte[] octets) throws DecodeException {
    var in = new WireReader(octets);
    Ike2Header header = Ike2Header.read(in);
    if (header.length() != octets.length) {
      throw in.refused("RFC 7296 §3.1");
    }
    if (header.majorVersion() != 2) {
      throw new DecodeException(new DecodeError.BadValue("major version", header.majorVersion(), "RFC 7296 §3.1"));
    }
    return new Ike2Message(header.initiatorSpi(), header.responderSpi(), header.exchangeType(),
        header.fromInitiator(), header.response(), header.messageId(), PayloadChain.decode(header.nextPayload(), in));
  }

  byte[] encode() {
    var body = new WireWriter(512);
    PayloadChain.encode(payloads, body);
    var out = new WireWriter(Ike2Header.OCTETS + body.size());
    Ike2Header.write(out, new Ike2Header(initiatorSpi, responderSpi, PayloadChain.first(payloads), 2, exchangeType,
        fromInitiator, response, messageId, Ike2Header.OCTETS + body.size()));
    return out.octets(body.toByteArray()).toByteArray();
  }

  boolean is(Exchange exchange) {
    return exchangeType == exchange.number();
  }

  /** The first payload of a kind. */
  <P extends Payload> Optional<P> find(Class<P> kind) {
    return find(payloads, kind);
  }

  static <P extends Payload> Optional<P> find(List<Payload> payloads, Class<P> kind) {
    for (Payload payload : payloads) {
      if (kind.isInstance(payload)) {
        return Optional.of(kind.cast(payload));
      }
    }
    return Optional.empty();
  }

  static <P extends Payload> List<P> all(List<Payload> payloads, Class<P> kind) {
    var found = new ArrayList<P>();
    for (Payload payload : payloads) {
      if (kind.isInstance(payload)) {
        found.add(kind.cast(payload));
      }
    }
    return found;
  }

  static Optional<Payload.Notify> notify(List<Payload> payloads, NotifyType type) {
    for (Payload payload : payloads) {
      if (payload instanceof Payload.Notify notify && notify.is(type)) {
        return Optional.of(notify);
      }
    }
    return Optional.empty();
  }

  /** The first notification that is an error. */
  static Optional<Payload.Notify> error(List<Payload> payloads) {
    for (Payload payload : payloads) {
      if (payload instanceof Payload.Notify notify && NotifyType.error(notify.kind())) {
        return Optional.of(notify);
      }
    }
    return Optional.empty();
  }
}
