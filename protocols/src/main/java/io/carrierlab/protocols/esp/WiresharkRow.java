package io.carrierlab.protocols.esp;

import java.util.HexFormat;

/**
 * The keys of an SA in the form in which Wireshark 4.0 reads them: a row of the file {@code esp_sa}, or of the option
 * {@code -o uat:esp_sa:ROW}. With {@code esp.enable_encryption_decode} on, it then shows what is inside. It knows no
 * extended sequence numbers.
 */
public final class WiresharkRow {
  private WiresharkRow() {}

  /**
   * @param source and {@code destination}: outer addresses, {@code *} for any
   * @throws IllegalArgumentException if the SA is one of AH, which conceals nothing
   */
  public static String of(String source, String destination, int spi, SaKeys keys) {
    if (keys.transform().protocol() == EspTransform.Protocol.AH) {
      throw new IllegalArgumentException("AH has nothing to decrypt");
    }
    return "\"IPv4\",\"%s\",\"%s\",\"0x%08x\",\"%s\",\"%s\",\"%s\",\"%s\"".formatted(source, destination, spi,
        name(keys.transform().cipher()), hex(keys.encryption()),
        name(keys.transform().integrity()), hex(keys.integrity()));
  }

  private static String name(EspTransform.Cipher cipher) {
    return switch (cipher) {
      case NULL -> "NULL";
      case DES_CBC -> "DES-CBC [RFC2405]";
      case TRIPLE_DES_CBC -> "TripleDES-CBC [RFC2451]";
      case AES_CBC_128, AES_CBC_192, AES_CBC_256 -> "AES-CBC [RFC3602]";
      case AES_GCM_128, AES_GCM_192, AES_GCM_256 -> "AES-GCM with 16 octet ICV [RFC4106]";
    };
  }

  private static String name(EspTransform.Integrity integrity) {
    return switch (integrity) {
      case NONE -> "NULL";
      case HMAC_MD5_96 -> "HMAC-MD5-96 [RFC2403]";
      case HMAC_SHA1_96 -> "HMAC-SHA-1-96 [RFC2404]";
      case HMAC_SHA256_128 -> "HMAC-SHA-256-128 [RFC4868]";
      case HMAC_SHA384_192 -> "HMAC-SHA-384-192 [RFC4868]";
      case HMAC_SHA512_256 -> "HMAC-SHA-512-256 [RFC4868]";
    };
  }

  private static String hex(byte[] key) {
    return key.length == 0 ? "" : "0x" + HexFormat.of().formatHex(key);
  }
}
