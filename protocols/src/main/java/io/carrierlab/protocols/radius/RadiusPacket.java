package io.carrierlab.protocols.radius;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A packet (RFC 2865 §3). Widths in bits, network order:
 * <pre>
 *   octet  0 | code: 8 | identifier: 8 | length: 16, 20 to 4096 octets
 *          4 | authenticator: 128
 *         20 | attributes, as many as the length says
 * </pre>
 *
 * @param identifier tells the answer of one request from those of others: 8 bits
 * @param authenticator 16 octets; {@link Signing} makes and checks it
 */
public record RadiusPacket(RadiusCode code, int identifier, byte[] authenticator, List<Attribute> attributes) {
  public static final int AUTH_PORT = 1812;
  public static final int ACCT_PORT = 1813;
  public static final int MAX_OCTETS = 4096;
  static final int HEADER_OCTETS = 20;
  static final int AUTHENTICATOR_AT = 4;
  static final int AUTHENTICATOR_OCTETS = 16;

  public RadiusPacket {
    attributes = List.copyOf(attributes);
    if (identifier >>> 8 != 0 || authenticator.length != AUTHENTICATOR_OCTETS) {
      throw new IllegalArgumentException("identifier " + identifier + ", authenticator of " + authenticator.length);
    }
  }

  /** Octets past the length are padding and ignored (§3). @throws DecodeException if octets break §3 or §5 */
  public static RadiusPacket decode(byte[] octets) throws DecodeException {
    var in = new WireReader(octets);
    RadiusCode code = RadiusCode.read(in);
    int identifier = in.u8("identifier");
    int length = in.u16("length");
    if (length < HEADER_OCTETS || length > MAX_OCTETS) {
      throw in.refused("RFC 2865 §3: 20 to 4096 octets");
    }
    WireReader body = in.part("packet", length - AUTHENTICATOR_AT);
    byte[] authenticator = body.octets("authenticator", AUTHENTICATOR_OCTETS);
    var attributes = new ArrayList<Attribute>();
    while (body.left() > 0) {
      attributes.add(Attribute.read(body));
    }
    return new RadiusPacket(code, identifier, authenticator, attributes);
  }

  /** The octets with the authenticator as it stands. @throws IllegalArgumentException if there are more than 4096 */
  public byte[] encode() {
    var out = new WireWriter(256).u8(code.number()).u8(identifier).u16(0).octets(authenticator);
    attributes.forEach(attribute -> attribute.write(out));
    if (out.size() > MAX_OCTETS) {
      throw new IllegalArgumentException("a RADIUS packet of " + out.size() + " octets, and at most " + MAX_OCTETS
          + " are allowed");
    }
    return out.setU16(2, out.size()).toByteArray();
  }

  public boolean has(AttributeType type) {
    return attributes.stream().anyMatch(each -> each.type() == type.number());
  }

  /** The first of this type. */
  public Optional<String> text(AttributeType type) {
    for (Attribute attribute : attributes) {
      if (attribute instanceof Attribute.Text text && text.of() == type) {
        return Optional.of(text.text());
      }
      if (attribute instanceof Attribute.TaggedText text && text.of() == type) {
        return Optional.of(text.text());
      }
    }
    return Optional.empty();
  }

  /** The first of this type, unsigned. */
  public OptionalLong number(AttributeType type) {
    for (Attribute attribute : attributes) {
      if (attribute instanceof Attribute.Number number && number.of() == type) {
        return OptionalLong.of(Integer.toUnsignedLong(number.bits()));
      }
      if (attribute instanceof Attribute.TaggedNumber number && number.of() == type) {
        return OptionalLong.of(number.number());
      }
    }
    return OptionalLong.empty();
  }

  public OptionalInt address(AttributeType type) {
    for (Attribute attribute : attributes) {
      if (attribute instanceof Attribute.Address address && address.of() == type) {
        return OptionalInt.of(address.address());
      }
    }
    return OptionalInt.empty();
  }

  public Optional<byte[]> octets(AttributeType type) {
    for (Attribute attribute : attributes) {
      if (attribute instanceof Attribute.Octets octets && octets.type() == type.number()) {
        return Optional.of(octets.value());
      }
    }
    return Optional.empty();
  }

  /** All of this type, one after the other: an EAP message longer than 253 octets comes in pieces (RFC 3579 §3.1). */
  public byte[] joined(AttributeType type) {
    var out = new ByteArrayOutputStream();
    for (Attribute attribute : attributes) {
      if (attribute instanceof Attribute.Octets octets && octets.type() == type.number()) {
        out.writeBytes(octets.value());
      }
    }
    return out.toByteArray();
  }

  /** The value as attributes of 253 octets each, in order. */
  static List<Attribute> split(AttributeType type, byte[] value) {
    var pieces = new ArrayList<Attribute>();
    for (int at = 0; at < value.length; at += Attribute.MAX_VALUE) {
      pieces.add(Attribute.octets(type,
          Arrays.copyOfRange(value, at, Math.min(value.length, at + Attribute.MAX_VALUE))));
    }
    return pieces;
  }

  /** The values of a vendor's attribute, in order. */
  public List<byte[]> vendor(int vendor, int type) {
    var values = new ArrayList<byte[]>();
    for (Attribute attribute : attributes) {
      if (attribute instanceof Attribute.Vendor own && own.vendor() == vendor) {
        own.subs().stream().filter(sub -> sub.type() == type).forEach(sub -> values.add(sub.value()));
      }
    }
    return values;
  }

  /** The value of the first Cisco-AVPair of this name. */
  public Optional<String> ciscoPair(String name) {
    return ciscoPairs(name).stream().findFirst();
  }

  /** The values of all Cisco-AVPairs of this name, in order; {@code *} for {@code =} marks an optional one. */
  public List<String> ciscoPairs(String name) {
    var values = new ArrayList<String>();
    for (byte[] value : vendor(Attribute.Vendor.CISCO, 1)) {
      String pair = new String(value, StandardCharsets.UTF_8);
      if (pair.startsWith(name) && pair.length() > name.length()
          && (pair.charAt(name.length()) == '=' || pair.charAt(name.length()) == '*')) {
        values.add(pair.substring(name.length() + 1));
      }
    }
    return values;
  }
}
