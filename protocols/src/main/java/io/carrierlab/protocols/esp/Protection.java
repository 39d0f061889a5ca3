package io.carrierlab.protocols.esp;

import io.carrierlab.protocols.crypto.AesGcm;
import io.carrierlab.protocols.crypto.BlockCipher;
import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.esp.EspTransform.Cipher;
import io.carrierlab.protocols.esp.EspTransform.Protocol;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The keys of an SA, and what they do to octets. ESP (RFC 4303 §2), widths in bits:
 * <pre>
 *   octet 0 | SPI: 32
 *         4 | low half of the sequence number: 32
 *         8 | IV: 0, 64 or 128 | payload | padding 1, 2, 3 ...: 0 to 2,040 | its octets: 8 | next header: 8
 *           | integrity check value: 96 to 256, 128 for GCM
 * </pre>
 * The high half of an extended sequence number is not sent, but checked: as the last four octets of what an HMAC is
 * taken of (RFC 4303 §2.2.1), or between SPI and low half in the AAD of GCM (RFC 4106 §5).
 */
final class Protection {
  private static final byte[] NOTHING = {};
  private static final int HEADER = 8;

  private final EspTransform transform;
  private final byte[] cipherKey;
  private final byte[] integrityKey;
  private final int salt;

  Protection(SaKeys keys) {
    transform = keys.transform();
    Cipher cipher = transform.cipher();
    boolean integrity = transform.integrity() != EspTransform.Integrity.NONE;
    boolean sound = switch (transform.protocol()) {
      case AH -> integrity && cipher == Cipher.NULL;
      case ESP -> cipher.aead() ? !integrity : integrity || cipher != Cipher.NULL;
    };
    if (!sound) {
      throw new IllegalArgumentException(transform + " protects nothing, or twice");
    }
    cipherKey = cipher.keyOctets() == 0 ? NOTHING : Arrays.copyOf(keys.encryption(), cipher.keyOctets());
    salt = cipher.aead() ? Octets.bits32(keys.encryption(), cipher.keyOctets()) : 0;
    integrityKey = integrity ? keys.integrity().clone() : NOTHING;
  }

  EspTransform transform() {
    return transform;
  }

  /** Without integrity, a window would only help who wants to stop the traffic (RFC 4303 §3.4.3). */
  boolean checksIntegrity() {
    return transform.cipher().aead() || integrityKey.length > 0;
  }

  /** Of an ESP packet, SPI to ICV. */
  static int espOctets(EspTransform transform, int payloadOctets) {
    int alignment = alignment(transform);
    return HEADER + transform.cipher().ivOctets() + (payloadOctets + 1 + alignment & -alignment) + icvOctets(transform);
  }

  static int icvOctets(EspTransform transform) {
    return transform.cipher().aead() ? AesGcm.TAG_OCTETS : transform.integrity().icvOctets();
  }

  /** What payload and trailer are padded to: a block, and four octets at least (RFC 4303 §2.4). */
  static int alignment(EspTransform transform) {
    return switch (transform.cipher()) {
      case NULL, AES_GCM_128, AES_GCM_192, AES_GCM_256 -> 4;
      case DES_CBC, TRIPLE_DES_CBC -> 8;
      case AES_CBC_128, AES_CBC_192, AES_CBC_256 -> 16;
    };
  }

  /**
   * An ESP packet behind {@code headroom} octets that are left for the headers before it.
   *
   * @param ivs chance for the IV of a CBC cipher; GCM counts (RFC 4106 §3.1)
   */
  byte[] seal(int headroom, int spi, long sequence, byte[] payload, int offset, int length, int nextHeader,
      RandomGenerator ivs) {
    int icv = icvOctets(transform);
    byte[] packet = new byte[headroom + espOctets(transform, length)];
    int clear = headroom + HEADER + transform.cipher().ivOctets();
    int clearOctets = packet.length - icv - clear;
    Octets.put32(packet, headroom, spi);
    Octets.put32(packet, headroom + 4, (int) sequence);
    System.arraycopy(payload, offset, packet, clear, length);
    int padding = clearOctets - length - 2;
    for (int i = 0; i < padding; i++) {
      packet[clear + length + i] = (byte) (i + 1);
    }
    packet[clear + clearOctets - 2] = (byte) padding;
    packet[clear + clearOctets - 1] = (byte) nextHeader;
    encrypt(packet, headroom, sequence, clear, clearOctets, ivs);
    if (integrityKey.length > 0) {
      byte[] code = code(packet, headroom, clear + clearOctets - headroom, sequence);
      System.arraycopy(code, 0, packet, clear + clearOctets, icv);
    }
    return packet;
  }

