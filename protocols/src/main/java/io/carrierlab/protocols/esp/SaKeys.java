package io.carrierlab.protocols.esp;

/**
 * A transform with its keys, for one direction.
 *
 * @param encryption the cipher's key, the salt of an AEAD at its end
 * @param integrity empty with {@code Integrity.NONE}
 */
public record SaKeys(EspTransform transform, byte[] encryption, byte[] integrity) {
  public SaKeys {
    if (encryption.length != transform.cipher().keyOctets() + transform.cipher().saltOctets()
        || integrity.length != transform.integrity().keyOctets()) {
      throw new IllegalArgumentException("keys of " + encryption.length + " and " + integrity.length
          + " octets do not fit " + transform);
    }
  }

  /** Cuts keying material in the order that IKE derives it: cipher's key and salt, then integrity key. */
  public static SaKeys of(EspTransform transform, byte[] material) {
    int encryption = transform.cipher().keyOctets() + transform.cipher().saltOctets();
    return new SaKeys(transform, java.util.Arrays.copyOf(material, encryption),
        java.util.Arrays.copyOfRange(material, encryption, encryption + transform.integrity().keyOctets()));
  }
}
