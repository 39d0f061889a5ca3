package io.carrierlab.cluster.source;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file as it was when it was read. @param sha256 of its octets, as {@code sha256sum} prints it */
public record Digest(Path file, String sha256) {
  /** Of a file that held these octets. */
  public static Digest of(Path file, byte[] octets) {
    try {
      return new Digest(file, HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
