package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A data attribute of a transform or a configuration (RFC 2408 §3.3). Widths in bits:
 * <pre>
 *   octet 0 | 1 if basic: 1 | type: 15 | value, if basic, else its length: 16
 *         4 | value, if not basic
 * </pre>
 *
 * @param type 15 bits
 * @param basic the value is two octets and stands where the length of others stands
 */
public record Attribute(int type, boolean basic, byte[] value) {
  public Attribute {
    if (type >>> 15 != 0 || (basic ? value.length != 2 : value.length > 0xffff)) {
      throw new IllegalArgumentException("attribute " + type + " of " + value.length + " octets");
    }
  }

  /** A basic one. @param value 16 bits */
  public static Attribute of(int type, int value) {
    return new Attribute(type, true, new WireWriter(2).u16(value).toByteArray());
  }

  /** A number that may need 32 bits: a duration. Written in four octets, as every implementation reads it. */
  static Attribute wide(int type, long value) {
    return new Attribute(type, false, new WireWriter(4).u32(value).toByteArray());
  }

  static Attribute address(int type, int address) {
    return new Attribute(type, false, new WireWriter(4).bits32(address).toByteArray());
  }

  static Attribute text(int type, String text) {
    return new Attribute(type, false, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Asks for a value. */
  static Attribute empty(int type) {
    return new Attribute(type, false, new byte[0]);
  }

  /** The value as an unsigned number, if it has one to four octets. */
  public OptionalLong number() {
    if (value.length == 0 || value.length > 4) {
      return OptionalLong.empty();
    }
    long number = 0;
    for (byte octet : value) {
      number = number << 8 | octet & 0xff;
    }
    return OptionalLong.of(number);
  }

  public String text() {
    return new String(value, StandardCharsets.UTF_8);
  }

  static List<Attribute> decodeAll(WireReader in) throws DecodeException {
    var attributes = new ArrayList<Attribute>();
    while (in.left() > 0) {
      int type = in.u16("attribute type");
      boolean basic = type >>> 15 != 0;
      byte[] value = in.octets("attribute value", basic ? 2 : in.u16("attribute length"));
      attributes.add(new Attribute(type & 0x7fff, basic, value));
    }
    return attributes;
  }

  static void encodeAll(List<Attribute> attributes, WireWriter out) {
    for (Attribute each : attributes) {
      if (each.basic) {
        out.u16(each.type | 0x8000);
      } else {
        out.u16(each.type).u16(each.value.length);
      }
      out.octets(each.value);
    }
  }
}
