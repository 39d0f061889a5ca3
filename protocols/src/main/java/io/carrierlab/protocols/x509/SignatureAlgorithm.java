package io.carrierlab.protocols.x509;

import io.carrierlab.protocols.crypto.Digest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * How certificates and RFC 7427 AUTH payloads are signed. Each has its one DER AlgorithmIdentifier, printed in RFC 7427
 * Appendix A; the RSA ones have NULL parameters.
 */
public enum SignatureAlgorithm {
  RSA_SHA1(KeyKind.RSA_2048, Digest.SHA1, "300d06092a864886f70d0101050500"),
  RSA_SHA256(KeyKind.RSA_2048, Digest.SHA256, "300d06092a864886f70d01010b0500"),
  RSA_SHA384(KeyKind.RSA_2048, Digest.SHA384, "300d06092a864886f70d01010c0500"),
  RSA_SHA512(KeyKind.RSA_2048, Digest.SHA512, "300d06092a864886f70d01010d0500"),
  ECDSA_SHA256(KeyKind.ECDSA_P256, Digest.SHA256, "300a06082a8648ce3d040302");

  private final KeyKind kind;
  private final Digest digest;
  private final byte[] identifier;

  SignatureAlgorithm(KeyKind kind, Digest digest, String identifier) {
    this.kind = kind;
    this.digest = digest;
    this.identifier = HexFormat.of().parseHex(identifier);
  }

  public Digest digest() {
    return digest;
  }

  /** The DER AlgorithmIdentifier: what goes before an RFC 7427 signature, after its length octet. */
  public byte[] identifier() {
    return identifier.clone();
  }

  /** @param identifier a DER AlgorithmIdentifier, compared octet by octet */
  public static Optional<SignatureAlgorithm> of(byte[] identifier) {
    return Arrays.stream(values()).filter(a -> Arrays.equals(a.identifier, identifier)).findFirst();
  }

  /** The one to sign with under this key: with SHA-256, which every peer has. */
  public static SignatureAlgorithm preferred(PrivateKey key) {
    return switch (KeyKind.of(key)) {
      case RSA_2048 -> RSA_SHA256;
      case ECDSA_P256 -> ECDSA_SHA256;
    };
  }

  /** Whether a key of this kind makes and checks such signatures. */
  public boolean suits(PublicKey key) {
    return KeyKind.of(key).filter(k -> k == kind).isPresent();
  }

  /**
   * The signature over the parts, one after the other; of ECDSA in DER, as RFC 5280 and RFC 7427 want it.
   *
   * @throws IllegalArgumentException if the key is of another kind
   */
  public byte[] sign(PrivateKey key, byte[]... parts) {
    byte[] hash = digest.of(parts);
    return switch (kind) {
      case RSA_2048 -> Signatures.rsaPkcs1WithDigestInfo(key, digest, hash);
      case ECDSA_P256 -> Signatures.ecdsaP256Der(key, hash);
    };
  }

  /** Whether the key's owner signed the parts; false too if the key is of another kind. */
  public boolean verify(PublicKey key, byte[] signature, byte[]... parts) {
    byte[] hash = digest.of(parts);
    return suits(key) && switch (kind) {
      case RSA_2048 -> Signatures.verifyRsaPkcs1WithDigestInfo(key, digest, hash, signature);
      case ECDSA_P256 -> Signatures.verifyEcdsaP256Der(key, hash, signature);
    };
  }
}
