package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The payloads of a message, each behind its generic header (RFC 2408 §3.2). Widths in bits:
 * <pre>
 *   octet 0 | type of the next payload, 0: none: 8 | 0: 8 | length with this header: 16
 * </pre>
 * Octets are kept beside what was read from them, as hashes cover what was sent, in whatever spelling.
 *
 * @param octets from the first generic header to the end of the last payload, without padding
 */
record PayloadChain(List<Carried> payloads, byte[] octets) {
  /** More than any exchange needs: certificates of a chain and vendor ids are the many ones. */
  private static final int MOST = 64;

  /** @param body as it was on the wire, without the generic header */
  record Carried(Payload payload, byte[] body) {}

  PayloadChain {
    payloads = List.copyOf(payloads);
  }

  /**
   * Reads the chain that begins with a payload of type {@code first}.
   *
   * @param decrypted any number of octets may be left: padding to the cipher's block. At the end of a message in clear
   *     there may be as many as bring it to a multiple of four (RFC 2408 §3.6), which libreswan adds.
   */
  static PayloadChain decode(int first, byte[] octets, int offset, boolean decrypted) throws DecodeException {
    var in = new WireReader(octets, offset, octets.length - offset);
    var payloads = new ArrayList<Carried>();
    for (int type = first; type != 0; ) {
      int next = in.u8("next payload");
      in.expect8("reserved", 0, "RFC 2408 §5.3");
      int length = in.u16("payload length");
      if (length < 4 || payloads.size() == MOST) {
        throw in.refused("RFC 2408 §3.2: at least 4, and at most " + MOST + " payloads");
      }
      int start = in.position();
      WireReader body = in.part("payload", length - 4);
      payloads.add(new Carried(Payload.decode(type, body), Arrays.copyOfRange(octets, start, start + length - 4)));
      type = next;
    }
    if (!decrypted && in.left() != (-in.position() & 3)) {
      in.end();
    }
    return new PayloadChain(payloads, Arrays.copyOfRange(octets, offset, in.position()));
  }

  static byte[] encode(List<? extends Payload> payloads) {
    var out = new WireWriter(512);
    for (int i = 0; i < payloads.size(); i++) {
      int start = out.size();
      out.u8(i < payloads.size() - 1 ? payloads.get(i + 1).payloadType() : 0).u8(0).u16(0);
      payloads.get(i).encode(out);
      out.setU16(start + 2, out.size() - start);
    }
    return out.toByteArray();
  }

  /** A hash before payloads that are already octets, as in phase 2. @param next type of the first of them, 0: none */
  static byte[] afterHash(byte[] hash, int next, byte[] rest) {
    return new WireWriter(4 + hash.length + rest.length).u8(next).u8(0).u16(4 + hash.length).octets(hash)
        .octets(rest).toByteArray();
  }

  /** What follows the first payload: what the hash of a phase 2 message covers (RFC 2409 §5.5). */
  byte[] afterFirst() {
    return payloads.isEmpty() ? new byte[0] : Arrays.copyOfRange(octets, 4 + payloads.getFirst().body().length,
        octets.length);
  }

  <T extends Payload> Optional<T> find(Class<T> type) {
    for (Carried each : payloads) {
      if (type.isInstance(each.payload)) {
        return Optional.of(type.cast(each.payload));
      }
    }
    return Optional.empty();
  }

  /** The first one of its kind. @throws DecodeException if the message lacks it */
  Carried need(Class<? extends Payload> type) throws DecodeException {
    for (Carried each : payloads) {
      if (type.isInstance(each.payload)) {
        return each;
      }
    }
    throw new WireReader(new byte[0]).refused("RFC 2409 §5: a message lacks " + type.getSimpleName());
  }

  <T extends Payload> List<T> all(Class<T> type) {
    return payloads.stream().map(Carried::payload).filter(type::isInstance).map(type::cast).toList();
  }
}