  private void encrypt(byte[] packet, int start, long sequence, int clear, int count, RandomGenerator ivs) {
    int iv = start + HEADER;
    switch (transform.cipher()) {
      case NULL -> { }
      case DES_CBC, TRIPLE_DES_CBC, AES_CBC_128, AES_CBC_192, AES_CBC_256 -> {
        for (int at = iv; at < clear; at += Long.BYTES) {
          Octets.put64(packet, at, ivs.nextLong());
        }
        blockCipher().encryptCbc(cipherKey, packet, iv, packet, clear, count, packet, clear);
      }
      case AES_GCM_128, AES_GCM_192, AES_GCM_256 -> {
        Octets.put64(packet, iv, sequence);
        AesGcm.encrypt(cipherKey, nonce(packet, iv), associated(packet, start, sequence), packet, clear, count, packet,
            clear);
      }
    }
  }

  /** Whether there are octets enough for all fields of ESP. */
  boolean longEnough(int count) {
    return count >= espOctets(transform, 0);
  }

  boolean wholeBlocks(int count) {
    return (count - espOctets(transform, 0)) % alignment(transform) == 0;
  }

  /**
   * Checks and decrypts an ESP packet that is {@link #longEnough} and of {@link #wholeBlocks}.
   *
   * @param clear gets payload, padding and trailer, {@link #clearOctets} of them
   * @return false if the integrity check fails
   */
  boolean open(byte[] packet, int offset, int count, long sequence, byte[] clear, int clearOffset) {
    int icv = icvOctets(transform);
    int iv = offset + HEADER;
    int sealed = iv + transform.cipher().ivOctets();
    int sealedOctets = offset + count - icv - sealed;
    if (integrityKey.length > 0
        && !Octets.same(code(packet, offset, count - icv, sequence), packet, offset + count - icv, icv)) {
      return false;
    }
    return switch (transform.cipher()) {
      case NULL -> {
        System.arraycopy(packet, sealed, clear, clearOffset, sealedOctets);
        yield true;
      }
      case DES_CBC, TRIPLE_DES_CBC, AES_CBC_128, AES_CBC_192, AES_CBC_256 -> {
        blockCipher().decryptCbc(cipherKey, packet, iv, packet, sealed, sealedOctets, clear, clearOffset);
        yield true;
      }
      case AES_GCM_128, AES_GCM_192, AES_GCM_256 ->
          AesGcm.decrypt(cipherKey, nonce(packet, iv), associated(packet, offset, sequence), packet, sealed,
              sealedOctets + icv, clear, clearOffset);
    };
  }

  /** Payload, padding and trailer of a packet of so many octets. */
  int clearOctets(int count) {
    return count - HEADER - transform.cipher().ivOctets() - icvOctets(transform);
  }

  /** The HMAC of octets, not cut short. */
  byte[] code(byte[] octets, int offset, int count, long sequence) {
    byte[] suffix = NOTHING;
    if (transform.extendedSequence()) {
      suffix = new byte[4];
      Octets.put32(suffix, 0, (int) (sequence >>> 32));
    }
    return digest().hmac(integrityKey, octets, offset, count, suffix);
  }

  private byte[] nonce(byte[] packet, int iv) {
    byte[] nonce = new byte[AesGcm.NONCE_OCTETS];
    Octets.put32(nonce, 0, salt);
    System.arraycopy(packet, iv, nonce, 4, 8);
    return nonce;
  }

  private byte[] associated(byte[] packet, int start, long sequence) {
    byte[] associated = new byte[transform.extendedSequence() ? 12 : 8];
    System.arraycopy(packet, start, associated, 0, 4);
    if (transform.extendedSequence()) {
      Octets.put64(associated, 4, sequence);
    } else {
      Octets.put32(associated, 4, (int) sequence);
    }
    return associated;
  }

  private BlockCipher blockCipher() {
    return switch (transform.cipher()) {
      case DES_CBC -> BlockCipher.DES;
      case TRIPLE_DES_CBC -> BlockCipher.TRIPLE_DES;
      case AES_CBC_128, AES_CBC_192, AES_CBC_256 -> BlockCipher.AES;
      case NULL, AES_GCM_128, AES_GCM_192, AES_GCM_256 -> throw new IllegalStateException(transform + " has no blocks");
    };
  }

  private Digest digest() {
    return switch (transform.integrity()) {
      case HMAC_MD5_96 -> Digest.MD5;
      case HMAC_SHA1_96 -> Digest.SHA1;
      case HMAC_SHA256_128 -> Digest.SHA256;
      case HMAC_SHA384_192 -> Digest.SHA384;
      case HMAC_SHA512_256 -> Digest.SHA512;
      case NONE -> throw new IllegalStateException(transform + " has no HMAC");
    };
  }

  boolean isAh() {
    return transform.protocol() == Protocol.AH;
  }
}
