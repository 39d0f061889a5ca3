package io.carrierlab.protocols.radius;

import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.wire.DecodeError;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.Arrays;

/**
 * Passwords and keys under the shared secret: blocks of 16 octets, each XORed with the MD5 of the secret and the block
 * before it (RFC 2865 §5.2, RFC 2868 §3.5, RFC 2548 §2.4.2).
 */
public final class Hiding {
  private static final int BLOCK = 16;
  private static final int MAX_PASSWORD = 128;
  private static final int SALT_OCTETS = 2;

  private Hiding() {}

  /** The value of User-Password. @throws IllegalArgumentException if the password has more than 128 octets */
  public static byte[] password(byte[] password, byte[] secret, byte[] authenticator) {
    if (password.length > MAX_PASSWORD) {
      throw new IllegalArgumentException("a password of " + password.length + " octets");
    }
    return chain(padded(password), secret, authenticator, true);
  }

  /** The password without its padding. @throws DecodeException if there are not 16 to 128 octets in whole blocks */
  public static byte[] revealPassword(byte[] hidden, byte[] secret, byte[] authenticator) throws DecodeException {
    if (hidden.length == 0 || hidden.length > MAX_PASSWORD || hidden.length % BLOCK != 0) {
      throw refused("User-Password length", hidden.length, "RFC 2865 §5.2");
    }
    byte[] clear = chain(hidden, secret, authenticator, false);
    int end = clear.length;
    while (end > 0 && clear[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOf(clear, end);
  }

  /** Salt and hidden value, without a tag. @param salt unique in the packet; its high bit is set here */
  public static byte[] salted(byte[] value, int salt, byte[] secret, byte[] requestAuthenticator) {
    if (value.length > 239) {
      throw new IllegalArgumentException("a salted value of " + value.length + " octets");
    }
    byte[] salts = {(byte) (salt >>> 8 | 0x80), (byte) salt};
    byte[] clear = new byte[1 + value.length];
    clear[0] = (byte) value.length;
    System.arraycopy(value, 0, clear, 1, value.length);
    return joined(salts, chain(padded(clear), secret, joined(requestAuthenticator, salts), true));
  }

  /** What {@link #salted} hid. @throws DecodeException if it is cut short or its inner length is too large */
  public static byte[] revealSalted(byte[] hidden, byte[] secret, byte[] requestAuthenticator)
      throws DecodeException {
    int blocks = hidden.length - SALT_OCTETS;
    if (blocks < BLOCK || blocks % BLOCK != 0) {
      throw refused("salted value length", hidden.length, "RFC 2868 §3.5");
    }
    byte[] salt = Arrays.copyOf(hidden, SALT_OCTETS);
    byte[] clear = chain(Arrays.copyOfRange(hidden, SALT_OCTETS, hidden.length), secret,
        joined(requestAuthenticator, salt), false);
    int length = clear[0] & 0xff;
    if (length > clear.length - 1) {
      throw refused("length inside a salted value", length, "RFC 2868 §3.5");
    }
    return Arrays.copyOfRange(clear, 1, 1 + length);
  }

  /** The value of Tunnel-Password: tag, salt, hidden password (RFC 2868 §3.5). */
  public static byte[] tunnelPassword(byte[] password, int salt, byte[] secret, byte[] requestAuthenticator) {
    return joined(new byte[1], salted(password, salt, secret, requestAuthenticator));
  }

  /**
   * The password inside Tunnel-Password. A salt begins with a one bit and a tag does not, so that a value without the
   * tag, which some servers send, is told from one with it.
   */
  public static byte[] revealTunnelPassword(byte[] value, byte[] secret, byte[] requestAuthenticator)
      throws DecodeException {
    boolean tagged = value.length > 0 && value[0] >= 0;
    return revealSalted(tagged ? Arrays.copyOfRange(value, 1, value.length) : value, secret, requestAuthenticator);
  }

  private static byte[] chain(byte[] from, byte[] secret, byte[] start, boolean hide) {
    byte[] to = new byte[from.length];
    byte[] before = start;
    for (int at = 0; at < from.length; at += BLOCK) {
      byte[] mask = Digest.MD5.of(secret, before);
      for (int i = 0; i < BLOCK; i++) {
        to[at + i] = (byte) (from[at + i] ^ mask[i]);
      }
      before = Arrays.copyOfRange(hide ? to : from, at, at + BLOCK);
    }
    return to;
  }

  /** At least one block: an empty password is hidden too. */
  private static byte[] padded(byte[] octets) {
    return Arrays.copyOf(octets, Math.max(BLOCK, (octets.length + BLOCK - 1) / BLOCK * BLOCK));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static DecodeException refused(String field, long value, String rule) {
    return new DecodeException(new DecodeError.BadValue(field, value, rule));
  }
}
