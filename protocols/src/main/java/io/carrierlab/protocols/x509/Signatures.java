package io.carrierlab.protocols.x509;

import io.carrierlab.protocols.crypto.Digest;
import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECPoint;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/**
 * Signatures as IKE carries them. All are functions of key and hash: no chance enters. A {@code verify} answers false
 * to whatever is wrong with the signature or with the kind of key, and throws nothing; a {@code sign} under a key of
 * the wrong kind is a bug of the caller and throws {@link IllegalArgumentException}.
 */
public final class Signatures {
  private Signatures() {}

  /**
   * IKEv1 (RFC 2409 §5.1): "a PKCS #1 private key encryption of the hash", block type 1 and no OID of the hash.
   *
   * @param hash HASH_I or HASH_R, at most the modulus less 11 octets
   * @return as many octets as the modulus has
   */
  public static byte[] rsaPkcs1(PrivateKey key, byte[] hash) {
    if (!(key instanceof RSAPrivateCrtKey rsa)) {
      throw new IllegalArgumentException("RSA signature with a key of " + key.getAlgorithm());
    }
    var m = new BigInteger(1, paddedType1(hash, octetsOf(rsa.getModulus())));
    // By the Chinese remainder theorem (RFC 8017 §5.1.2): a quarter of the work.
    BigInteger m1 = m.modPow(rsa.getPrimeExponentP(), rsa.getPrimeP());
    BigInteger m2 = m.modPow(rsa.getPrimeExponentQ(), rsa.getPrimeQ());
    BigInteger h = m1.subtract(m2).multiply(rsa.getCrtCoefficient()).mod(rsa.getPrimeP());
    return padded(m2.add(h.multiply(rsa.getPrimeQ())), octetsOf(rsa.getModulus()));
  }

  public static boolean verifyRsaPkcs1(PublicKey key, byte[] hash, byte[] signature) {
    if (!(key instanceof RSAPublicKey rsa) || KeyKind.of(key).isEmpty()) {
      return false;
    }
    int octets = octetsOf(rsa.getModulus());
    var s = new BigInteger(1, signature);
    if (signature.length != octets || s.compareTo(rsa.getModulus()) >= 0 || hash.length > octets - 11) {
      return false;
    }
    // Our own padding is compared, whole: nothing of a peer's padding is parsed, so there is nothing to forge.
    byte[] opened = padded(s.modPow(rsa.getPublicExponent(), rsa.getModulus()), octets);
    return MessageDigest.isEqual(opened, paddedType1(hash, octets));
  }

  /** IKEv2 (RFC 7296 §2.15) and X.509: RSASSA-PKCS1-v1_5 (RFC 8017 §8.2). @param hash made with {@code digest} */
  public static byte[] rsaPkcs1WithDigestInfo(PrivateKey key, Digest digest, byte[] hash) {
    return rsaPkcs1(key, digestInfo(digest, hash));
  }

  public static boolean verifyRsaPkcs1WithDigestInfo(PublicKey key, Digest digest, byte[] hash, byte[] signature) {
    return verifyRsaPkcs1(key, digestInfo(digest, hash), signature);
  }

  /** IKE's ECDSA-256 (RFC 4754 §7): r and s, 32 octets each; deterministic (RFC 6979). @param hash of SHA-256 */
  public static byte[] ecdsaP256Raw(PrivateKey key, byte[] hash) {
    BigInteger[] rs = ecdsa(key, hash);
    byte[] raw = Arrays.copyOf(padded(rs[0], P256.SCALAR_OCTETS), 2 * P256.SCALAR_OCTETS);
    System.arraycopy(padded(rs[1], P256.SCALAR_OCTETS), 0, raw, P256.SCALAR_OCTETS, P256.SCALAR_OCTETS);
    return raw;
  }

  public static boolean verifyEcdsaP256Raw(PublicKey key, byte[] hash, byte[] signature) {
    return signature.length == 2 * P256.SCALAR_OCTETS
        && verifyEcdsa(key, hash, new BigInteger(1, signature, 0, P256.SCALAR_OCTETS),
            new BigInteger(1, signature, P256.SCALAR_OCTETS, P256.SCALAR_OCTETS));
  }

