package io.carrierlab.protocols.ike;

import io.carrierlab.protocols.ip.Ipv4;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Who a peer says it is: the body of an identification payload (RFC 2407 §4.6.2, RFC 7296 §3.5).
 *
 * @param value as on the wire: four octets of an address, the characters of a name, a DER-encoded name, a key id
 */
public record Identity(Kind kind, byte[] value) {
  /** The kinds that both versions know under the same number. */
  public enum Kind {
    IPV4_ADDRESS(1), FQDN(2), USER_FQDN(3), DER_ASN1_DN(9), KEY_ID(11);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /** On the wire, 8 bits. */
    public int number() {
      return number;
    }
  }

  public static Identity ofAddress(int address) {
    return new Identity(Kind.IPV4_ADDRESS, ByteBuffer.allocate(4).putInt(address).array());
  }

  /** A group's name, as remote-access clients send it. */
  public static Identity ofKeyId(String name) {
    return new Identity(Kind.KEY_ID, name.getBytes(StandardCharsets.UTF_8));
  }

  public static Identity ofFqdn(String name) {
    return new Identity(Kind.FQDN, name.getBytes(StandardCharsets.US_ASCII));
  }

  /** For people and for matching: an address, the name, or hexadecimal digits of what is no text. */
  public String text() {
    return switch (kind) {
      case IPV4_ADDRESS -> value.length == 4 ? Ipv4.format(ByteBuffer.wrap(value).getInt()) : hex();
      case FQDN, USER_FQDN, KEY_ID -> printable() ? new String(value, StandardCharsets.UTF_8) : hex();
      case DER_ASN1_DN -> hex();
    };
  }

  private boolean printable() {
    for (byte each : value) {
      if (each < ' ' || each == 0x7f) {
        return false;
      }
    }
    return value.length > 0;
  }

  private String hex() {
    return HexFormat.of().formatHex(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Identity identity && kind == identity.kind && Arrays.equals(value, identity.value);
  }

  @Override
  public int hashCode() {
    return 31 * kind.number() + Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return kind + " " + text();
  }
}
