package io.carrierlab.protocols.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES in Galois/Counter Mode (NIST SP 800-38D) with nonces of 12 octets and tags of 16, as ESP and IKEv2 use it. */
public final class AesGcm {
  public static final int NONCE_OCTETS = 12;
  public static final int TAG_OCTETS = 16;
  /** An object per thread, re-keyed for each packet. */
  private static final ThreadLocal<Cipher> ENGINE = ThreadLocal.withInitial(AesGcm::engine);

  private AesGcm() {}

  /**
   * Writes {@code count} octets and then the tag; {@code out} may be {@code in} at the same offset.
   *
   * @param key 16, 24 or 32 octets
   * @param nonce 12 octets, never used twice with a key
   * @throws IllegalArgumentException if the key has another length, or {@code out} is too short
   */
  public static void encrypt(byte[] key, byte[] nonce, byte[] aad, byte[] in, int inOffset, int count, byte[] out,
      int outOffset) {
    var keySpec = new SecretKeySpec(key, "AES");
    var parameters = new GCMParameterSpec(TAG_OCTETS * 8, nonce, 0, NONCE_OCTETS);
    try {
      Cipher engine = ready(keySpec, parameters);
      engine.updateAAD(aad);
      engine.doFinal(in, inOffset, count, out, outOffset);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("key of " + key.length + " octets, " + count + " octets", e);
    }
  }

  /**
   * Writes {@code count - 16} octets, if the tag at the end of {@code in} is right; {@code out} may be {@code in} at
   * the same offset.
   *
   * @return false if the tag is wrong or {@code count} is less than 16; then {@code out} holds no plaintext
   * @throws IllegalArgumentException if the key has another length than 16, 24 or 32, or {@code out} is too short
   */
  public static boolean decrypt(byte[] key, byte[] nonce, byte[] aad, byte[] in, int inOffset, int count, byte[] out,
      int outOffset) {
    if (count < TAG_OCTETS) {
      return false;
    }
    try {
      Cipher engine = ENGINE.get();
      engine.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(TAG_OCTETS * 8, nonce, 0, NONCE_OCTETS));
      engine.updateAAD(aad);
      engine.doFinal(in, inOffset, count, out, outOffset);
      return true;
    } catch (AEADBadTagException forged) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("key of " + key.length + " octets, " + count + " octets", e);
    }
  }

  /**
   * The JDK's object refuses the key and nonce that it used last. Whoever repeats a run from the same seed does use
   * them again, on purpose: it gets a new object.
   */
  private static Cipher ready(SecretKeySpec key, AlgorithmParameterSpec parameters) throws InvalidKeyException,
      InvalidAlgorithmParameterException {
    Cipher engine = ENGINE.get();
    try {
      engine.init(Cipher.ENCRYPT_MODE, key, parameters);
    } catch (InvalidAlgorithmParameterException usedLast) {
      engine = engine();
      ENGINE.set(engine);
      engine.init(Cipher.ENCRYPT_MODE, key, parameters);
    }
    return engine;
  }

  private static Cipher engine() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no AES-GCM", e);
    }
  }
}
