package io.carrierlab.protocols.x509;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.sim.Mutate;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECPrivateKeySpec;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.crypto.Cipher;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SignaturesTest {
  static final KeyPair RSA = KeyKind.RSA_2048.generate(new SplittableRandom(1));
  static final KeyPair EC = KeyKind.ECDSA_P256.generate(new SplittableRandom(1));
  static final byte[] MESSAGE = "what both ends have said".getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @EnumSource
  void makesKeysOfTheChanceThatIsHandedInAndOfNoOther(KeyKind kind) {
    KeyPair first = kind.generate(new SplittableRandom(7));
    KeyPair again = kind.generate(new SplittableRandom(7));
    KeyPair other = kind.generate(new SplittableRandom(8));
    assertThat(first.getPrivate().getEncoded()).isEqualTo(again.getPrivate().getEncoded())
        .isNotEqualTo(other.getPrivate().getEncoded());
    assertThat(first.getPublic()).isEqualTo(again.getPublic());
    if (first.getPublic() instanceof RSAPublicKey rsa) {
      assertThat(rsa.getModulus().bitLength()).isEqualTo(2048);
    }
  }

  /** RFC 6979 A.2.5: key x, message "sample", SHA-256. */
  @Test
  void signsAsRfc6979Prints() throws Exception {
    var x = new BigInteger("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", 16);
    var key = KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(x, P256.SPEC));
    byte[] hash = Digest.SHA256.of("sample".getBytes(StandardCharsets.US_ASCII));
    assertThat(Signatures.ecdsaP256Raw(key, hash)).isEqualTo(hex(
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
            + "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"));
  }

  /** The JDK's own signatures are the other implementation here. */
  @ParameterizedTest
  @EnumSource
  void agreesWithTheJdk(SignatureAlgorithm algorithm) throws Exception {
    String name = switch (algorithm) {
      case RSA_SHA1 -> "SHA1withRSA";
      case RSA_SHA256 -> "SHA256withRSA";
      case RSA_SHA384 -> "SHA384withRSA";
      case RSA_SHA512 -> "SHA512withRSA";
      case ECDSA_SHA256 -> "SHA256withECDSA";
    };
    KeyPair keys = algorithm == SignatureAlgorithm.ECDSA_SHA256 ? EC : RSA;
    var jdk = Signature.getInstance(name);
    jdk.initVerify(keys.getPublic());
    jdk.update(MESSAGE);
    assertThat(jdk.verify(algorithm.sign(keys.getPrivate(), MESSAGE))).isTrue();
    jdk.initSign(keys.getPrivate());
    jdk.update(MESSAGE);
    assertThat(algorithm.verify(keys.getPublic(), jdk.sign(), MESSAGE)).isTrue();
    assertThat(algorithm.identifier())
        .isEqualTo(new DefaultSignatureAlgorithmIdentifierFinder().find(name).getEncoded("DER"));
    assertThat(SignatureAlgorithm.of(algorithm.identifier())).contains(algorithm);
    assertThat(algorithm.verify(keys == EC ? RSA.getPublic() : EC.getPublic(), MESSAGE, MESSAGE)).isFalse();
  }

  /** RFC 2409 §5.1: the hash alone in a block of type 1; the JDK's RSA cipher opens such blocks. */
  @Test
  void encryptsIkev1HashesWithoutAnOid() throws Exception {
    byte[] hash = Digest.SHA1.of(MESSAGE);
    byte[] signature = Signatures.rsaPkcs1(RSA.getPrivate(), hash);
    var jdk = Cipher.getInstance("RSA/ECB/PKCS1Padding");
    jdk.init(Cipher.DECRYPT_MODE, RSA.getPublic());
    assertThat(jdk.doFinal(signature)).isEqualTo(hash);
    assertThat(Signatures.verifyRsaPkcs1(RSA.getPublic(), hash, signature)).isTrue();
    assertThat(Signatures.verifyRsaPkcs1WithDigestInfo(RSA.getPublic(), Digest.SHA1, hash, signature)).isFalse();
    assertThat(Signatures.verifyRsaPkcs1(EC.getPublic(), hash, signature)).isFalse();
    assertThatThrownBy(() -> Signatures.rsaPkcs1(EC.getPrivate(), hash)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void saysNoToWhatWasNotSigned(long seed) {
    var random = new SplittableRandom(seed);
    byte[] hash = Digest.SHA256.of(MESSAGE);
    byte[] rsa = Signatures.rsaPkcs1WithDigestInfo(RSA.getPrivate(), Digest.SHA256, hash);
    byte[] raw = Signatures.ecdsaP256Raw(EC.getPrivate(), hash);
    byte[] der = Signatures.ecdsaP256Der(EC.getPrivate(), hash);
    assertThat(Signatures.verifyEcdsaP256Raw(EC.getPublic(), hash, raw)).isTrue();
    assertThat(Signatures.verifyEcdsaP256Der(EC.getPublic(), hash, der)).isTrue();
    for (int round = 0; round < 2_000; round++) {
      byte[] badRsa = Mutate.oneOf(random, rsa);
      byte[] badRaw = Mutate.oneOf(random, raw);
      byte[] badDer = Mutate.oneOf(random, der, hex("3006020100020100"), hex("30800201010201010000"));
      assertThat(Signatures.verifyRsaPkcs1WithDigestInfo(RSA.getPublic(), Digest.SHA256, hash, badRsa))
          .isEqualTo(Arrays.equals(rsa, badRsa));
      assertThat(Signatures.verifyEcdsaP256Raw(EC.getPublic(), hash, badRaw))
          .isEqualTo(Arrays.equals(raw, badRaw));
      assertThat(Signatures.verifyEcdsaP256Der(EC.getPublic(), hash, badDer))
          .isEqualTo(Arrays.equals(der, badDer));
    }
  }
}
