package io.carrierlab.protocols.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.modes.CBCModeCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * Block ciphers in CBC mode without padding, as IKE and ESP use them. AES is the JDK's, which uses the processor's
 * instructions; DES and 3DES are Bouncy Castle's, which takes any key octets: parity bits are ignored, as IKE derives
 * keys without minding them (RFC 2409 appendix A and B).
 */
public enum BlockCipher {
  DES(8), TRIPLE_DES(8), AES(16);

  private static final ThreadLocal<Cipher> AES_ENGINE = ThreadLocal.withInitial(() -> {
    try {
      return Cipher.getInstance("AES/CBC/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no AES", e);
    }
  });
  private static final ThreadLocal<CBCModeCipher> DES_ENGINE =
      ThreadLocal.withInitial(() -> CBCBlockCipher.newInstance(new DESEngine()));
  private static final ThreadLocal<CBCModeCipher> TRIPLE_DES_ENGINE =
      ThreadLocal.withInitial(() -> CBCBlockCipher.newInstance(new DESedeEngine()));

  private final int blockOctets;

  BlockCipher(int blockOctets) {
    this.blockOctets = blockOctets;
  }

  /** Of a block and of an initialization vector. */
  public int blockOctets() {
    return blockOctets;
  }

  /**
   * @param key 8 octets for DES, 24 for 3DES, 16, 24 or 32 for AES
   * @param iv one block
   * @throws IllegalArgumentException if lengths are others, or {@code plain} is not whole blocks
   */
  public byte[] encryptCbc(byte[] key, byte[] iv, byte[] plain) {
    byte[] cipher = new byte[plain.length];
    encryptCbc(key, iv, 0, plain, 0, plain.length, cipher, 0);
    return cipher;
  }

  /** @throws IllegalArgumentException as {@link #encryptCbc(byte[], byte[], byte[])} */
  public byte[] decryptCbc(byte[] key, byte[] iv, byte[] cipher) {
    byte[] plain = new byte[cipher.length];
    decryptCbc(key, iv, 0, cipher, 0, cipher.length, plain, 0);
    return plain;
  }

  /** The same between parts of arrays; {@code out} may be {@code in} at the same offset. */
  public void encryptCbc(byte[] key, byte[] iv, int ivOffset, byte[] in, int inOffset, int count, byte[] out,
      int outOffset) {
    run(true, key, iv, ivOffset, in, inOffset, count, out, outOffset);
  }

  /** The same between parts of arrays; {@code out} may be {@code in} at the same offset. */
  public void decryptCbc(byte[] key, byte[] iv, int ivOffset, byte[] in, int inOffset, int count, byte[] out,
      int outOffset) {
    run(false, key, iv, ivOffset, in, inOffset, count, out, outOffset);
  }

  private void run(boolean encrypt, byte[] key, byte[] iv, int ivOffset, byte[] in, int inOffset, int count,
      byte[] out, int outOffset) {
    if (count % blockOctets != 0) {
      throw new IllegalArgumentException(count + " octets are not whole blocks of " + this);
    }
    if (count == 0) {
      return;
    }
    switch (this) {
      case AES -> {
        try {
          Cipher engine = AES_ENGINE.get();
          engine.init(encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"),
              new IvParameterSpec(iv, ivOffset, blockOctets));
          engine.doFinal(in, inOffset, count, out, outOffset);
        } catch (GeneralSecurityException e) {
          throw new IllegalArgumentException("key of " + key.length + " octets", e);
        }
      }
      case DES -> blocks(DES_ENGINE.get(), parameters(key, 8, iv, ivOffset), encrypt, in, inOffset, count, out,
          outOffset);
      case TRIPLE_DES -> blocks(TRIPLE_DES_ENGINE.get(), parameters(key, 24, iv, ivOffset), encrypt, in, inOffset,
          count, out, outOffset);
    }
  }

  private ParametersWithIV parameters(byte[] key, int keyOctets, byte[] iv, int ivOffset) {
    if (key.length != keyOctets) {
      throw new IllegalArgumentException("key of " + key.length + " octets for " + this);
    }
    return new ParametersWithIV(new KeyParameter(key), iv, ivOffset, blockOctets);
  }

  private static void blocks(CBCModeCipher engine, ParametersWithIV parameters, boolean encrypt, byte[] in,
      int inOffset, int count, byte[] out, int outOffset) {
    engine.init(encrypt, parameters);
    int block = engine.getBlockSize();
    for (int done = 0; done < count; done += block) {
      engine.processBlock(in, inOffset + done, out, outOffset + done);
    }
  }
}
