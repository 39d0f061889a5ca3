package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * One instance of an LSA, as the octets that are flooded. That it decodes says only that its length is sound: whether
 * its checksum holds and its body is well formed is asked apart, as RFC 2328 §13 skips such an LSA and reads on.
 */
public final class Lsa {
  private final byte[] octets;

  private Lsa(byte[] octets) {
    this.octets = octets;
  }

  /** A new instance, of age 0 and with the right checksum. */
  public static Lsa of(LsaKey key, int options, int sequence, byte[] body) {
    var out = new WireWriter(LsaHeader.OCTETS + body.length);
    new LsaHeader(0, options, key.type(), key.linkStateId(), key.advertisingRouter(), sequence, 0,
        LsaHeader.OCTETS + body.length).encode(out);
    byte[] octets = out.octets(body).toByteArray();
    FletcherChecksum.fill(octets);
    return new Lsa(octets);
  }

  /** Reads the next LSA of an update. */
  public static Lsa decode(WireReader in) throws DecodeException {
    LsaHeader header = LsaHeader.decode(in);
    byte[] body = in.octets("LSA body", header.length() - LsaHeader.OCTETS);
    var out = new WireWriter(header.length());
    header.encode(out);
    return new Lsa(out.octets(body).toByteArray());
  }

  /** Reads an LSA that is all there is. */
  public static Lsa decode(byte[] octets) throws DecodeException {
    var in = new WireReader(octets);
    Lsa lsa = decode(in);
    in.end();
    return lsa;
  }

  public byte[] encode() {
    return octets.clone();
  }

  /** The same instance at another age, 0 to 65535 seconds. */
  public Lsa aged(int age) {
    byte[] copy = octets.clone();
    copy[0] = (byte) (age >>> 8);
    copy[1] = (byte) age;
    return new Lsa(copy);
  }

  public boolean checksumHolds() {
    return FletcherChecksum.holds(octets);
  }

  /** @throws DecodeException if the body breaks the form of its type */
  public LsaBody body() throws DecodeException {
    return LsaBody.decode(type(), new WireReader(octets, LsaHeader.OCTETS, octets.length - LsaHeader.OCTETS));
  }

  public LsaHeader header() {
    return header(age());
  }

  LsaHeader header(int age) {
    return new LsaHeader(age, u8(2), u8(3), bits32(4), bits32(8), bits32(12), u16(16), u16(18));
  }

  public LsaKey key() {
    return new LsaKey(type(), linkStateId(), advertisingRouter());
  }

  public int age() {
    return u16(0);
  }

  int type() {
    return u8(3);
  }

  int linkStateId() {
    return bits32(4);
  }

  int advertisingRouter() {
    return bits32(8);
  }

  int sequence() {
    return bits32(12);
  }

  int length() {
    return octets.length;
  }

  int u8(int at) {
    return octets[at] & 0xff;
  }

  int u16(int at) {
    return u8(at) << 8 | u8(at + 1);
  }

  int bits32(int at) {
    return u16(at) << 16 | u16(at + 2);
  }

  void encode(WireWriter out) {
    out.octets(octets);
  }

  /** Whether routes can be the same with either (RFC 2328 §13.2): options and body are. */
  boolean saysTheSameAs(Lsa other) {
    return u8(2) == other.u8(2)
        && Arrays.equals(octets, LsaHeader.OCTETS, octets.length, other.octets, LsaHeader.OCTETS, other.octets.length);
  }

  boolean hasBody(byte[] body) {
    return Arrays.equals(octets, LsaHeader.OCTETS, octets.length, body, 0, body.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Lsa lsa && Arrays.equals(octets, lsa.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(octets);
  }
}
