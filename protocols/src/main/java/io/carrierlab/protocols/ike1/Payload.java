package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A payload of an ISAKMP message (RFC 2408 §3), without the generic header that chains it to the next one. Numbers of
 * the DOI are 32 bits, protocols, types of identities and encodings 8 bits, notify types 16 bits.
 */
public sealed interface Payload {
  int IPSEC_DOI = 1;

  /** Security association (RFC 2408 §3.4). @param situation 32 bits, 1: identity only (RFC 2407 §4.2.1) */
  record Sa(int doi, int situation, List<Proposal> proposals) implements Payload {
    public Sa {
      proposals = List.copyOf(proposals);
    }

    static Sa of(List<Proposal> proposals) {
      return new Sa(IPSEC_DOI, 1, proposals);
    }
  }

  /** Public value of a Diffie-Hellman exchange (RFC 2408 §3.7). */
  record KeyExchange(byte[] value) implements Payload {}

  /** Identification (RFC 2407 §4.6.2). @param protocol 8 bits, 0: any; @param port 16 bits, 0: any */
  record Id(int type, int protocol, int port, byte[] value) implements Payload {}

  /** Certificate (RFC 2408 §3.9). @param encoding 4: X.509, for signatures */
  record Certificate(int encoding, byte[] value) implements Payload {}

  /** Certificate request (RFC 2408 §3.10). @param authority DER-encoded name; empty: any */
  record CertificateRequest(int encoding, byte[] authority) implements Payload {}

  /** Hash (RFC 2408 §3.11). */
  record Hash(byte[] value) implements Payload {}

  /** Signature (RFC 2408 §3.12). */
  record Signature(byte[] value) implements Payload {}

  /** Nonce, 8 to 256 octets (RFC 2408 §3.13, RFC 2409 §5). */
  record Nonce(byte[] value) implements Payload {}

  /** Notification (RFC 2408 §3.14). @param type see {@link NotifyType} */
  record Notify(int doi, int protocol, byte[] spi, int type, byte[] data) implements Payload {}

  /** Delete (RFC 2408 §3.15). @param spis all of the same length */
  record Delete(int doi, int protocol, int spiOctets, List<byte[]> spis) implements Payload {
    public Delete {
      spis = List.copyOf(spis);
    }
  }

  /** Vendor id (RFC 2408 §3.16). */
  record Vendor(byte[] value) implements Payload {}

  /** Attributes of Mode Config and XAuth (draft-dukes-ike-mode-cfg-02 §3.2). @param identifier 16 bits */
  record Config(int type, int identifier, List<Attribute> attributes) implements Payload {
    public static final int REQUEST = 1;
    public static final int REPLY = 2;
    public static final int SET = 3;
    public static final int ACK = 4;

    public Config {
      attributes = List.copyOf(attributes);
    }
  }

  /** Hash of an address and port (RFC 3947 §3.2). @param draft under the number of the drafts, 130 */
  record NatDiscovery(boolean draft, byte[] hash) implements Payload {}

  /** An original address (RFC 3947 §5.2). @param draft under the number of the drafts, 131; @param type of identity */
  record NatOriginal(boolean draft, int type, byte[] address) implements Payload {}

  /** A payload of a type that is not known here: who gets it decides whether to mind (RFC 2408 §5.1). */
  record Unknown(int type, byte[] body) implements Payload {}

  /** The 8-bit number that the header before it names (RFC 2408 §3.1). */
  default int payloadType() {
    return switch (this) {
      case Sa _ -> 1;
      case KeyExchange _ -> 4;
      case Id _ -> 5;
      case Certificate _ -> 6;
      case CertificateRequest _ -> 7;
      case Hash _ -> 8;
      case Signature _ -> 9;
      case Nonce _ -> 10;
      case Notify _ -> 11;
      case Delete _ -> 12;
      case Vendor _ -> 13;
      case Config _ -> 14;
      case NatDiscovery(boolean draft, _) -> draft ? 130 : 20;
      case NatOriginal(boolean draft, _, _) -> draft ? 131 : 21;
      case Unknown(int number, _) -> number;
    };
  }

