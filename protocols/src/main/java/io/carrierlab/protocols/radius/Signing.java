package io.carrierlab.protocols.radius;

import io.carrierlab.protocols.crypto.Digest;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Authenticators of a packet as a whole: the one in the header (RFC 2865 §3, RFC 2866 §3) and the attribute
 * Message-Authenticator (RFC 3579 §3.2). All methods work on octets that {@link RadiusPacket} wrote or has decoded.
 */
public final class Signing {
  private static final byte[] ZEROS = new byte[RadiusPacket.AUTHENTICATOR_OCTETS];
  private static final int NONE = -1;
  private static final int WRONG_LENGTH = -2;

  private Signing() {}

  /** What a check found. */
  public enum Check { RIGHT, WRONG, ABSENT }

  /** An Access-Request; its authenticator is the sender's random number. */
  static byte[] accessRequest(RadiusPacket packet, byte[] secret) {
    byte[] octets = packet.encode();
    fillMessageAuthenticator(octets, packet.authenticator(), secret);
    return octets;
  }

  /** An Accounting-Request; whatever authenticator the packet has is replaced. */
  static byte[] accountingRequest(RadiusPacket packet, byte[] secret) {
    byte[] octets = packet.encode();
    put(octets, RadiusPacket.AUTHENTICATOR_AT, ZEROS);
    fillMessageAuthenticator(octets, ZEROS, secret);
    put(octets, RadiusPacket.AUTHENTICATOR_AT, Digest.MD5.of(octets, secret));
    return octets;
  }

  /** A response of any kind; whatever authenticator the packet has is replaced. */
  static byte[] response(RadiusPacket packet, byte[] requestAuthenticator, byte[] secret) {
    byte[] octets = packet.encode();
    put(octets, RadiusPacket.AUTHENTICATOR_AT, requestAuthenticator);
    fillMessageAuthenticator(octets, requestAuthenticator, secret);
    put(octets, RadiusPacket.AUTHENTICATOR_AT, Digest.MD5.of(octets, secret));
    return octets;
  }

  /** Is the header's authenticator that of an Accounting-Request under this secret? Octets end at their length. */
  static boolean accountingRequestHolds(byte[] octets, byte[] secret) {
    return headerHolds(octets, ZEROS, secret);
  }

  static boolean responseHolds(byte[] octets, byte[] requestAuthenticator, byte[] secret) {
    return headerHolds(octets, requestAuthenticator, secret);
  }

  /** @param requestAuthenticator for a request of access its own, for one of accounting zeros */
  static Check messageAuthenticator(byte[] octets, byte[] requestAuthenticator, byte[] secret) {
    int at = messageAuthenticatorAt(octets);
    if (at == NONE) {
      return Check.ABSENT;
    }
    if (at == WRONG_LENGTH) {
      return Check.WRONG;
    }
    byte[] copy = octets.clone();
    put(copy, RadiusPacket.AUTHENTICATOR_AT, requestAuthenticator);
    put(copy, at, ZEROS);
    byte[] given = Arrays.copyOfRange(octets, at, at + ZEROS.length);
    return MessageDigest.isEqual(given, Digest.MD5.hmac(secret, copy)) ? Check.RIGHT : Check.WRONG;
  }

  static byte[] authenticatorOf(byte[] octets) {
    return Arrays.copyOfRange(octets, RadiusPacket.AUTHENTICATOR_AT, RadiusPacket.HEADER_OCTETS);
  }

  /** The octets without padding; those of a packet that decodes. */
  static byte[] trimmed(byte[] octets) {
    int length = (octets[2] & 0xff) << 8 | octets[3] & 0xff;
    return octets.length == length ? octets : Arrays.copyOf(octets, length);
  }

  /** Room for a Message-Authenticator before all else, where those who extend a prefix cannot get before it. */
  static List<Attribute> withMessageAuthenticator(List<Attribute> attributes) {
    var all = new ArrayList<Attribute>(attributes.size() + 1);
    all.add(Attribute.octets(AttributeType.MESSAGE_AUTHENTICATOR, ZEROS));
    all.addAll(attributes);
    return all;
  }

  private static boolean headerHolds(byte[] octets, byte[] authenticator, byte[] secret) {
    byte[] copy = octets.clone();
    put(copy, RadiusPacket.AUTHENTICATOR_AT, authenticator);
    return MessageDigest.isEqual(authenticatorOf(octets), Digest.MD5.of(copy, secret));
  }

  private static void fillMessageAuthenticator(byte[] octets, byte[] authenticator, byte[] secret) {
    int at = messageAuthenticatorAt(octets);
    if (at >= 0) {
      byte[] copy = octets.clone();
      put(copy, RadiusPacket.AUTHENTICATOR_AT, authenticator);
      put(copy, at, ZEROS);
      put(octets, at, Digest.MD5.hmac(secret, copy));
    }
  }

  /** Where its 16 octets begin, or {@link #NONE}, or {@link #WRONG_LENGTH}. */
  private static int messageAuthenticatorAt(byte[] octets) {
    int at = RadiusPacket.HEADER_OCTETS;
    while (at + 1 < octets.length) {
      int length = octets[at + 1] & 0xff;
      if (octets[at] == AttributeType.MESSAGE_AUTHENTICATOR.number()) {
        return length == 2 + ZEROS.length && at + length <= octets.length ? at + 2 : WRONG_LENGTH;
      }
      if (length < 2) {
        return NONE;
      }
      at += length;
    }
    return NONE;
  }

  private static void put(byte[] octets, int at, byte[] what) {
    System.arraycopy(what, 0, octets, at, what.length);
  }
}