  /** RFC 7427 and X.509: r and s as a DER sequence (RFC 3279 §2.2.3); deterministic (RFC 6979). */
  public static byte[] ecdsaP256Der(PrivateKey key, byte[] hash) {
    BigInteger[] rs = ecdsa(key, hash);
    try {
      return StandardDSAEncoding.INSTANCE.encode(P256.DOMAIN.getN(), rs[0], rs[1]);
    } catch (IOException e) {
      throw new IllegalStateException("two numbers do not encode", e);
    }
  }

  public static boolean verifyEcdsaP256Der(PublicKey key, byte[] hash, byte[] signature) {
    BigInteger[] rs;
    try {
      rs = StandardDSAEncoding.INSTANCE.decode(P256.DOMAIN.getN(), signature);
    } catch (IOException | IllegalArgumentException | IllegalStateException | ClassCastException malformed) {
      return false;                                         // Bouncy Castle's ways to say that DER is none
    }
    return verifyEcdsa(key, hash, rs[0], rs[1]);
  }

  private static BigInteger[] ecdsa(PrivateKey key, byte[] hash) {
    if (!(key instanceof ECPrivateKey ec) || !P256.isCurveOf(ec.getParams())) {
      throw new IllegalArgumentException("ECDSA P-256 signature with a key of " + key.getAlgorithm());
    }
    var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(ec.getS(), P256.DOMAIN));
    return signer.generateSignature(hash);
  }

  private static boolean verifyEcdsa(PublicKey key, byte[] hash, BigInteger r, BigInteger s) {
    if (!(key instanceof ECPublicKey ec) || !P256.isCurveOf(ec.getParams())
        || ec.getW().equals(ECPoint.POINT_INFINITY)) {
      return false;
    }
    ECPublicKeyParameters parameters;
    try {
      var point = P256.DOMAIN.getCurve().createPoint(ec.getW().getAffineX(), ec.getW().getAffineY());
      parameters = new ECPublicKeyParameters(point, P256.DOMAIN);
    } catch (IllegalArgumentException offTheCurve) {
      return false;
    }
    var verifier = new ECDSASigner();
    verifier.init(false, parameters);
    return verifier.verifySignature(hash, r, s);
  }

  /** 00 01 FF..FF 00 and the data (RFC 8017 §9.2, RFC 2313 §8.1). */
  private static byte[] paddedType1(byte[] data, int octets) {
    if (data.length > octets - 11) {
      throw new IllegalArgumentException(data.length + " octets do not fit a modulus of " + octets);
    }
    byte[] block = new byte[octets];
    block[1] = 1;
    Arrays.fill(block, 2, octets - data.length - 1, (byte) 0xff);
    System.arraycopy(data, 0, block, octets - data.length, data.length);
    return block;
  }

  /** DigestInfo in DER: the prefixes of RFC 8017 §9.2, note 1. */
  private static byte[] digestInfo(Digest digest, byte[] hash) {
    if (hash.length != digest.octets()) {
      throw new IllegalArgumentException("a hash of " + hash.length + " octets is not of " + digest);
    }
    byte[] prefix = HexFormat.of().parseHex(switch (digest) {
      case MD5 -> "3020300c06082a864886f70d020505000410";
      case SHA1 -> "3021300906052b0e03021a05000414";
      case SHA256 -> "3031300d060960864801650304020105000420";
      case SHA384 -> "3041300d060960864801650304020205000430";
      case SHA512 -> "3051300d060960864801650304020305000440";
    });
    byte[] info = Arrays.copyOf(prefix, prefix.length + hash.length);
    System.arraycopy(hash, 0, info, prefix.length, hash.length);
    return info;
  }

  private static int octetsOf(BigInteger modulus) {
    return (modulus.bitLength() + 7) / 8;
  }

  private static byte[] padded(BigInteger number, int octets) {
    byte[] bare = number.toByteArray();
    byte[] result = new byte[octets];
    int kept = Math.min(bare.length, octets);
    System.arraycopy(bare, bare.length - kept, result, octets - kept, kept);
    return result;
  }
}
