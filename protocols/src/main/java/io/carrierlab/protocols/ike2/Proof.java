package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.x509.SignatureAlgorithm;
import io.carrierlab.protocols.x509.Signatures;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Optional;

/**
 * What an end proves by its AUTH payload, and how (RFC 7296 §2.15, RFC 7427).
 *
 * @param message its IKE_SA_INIT message, whole
 * @param otherNonce of the other end
 * @param key SK_pi or SK_pr
 * @param identity the body of its identification payload
 */
record Proof(Digest prf, byte[] message, byte[] otherNonce, byte[] key, byte[] identity) {
  private static final byte[] PAD = "Key Pad for IKEv2".getBytes(StandardCharsets.US_ASCII);

  private byte[] signed() {
    return KeySchedule.joined(message, otherNonce, prf.hmac(key, identity));
  }

  /** prf(prf(secret, "Key Pad for IKEv2"), signed octets). @param secret shared key, or MSK of EAP (§2.16) */
  byte[] shared(byte[] secret) {
    return prf.hmac(prf.hmac(secret, PAD), signed());
  }

  boolean verifyShared(byte[] secret, Payload.Auth auth) {
    return auth.method() == Payload.Auth.SHARED_KEY && MessageDigest.isEqual(shared(secret), auth.data());
  }

  /** @param named the peer has said that it takes SHA-256 (RFC 7427 §4); else methods 1 and 9 of old */
  Payload.Auth sign(PrivateKey privateKey, boolean named) {
    SignatureAlgorithm algorithm = SignatureAlgorithm.preferred(privateKey);
    if (named) {
      byte[] identifier = algorithm.identifier();
      return new Payload.Auth(Payload.Auth.SIGNATURE, KeySchedule.joined(new byte[] {(byte) identifier.length},
          identifier, algorithm.sign(privateKey, signed())));
    }
    return switch (algorithm) {
      case ECDSA_SHA256 -> new Payload.Auth(Payload.Auth.ECDSA_P256,
          Signatures.ecdsaP256Raw(privateKey, Digest.SHA256.of(signed())));
      case RSA_SHA1, RSA_SHA256, RSA_SHA384, RSA_SHA512 -> new Payload.Auth(Payload.Auth.RSA,
          SignatureAlgorithm.RSA_SHA1.sign(privateKey, signed()));
    };
  }

  boolean verify(PublicKey publicKey, Payload.Auth auth) {
    byte[] data = auth.data();
    return switch (auth.method()) {
      case Payload.Auth.RSA -> SignatureAlgorithm.RSA_SHA1.verify(publicKey, data, signed());
      case Payload.Auth.ECDSA_P256 ->
          Signatures.verifyEcdsaP256Raw(publicKey, Digest.SHA256.of(signed()), data);
      case Payload.Auth.SIGNATURE -> {
        int length = data.length == 0 ? 0 : data[0] & 0xff;
        if (data.length < 1 + length) {
          yield false;
        }
        Optional<SignatureAlgorithm> algorithm = SignatureAlgorithm.of(Arrays.copyOfRange(data, 1, 1 + length));
        yield algorithm.isPresent()
            && algorithm.get().verify(publicKey, Arrays.copyOfRange(data, 1 + length, data.length), signed());
      }
      default -> false;
    };
  }
}
