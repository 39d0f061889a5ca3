package io.carrierlab.cluster.ios;

import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.protocols.esp.EspTransform;
import io.carrierlab.protocols.esp.EspTransform.Cipher;
import io.carrierlab.protocols.esp.EspTransform.Integrity;
import io.carrierlab.protocols.esp.EspTransform.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A transform as IOS spells it after {@code crypto ipsec transform-set NAME}: {@code esp-aes 256 esp-sha-hmac}. */
public final class TransformWords {
  private static final List<String> KNOWN = List.of("esp-null", "esp-des", "esp-3des", "esp-aes", "esp-gcm",
      "esp-md5-hmac", "esp-sha-hmac", "esp-sha256-hmac", "esp-sha384-hmac", "esp-sha512-hmac", "ah-md5-hmac",
      "ah-sha-hmac", "ah-sha256-hmac");

  /** What the words mean, or why they mean nothing. */
  public sealed interface Read {
    /** @param weak those of the words that nobody should trust today */
    record Good(EspTransform transform, List<String> weak) implements Read {}

    /** @param word index of the word that is wrong */
    record Bad(int word, String what, String expected, String suggestion) implements Read {}
  }

  private Optional<Cipher> cipher = Optional.empty();
  private Optional<Integrity> integrity = Optional.empty();
  private boolean header;
  private final List<String> weak = new ArrayList<>();

  private TransformWords() {}

  /** @param words one at least */
  public static Read read(List<String> words) {
    return new TransformWords().all(words);
  }

  private Read all(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i).toLowerCase(Locale.ROOT);
      boolean sized = word.equals("esp-aes") || word.equals("esp-gcm");
      int bits = 128;
      if (sized && i + 1 < words.size() && words.get(i + 1).matches("[0-9]{1,9}")) {
        bits = Integer.parseInt(words.get(++i));
        if (bits != 128 && bits != 192 && bits != 256) {
          return new Read.Bad(i, word + " has keys of " + bits + " bits", "128, 192 or 256", "");
        }
      }
      Optional<Cipher> named = cipher(word, bits);
      Optional<Integrity> check = integrity(word);
      if (named.isEmpty() && check.isEmpty()) {
        return new Read.Bad(i, "\"" + word + "\" is not a transform", "one of " + String.join(", ", KNOWN),
            Nearest.to(word, KNOWN));
      }
      if (named.isPresent() && cipher.isPresent() || check.isPresent() && integrity.isPresent()) {
        return new Read.Bad(i, "a second " + (named.isPresent() ? "cipher" : "integrity algorithm") + ", " + word,
            "one of each, as in \"esp-aes 256 esp-sha-hmac\"", "");
      }
      if (named.map(Cipher::weak).or(() -> check.map(Integrity::weak)).orElse(false)) {
        weak.add(word);
      }
      cipher = named.or(() -> cipher);
      integrity = check.or(() -> integrity);
      header |= word.startsWith("ah-");
    }
    if (header && cipher.isPresent()) {
      return new Read.Bad(0, "AH together with ESP", "one of the two", "");
    }
    boolean aead = cipher.map(Cipher::aead).orElse(false);
    if (aead && integrity.isPresent()) {
      return new Read.Bad(0, "esp-gcm with an integrity algorithm: it has its own", "esp-gcm alone", "");
    }
    return new Read.Good(new EspTransform(header ? Protocol.AH : Protocol.ESP, cipher.orElse(Cipher.NULL),
        integrity.orElse(Integrity.NONE), false), List.copyOf(weak));
  }

  private static Optional<Cipher> cipher(String word, int bits) {
    return switch (word) {
      case "esp-null" -> Optional.of(Cipher.NULL);
      case "esp-des" -> Optional.of(Cipher.DES_CBC);
      case "esp-3des" -> Optional.of(Cipher.TRIPLE_DES_CBC);
      case "esp-aes" -> Optional.of(bits == 128 ? Cipher.AES_CBC_128 : bits == 192 ? Cipher.AES_CBC_192
          : Cipher.AES_CBC_256);
      case "esp-gcm" -> Optional.of(bits == 128 ? Cipher.AES_GCM_128 : bits == 192 ? Cipher.AES_GCM_192
          : Cipher.AES_GCM_256);
      default -> Optional.empty();
    };
  }

  private static Optional<Integrity> integrity(String word) {
    return switch (word) {
      case "esp-md5-hmac", "ah-md5-hmac" -> Optional.of(Integrity.HMAC_MD5_96);
      case "esp-sha-hmac", "ah-sha-hmac" -> Optional.of(Integrity.HMAC_SHA1_96);
      case "esp-sha256-hmac", "ah-sha256-hmac" -> Optional.of(Integrity.HMAC_SHA256_128);
      case "esp-sha384-hmac" -> Optional.of(Integrity.HMAC_SHA384_192);
      case "esp-sha512-hmac" -> Optional.of(Integrity.HMAC_SHA512_256);
      default -> Optional.empty();
    };
  }
}
