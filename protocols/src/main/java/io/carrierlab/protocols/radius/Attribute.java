package io.carrierlab.protocols.radius;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One attribute of a packet (RFC 2865 §5): type: 8, length with these two: 8, value: 0 to 253 octets. Each record is
 * one layout of the value; what is of no known layout is kept as {@link Octets}, so that nothing is lost on the way.
 */
public sealed interface Attribute {
  /** Octets of value that fit one attribute. */
  int MAX_VALUE = 253;
  /** Octets of a vendor's value that fit one attribute, beside the vendor's number, a type and a length. */
  int MAX_VENDOR_VALUE = 247;

  /** 8 bits. */
  int type();

  /** Octets of any meaning. Unknown attributes, hidden ones, and texts that are not UTF-8. */
  record Octets(int type, byte[] value) implements Attribute {
    public Octets {
      if (type >>> 8 != 0 || value.length > MAX_VALUE) {
        throw new IllegalArgumentException("attribute " + type + " with " + value.length + " octets");
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Octets that && type == that.type && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return 31 * type + Arrays.hashCode(value);
    }
  }

  /** Text. */
  record Text(AttributeType of, String text) implements Attribute {
    public Text {
      if (text.getBytes(StandardCharsets.UTF_8).length > MAX_VALUE) {
        throw new IllegalArgumentException(of + " does not fit " + MAX_VALUE + " octets: " + text);
      }
    }

    @Override
    public int type() {
      return of.number();
    }
  }

  /** A number of 32 bits, unsigned. */
  record Number(AttributeType of, int bits) implements Attribute {
    @Override
    public int type() {
      return of.number();
    }
  }

  /** An IPv4 address, network order. */
  record Address(AttributeType of, int address) implements Attribute {
    @Override
    public int type() {
      return of.number();
    }
  }

  /** @param tag 8 bits, groups attributes of one tunnel; 0: none. @param number 24 bits */
  record TaggedNumber(AttributeType of, int tag, int number) implements Attribute {
    public TaggedNumber {
      if (tag >>> 8 != 0 || number >>> 24 != 0) {
        throw new IllegalArgumentException(of + ": tag " + tag + ", number " + number);
      }
    }

    @Override
    public int type() {
      return of.number();
    }
  }

  /** @param tag 0 to 0x1f; empty: not sent */
  record TaggedText(AttributeType of, OptionalInt tag, String text) implements Attribute {
    public TaggedText {
      int octets = text.getBytes(StandardCharsets.UTF_8).length;
      if (tag.orElse(0) >>> 5 != 0 || octets > MAX_VALUE - (tag.isPresent() ? 1 : 0)) {
        throw new IllegalArgumentException(of + ": tag " + tag + ", " + octets + " octets");
      }
    }

    @Override
    public int type() {
      return of.number();
    }
  }

  /** Attributes of a vendor's own. @param vendor IANA enterprise number: 32 bits */
  record Vendor(int vendor, List<Sub> subs) implements Attribute {
    /** IANA enterprise numbers. */
    public static final int CISCO = 9;
    public static final int MICROSOFT = 311;

    public Vendor {
      subs = List.copyOf(subs);
      if (subs.isEmpty() || subs.stream().mapToInt(sub -> sub.value().length + 2).sum() > MAX_VALUE - 4) {
        throw new IllegalArgumentException("attributes of vendor " + vendor + " do not fit one attribute");
      }
    }

    @Override
    public int type() {
      return AttributeType.VENDOR_SPECIFIC.number();
    }
  }

  /** One attribute of a vendor: type: 8, length: 8, value. */
  record Sub(int type, byte[] value) {
    public Sub {
      if (type >>> 8 != 0) {
        throw new IllegalArgumentException("vendor type " + type);
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Sub that && type == that.type && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return 31 * type + Arrays.hashCode(value);
    }
  }

  /** A vendor's attribute in a container of its own, as all who send them do. */
  static Vendor vendor(int vendor, int type, byte[] value) {
    return new Vendor(vendor, List.of(new Sub(type, value)));
  }