  /** Reads the body of a payload. @throws DecodeException if it breaks a rule of its section; nothing else is thrown */
  static Payload decode(int type, WireReader in) throws DecodeException {
    Payload payload = switch (type) {
      case 1 -> {
        int doi = in.bits32("DOI");
        yield new Sa(doi, in.bits32("situation"), Proposal.decodeAll(in));
      }
      case 4 -> new KeyExchange(in.rest());
      case 5 -> new Id(in.u8("ID type"), in.u8("protocol"), in.u16("port"), in.rest());
      case 6 -> new Certificate(in.u8("certificate encoding"), in.rest());
      case 7 -> new CertificateRequest(in.u8("certificate type"), in.rest());
      case 8 -> new Hash(in.rest());
      case 9 -> new Signature(in.rest());
      case 10 -> {
        if (in.left() < 8 || in.left() > 256) {
          in.u8("nonce");
          throw in.refused("RFC 2409 §5: 8 to 256 octets");
        }
        yield new Nonce(in.rest());
      }
      case 11 -> decodeNotify(in);
      case 12 -> decodeDelete(in);
      case 13 -> new Vendor(in.rest());
      case 14 -> {
        int kind = in.u8("type");
        in.expect8("reserved", 0, "draft-dukes-ike-mode-cfg-02 §3.2");
        yield new Config(kind, in.u16("identifier"), Attribute.decodeAll(in));
      }
      case 20, 130 -> new NatDiscovery(type == 130, in.rest());
      case 21, 131 -> {
        int kind = in.u8("ID type");
        in.skip("reserved", 3);
        yield new NatOriginal(type == 131, kind, in.rest());
      }
      default -> new Unknown(type, in.rest());
    };
    in.end();
    return payload;
  }

  private static Notify decodeNotify(WireReader in) throws DecodeException {
    int doi = in.bits32("DOI");
    int protocol = in.u8("protocol");
    int spiSize = in.u8("SPI size");
    int type = in.u16("notify type");
    return new Notify(doi, protocol, in.octets("SPI", spiSize), type, in.rest());
  }

  private static Delete decodeDelete(WireReader in) throws DecodeException {
    int doi = in.bits32("DOI");
    int protocol = in.u8("protocol");
    int spiSize = in.u8("SPI size");
    int count = in.u16("number of SPIs");
    if (count * spiSize != in.left()) {
      throw in.refused("RFC 2408 §3.15: " + in.left() + " octets of SPIs");
    }
    var spis = new ArrayList<byte[]>();
    // SPIs of no octets would cost memory that nobody has sent.
    for (int i = 0; i < count && spiSize > 0; i++) {
      spis.add(in.octets("SPI", spiSize));
    }
    return new Delete(doi, protocol, spiSize, spis);
  }

  default void encode(WireWriter out) {
    switch (this) {
      case Sa sa -> {
        out.bits32(sa.doi).bits32(sa.situation);
        Proposal.encodeAll(sa.proposals, out);
      }
      case KeyExchange(byte[] value) -> out.octets(value);
      case Id id -> out.u8(id.type).u8(id.protocol).u16(id.port).octets(id.value);
      case Certificate(int encoding, byte[] value) -> out.u8(encoding).octets(value);
      case CertificateRequest(int encoding, byte[] authority) -> out.u8(encoding).octets(authority);
      case Hash(byte[] value) -> out.octets(value);
      case Signature(byte[] value) -> out.octets(value);
      case Nonce(byte[] value) -> out.octets(value);
      case Notify n -> out.bits32(n.doi).u8(n.protocol).u8(n.spi.length).u16(n.type).octets(n.spi).octets(n.data);
      case Delete d -> {
        out.bits32(d.doi).u8(d.protocol).u8(d.spiOctets).u16(d.spis.size());
        d.spis.forEach(out::octets);
      }
      case Vendor(byte[] value) -> out.octets(value);
      case Config(int kind, int identifier, List<Attribute> attributes) -> {
        out.u8(kind).u8(0).u16(identifier);
        Attribute.encodeAll(attributes, out);
      }
      case NatDiscovery(_, byte[] hash) -> out.octets(hash);
      case NatOriginal(_, int kind, byte[] address) -> out.u8(kind).zeros(3).octets(address);
      case Unknown(_, byte[] body) -> out.octets(body);
    }
  }

  /** The body alone: what hashes of RFC 2409 cover as {@code <payload>_b}. */
  default byte[] body() {
    var out = new WireWriter();
    encode(out);
    return out.toByteArray();
  }
}
