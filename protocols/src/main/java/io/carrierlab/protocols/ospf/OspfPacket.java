package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.wire.Checksum;
import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.nio.ByteBuffer;

/**
 * An OSPF packet, the payload of IP protocol 89 (RFC 2328 §A.3.1, §D). Widths in bits:
 * <pre>
 *   octet  0 | version = 2: 8 | type: 8 | length, octets, without digest: 16 | Router ID: 32 | area: 32
 *         12 | checksum: 16 | authentication type: 16
 *         16 | authentication: 64; with MD5: zero: 16 | key id: 8 | digest's length = 16: 8 | sequence number: 32
 *         24 | body, then, outside of length, the digest
 * </pre>
 * Octets past that are ignored: routers append link-local signalling there (RFC 5613).
 */
public record OspfPacket(int routerId, int areaId, Authentication authentication, OspfBody body) {
  static final int HEADER_OCTETS = 24;
  private static final int VERSION = 2;
  private static final int NULL_TYPE = 0;
  private static final int SIMPLE_TYPE = 1;
  private static final int CRYPTOGRAPHIC_TYPE = 2;

  public sealed interface Authentication {
    record None() implements Authentication {}

    /** @param password 8 octets in clear (§D.2); recognised, never used */
    record Simple(long password) implements Authentication {}

    /**
     * @param keyId 8 bits
     * @param sequence 32 bits, unsigned, never less than in an earlier packet (§D.3)
     * @param digestHigh the digest's first 8 octets; {@code digestLow} its last 8
     */
    record Cryptographic(int keyId, int sequence, long digestHigh, long digestLow) implements Authentication {}
  }

  /** @param length octets of header and body */
  record Header(OspfBody.Type type, int length, int routerId, int areaId, Authentication authentication) {
    static Header decode(byte[] octets) throws DecodeException {
      var in = new WireReader(octets);
      in.expect8("version", VERSION, "RFC 2328 §8.2");
      var type = OspfBody.Type.read(in);
      int length = in.u16("packet length");
      if (length < HEADER_OCTETS) {
        throw in.refused("RFC 2328 §A.3.1");
      }
      int routerId = in.bits32("Router ID");
      int areaId = in.bits32("area");
      in.u16("packet checksum");
      int authenticationType = in.u16("authentication type");
      if (authenticationType > CRYPTOGRAPHIC_TYPE) {
        throw in.refused("RFC 2328 §D");
      }
      var authentication = switch (authenticationType) {
        case NULL_TYPE -> {
          in.bits64("authentication");
          yield new Authentication.None();
        }
        case SIMPLE_TYPE -> new Authentication.Simple(in.bits64("authentication"));
        default -> cryptographic(in, length);
      };
      new WireReader(octets).skip("packet", length);
      return new Header(type, length, routerId, areaId, authentication);
    }

    private static Authentication cryptographic(WireReader in, int length) throws DecodeException {
      in.expect16("authentication zero", 0, "RFC 2328 §D.3");
      int keyId = in.u8("authentication key id");
      in.expect8("digest length", Md5Key.OCTETS, "RFC 2328 §D.4.3");
      int sequence = in.bits32("cryptographic sequence number");
      in.skip("packet", length - HEADER_OCTETS);
      long high = in.bits64("digest");
      return new Authentication.Cryptographic(keyId, sequence, high, in.bits64("digest"));
    }

    /** The packet checksum, which leaves out the authentication field and is not used with MD5 (§D.4). */
    boolean checksumHolds(byte[] octets) {
      return authentication instanceof Authentication.Cryptographic || checksum(octets, length) == 0;
    }

    OspfBody body(byte[] octets) throws DecodeException {
      return OspfBody.decode(type, new WireReader(octets, HEADER_OCTETS, length - HEADER_OCTETS));
    }
  }

  /** @throws DecodeException if the packet is cut short or breaks its form, its checksum included; nothing else */
  public static OspfPacket decode(byte[] octets) throws DecodeException {
    var header = Header.decode(octets);
    if (!header.checksumHolds(octets)) {
      throw new DecodeException(new BadValue("packet checksum", (octets[12] & 0xff) << 8 | octets[13] & 0xff,
          "RFC 2328 §D.4"));
    }
    return new OspfPacket(header.routerId(), header.areaId(), header.authentication(), header.body(octets));
  }

  /** The octets; a cryptographic digest is written as it stands. */
  public byte[] encode() {
    var out = new WireWriter(256);
    header(out, routerId, areaId, switch (authentication) {
      case Authentication.None none -> NULL_TYPE;
      case Authentication.Simple simple -> SIMPLE_TYPE;
      case Authentication.Cryptographic cryptographic -> CRYPTOGRAPHIC_TYPE;
    }, body);
    switch (authentication) {
      case Authentication.None() -> out.bits64(0);
      case Authentication.Simple(long password) -> out.bits64(password);
      case Authentication.Cryptographic(int keyId, int sequence, _, _) -> cryptographic(out, keyId, sequence);
    }
    body.encode(out);
    out.setU16(2, out.size());
    if (authentication instanceof Authentication.Cryptographic(_, _, long high, long low)) {
      return out.bits64(high).bits64(low).toByteArray();
    }
    return checked(out);
  }

  /** A packet of the backbone without authentication. */
  static byte[] encode(int routerId, OspfBody body) {
    return new OspfPacket(routerId, 0, new Authentication.None(), body).encode();
  }

  /** A packet of the backbone, signed (§D.4.3). @param sequence unsigned */
  static byte[] encode(int routerId, OspfBody body, Md5Key key, int sequence) {
    var out = new WireWriter(256);
    header(out, routerId, 0, CRYPTOGRAPHIC_TYPE, body);
    cryptographic(out, key.keyId(), sequence);
    body.encode(out);
    out.setU16(2, out.size());
    byte[] unsigned = out.toByteArray();
    return out.octets(key.digest(unsigned, unsigned.length)).toByteArray();
  }

  /** Whether the digest that {@code octets} carry is that of {@code key}. */
  static boolean signedWith(Md5Key key, byte[] octets, Header header, Authentication.Cryptographic claim) {
    var digest = ByteBuffer.wrap(key.digest(octets, header.length()));
    return digest.getLong() == claim.digestHigh() & digest.getLong() == claim.digestLow();
  }

  private static void header(WireWriter out, int routerId, int areaId, int authenticationType, OspfBody body) {
    out.u8(VERSION).u8(body.type().code()).u16(0).bits32(routerId).bits32(areaId).u16(0).u16(authenticationType);
  }

  private static void cryptographic(WireWriter out, int keyId, int sequence) {
    out.u16(0).u8(keyId).u8(Md5Key.OCTETS).bits32(sequence);
  }

  private static byte[] checked(WireWriter out) {
    byte[] octets = out.toByteArray();
    int checksum = checksum(octets, octets.length);
    octets[12] = (byte) (checksum >>> 8);
    octets[13] = (byte) checksum;
    return octets;
  }

  private static int checksum(byte[] octets, int length) {
    long sum = Checksum.sum(0, octets, 0, 16);
    return Checksum.finish(Checksum.sum(sum, octets, HEADER_OCTETS, length - HEADER_OCTETS));
  }
}