  /** {@code Cisco-AVPair = "ipsec:addr-pool=POOL1"}: vendor 9, type 1. */
  static Vendor ciscoPair(String pair) {
    byte[] octets = pair.getBytes(StandardCharsets.UTF_8);
    if (octets.length > MAX_VENDOR_VALUE) {
      throw new IllegalArgumentException("the RADIUS attribute " + pair.substring(0, pair.indexOf('=')) + " has "
          + octets.length + " octets, and at most " + MAX_VENDOR_VALUE + " fit");
    }
    return vendor(Vendor.CISCO, 1, octets);
  }

  static Octets octets(AttributeType type, byte[] value) {
    return new Octets(type.number(), value);
  }

  static Attribute read(WireReader in) throws DecodeException {
    int number = in.u8("attribute type");
    int length = in.u8("attribute length");
    if (length < 2) {
      throw in.refused("RFC 2865 §5: the length counts type and length");
    }
    WireReader value = in.part("attribute value", length - 2);
    Optional<AttributeType> known = AttributeType.of(number);
    if (known.isEmpty()) {
      return new Octets(number, value.rest());
    }
    AttributeType type = known.get();
    Attribute attribute = switch (type.format()) {
      case OCTETS -> new Octets(number, value.rest());
      case TEXT -> text(type, value.rest());
      case ADDRESS -> new Address(type, value.bits32(type.name()));
      case NUMBER -> new Number(type, value.bits32(type.name()));
      case TAGGED_NUMBER -> new TaggedNumber(type, value.u8(type.name()), value.u24(type.name()));
      case TAGGED_TEXT -> taggedText(type, value.rest());
      case VENDOR -> vendor(value.rest());
    };
    value.end();
    return attribute;
  }

  private static Attribute text(AttributeType type, byte[] value) {
    return utf8(value).<Attribute>map(text -> new Text(type, text))
        .orElseGet(() -> new Octets(type.number(), value));
  }

  private static Attribute taggedText(AttributeType type, byte[] value) {
    boolean tagged = value.length > 0 && value[0] >= 0 && value[0] <= 0x1f;
    OptionalInt tag = tagged ? OptionalInt.of(value[0]) : OptionalInt.empty();
    return utf8(tagged ? Arrays.copyOfRange(value, 1, value.length) : value)
        .<Attribute>map(text -> new TaggedText(type, tag, text)).orElseGet(() -> new Octets(type.number(), value));
  }

  /** RFC 2865 §5.26 only recommends a layout of its content, so that what has another is not an error. */
  private static Attribute vendor(byte[] value) {
    try {
      var in = new WireReader(value);
      int vendor = in.bits32("vendor");
      var subs = new ArrayList<Sub>();
      while (in.left() > 0) {
        int type = in.u8("vendor type");
        int length = in.u8("vendor length");
        if (length < 2) {
          throw in.refused("RFC 2865 §5.26");
        }
        subs.add(new Sub(type, in.octets("vendor value", length - 2)));
      }
      if (!subs.isEmpty()) {
        return new Vendor(vendor, subs);
      }
      return new Octets(AttributeType.VENDOR_SPECIFIC.number(), value);
    } catch (DecodeException otherLayout) {
      return new Octets(AttributeType.VENDOR_SPECIFIC.number(), value);
    }
  }

  private static Optional<String> utf8(byte[] value) {
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString());
    } catch (CharacterCodingException notText) {
      return Optional.empty();
    }
  }

  /** Type, length and value. */
  default void write(WireWriter out) {
    int start = out.size();
    out.u8(type()).u8(0);
    switch (this) {
      case Octets octets -> out.octets(octets.value());
      case Text text -> out.octets(text.text().getBytes(StandardCharsets.UTF_8));
      case Number number -> out.bits32(number.bits());
      case Address address -> out.bits32(address.address());
      case TaggedNumber tagged -> out.u8(tagged.tag()).u24(tagged.number());
      case TaggedText tagged -> {
        tagged.tag().ifPresent(out::u8);
        out.octets(tagged.text().getBytes(StandardCharsets.UTF_8));
      }
      case Vendor vendor -> {
        out.bits32(vendor.vendor());
        for (Sub sub : vendor.subs()) {
          out.u8(sub.type()).u8(sub.value().length + 2).octets(sub.value());
        }
      }
    }
    out.setU8(start + 1, out.size() - start);
  }
}
