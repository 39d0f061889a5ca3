package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.crypto.BlockCipher;
import io.carrierlab.protocols.ike.IkePolicy.IkeCipher;
import io.carrierlab.protocols.wire.DecodeError;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.Arrays;

/**
 * The chain of initialization vectors of one exchange: each message begins with the last block of the one before
 * (RFC 2409 appendix B). A message of the peer moves the chain only when it has proved genuine: else a forged one
 * would cut the two ends apart.
 */
final class CipherChain {
  private byte[] iv;

  CipherChain(byte[] iv) {
    this.iv = iv;
  }

  /** Encrypts payloads, padded with zeros to whole blocks. */
  byte[] seal(IsakmpKeys keys, byte[] payloads) {
    int block = keys.blockOctets();
    byte[] plain = Arrays.copyOf(payloads, (payloads.length + block - 1) / block * block);
    byte[] sealed = cipher(keys.cipher()).encryptCbc(keys.cipherKey(), iv, plain);
    accept(sealed);
    return sealed;
  }

  byte[] open(IsakmpKeys keys, byte[] message) throws DecodeException {
    int octets = message.length - Ike1Header.OCTETS;
    if (octets == 0 || octets % keys.blockOctets() != 0) {
      throw new DecodeException(new DecodeError.BadValue("length", message.length, "RFC 2409 appendix B"));
    }
    return cipher(keys.cipher()).decryptCbc(keys.cipherKey(), iv,
        Arrays.copyOfRange(message, Ike1Header.OCTETS, message.length));
  }

  /** @param message that ends with the block to go on with */
  void accept(byte[] message) {
    iv = Arrays.copyOfRange(message, message.length - iv.length, message.length);
  }

  byte[] lastBlock() {
    return iv;
  }

  private static BlockCipher cipher(IkeCipher cipher) {
    return switch (cipher) {
      case DES_CBC -> BlockCipher.DES;
      case TRIPLE_DES_CBC -> BlockCipher.TRIPLE_DES;
      case AES_CBC_128, AES_CBC_192, AES_CBC_256, AES_GCM_128, AES_GCM_256 -> BlockCipher.AES;
    };
  }
}
