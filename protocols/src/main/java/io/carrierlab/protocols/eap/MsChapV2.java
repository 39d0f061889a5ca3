package io.carrierlab.protocols.eap;

import io.carrierlab.protocols.crypto.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.MD4Digest;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/** The functions of RFC 2759 §8 and RFC 3079 §3, under the names that they have there. All are pure. */
public final class MsChapV2 {
  static final int CHALLENGE_OCTETS = 16;
  static final int NT_RESPONSE_OCTETS = 24;
  static final int KEY_OCTETS = 16;

  private static final byte[] SERVER_TO_CLIENT = ascii("Magic server to client signing constant");
  private static final byte[] PAD = ascii("Pad to make it do more than one iteration");
  private static final byte[] MASTER = ascii("This is the MPPE Master Key");
  private static final byte[] CLIENT_SENDS =
      ascii("On the client side, this is the send key; on the server side, it is the receive key.");
  private static final byte[] CLIENT_RECEIVES =
      ascii("On the client side, this is the receive key; on the server side, it is the send key.");
  private static final byte[] SHS_PAD_1 = new byte[40];
  private static final byte[] SHS_PAD_2 = new byte[40];

  static {
    Arrays.fill(SHS_PAD_2, (byte) 0xf2);
  }

  private MsChapV2() {}

  /** NtPasswordHash, RFC 2759 §8.3: MD4 of the password in UTF-16, little-endian. */
  public static byte[] ntPasswordHash(String password) {
    return md4(password.getBytes(StandardCharsets.UTF_16LE));
  }

  /** ChallengeHash, RFC 2759 §8.2. @param userName without the domain */
  public static byte[] challengeHash(byte[] peerChallenge, byte[] authenticatorChallenge, byte[] userName) {
    return Arrays.copyOf(Digest.SHA1.of(peerChallenge, authenticatorChallenge, userName), 8);
  }

  /** GenerateNTResponse, RFC 2759 §8.1: 24 octets. */
  public static byte[] ntResponse(byte[] authenticatorChallenge, byte[] peerChallenge, byte[] userName,
      byte[] passwordHash) {
    return challengeResponse(challengeHash(peerChallenge, authenticatorChallenge, userName), passwordHash);
  }

  /** ChallengeResponse, RFC 2759 §8.5: three times DES under the hash, padded to 21 octets. */
  public static byte[] challengeResponse(byte[] challenge, byte[] passwordHash) {
    byte[] keys = Arrays.copyOf(passwordHash, 21);
    byte[] response = new byte[NT_RESPONSE_OCTETS];
    for (int i = 0; i < 3; i++) {
      var des = new DESEngine();
      des.init(true, new KeyParameter(desKey(keys, 7 * i)));
      des.processBlock(challenge, 0, response, 8 * i);
    }
    return response;
  }

  /** GenerateAuthenticatorResponse, RFC 2759 §8.7: {@code S=} and 40 hexadecimal digits. */
  public static String authenticatorResponse(byte[] passwordHash, byte[] ntResponse, byte[] peerChallenge,
      byte[] authenticatorChallenge, byte[] userName) {
    byte[] digest = Digest.SHA1.of(md4(passwordHash), ntResponse, SERVER_TO_CLIENT);
    byte[] proof = Digest.SHA1.of(digest, challengeHash(peerChallenge, authenticatorChallenge, userName), PAD);
    return "S=" + HexFormat.of().withUpperCase().formatHex(proof);
  }

  /** GetMasterKey, RFC 3079 §3.4: 16 octets. */
  public static byte[] masterKey(byte[] passwordHash, byte[] ntResponse) {
    return Arrays.copyOf(Digest.SHA1.of(md4(passwordHash), ntResponse, MASTER), KEY_OCTETS);
  }

  /** The master session key of both ends, from GetAsymmetricStartKey (RFC 3079 §3.4) as the authenticator sees it. */
  public static Msk msk(byte[] passwordHash, byte[] ntResponse) {
    byte[] master = masterKey(passwordHash, ntResponse);
    return Msk.of(startKey(master, CLIENT_SENDS), startKey(master, CLIENT_RECEIVES));
  }

  /** What RFC 2759 §4 hashes: the part of {@code DOMAIN\\user} after the backslash. */
  public static byte[] withoutDomain(byte[] name) {
    for (int i = 0; i < name.length; i++) {
      if (name[i] == '\\') {
        return Arrays.copyOfRange(name, i + 1, name.length);
      }
    }
    return name;
  }

  private static byte[] startKey(byte[] master, byte[] magic) {
    return Arrays.copyOf(Digest.SHA1.of(master, SHS_PAD_1, magic, SHS_PAD_2), KEY_OCTETS);
  }

  private static byte[] md4(byte[] octets) {
    var md4 = new MD4Digest();
    md4.update(octets, 0, octets.length);
    byte[] hash = new byte[md4.getDigestSize()];
    md4.doFinal(hash, 0);
    return hash;
  }

  /** 56 bits spread over 8 octets; the parity bits, which DES ignores, stay 0. */
  private static byte[] desKey(byte[] seven, int offset) {
    long bits = 0;
    for (int i = 0; i < 7; i++) {
      bits = bits << 8 | seven[offset + i] & 0xff;
    }
    byte[] key = new byte[8];
    for (int i = 0; i < 8; i++) {
      key[i] = (byte) (bits >>> 49 - 7 * i << 1);
    }
    return key;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
