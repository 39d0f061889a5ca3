package io.carrierlab.protocols.ike1;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.ike.IkePolicy.IkeCipher;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyDerivationTest {
  /**
   * NIST's test vectors for SP 800-135, "IKEv1 KDF, digital signature authentication", SHA-1, count 0 (ikev1_dsa.rsp of
   * the Cryptographic Algorithm Validation Program's 800-135testvectors).
   */
  @Test
  void derivesWhatNistDerivesWithSignatures() {
    byte[] cookieI = hex("382e5c8b0a3fa307");
    byte[] cookieR = hex("ba4b7616700a2413");
    byte[] ni = hex("ced5635da6796075");
    byte[] nr = hex("6244b427712fb776");
    byte[] shared = hex("""
        2a2e0bbe8da3657a83f3d35826e49e2d38e557e912a1b9e6c30c63577b3eab71
        5466202862027f2c26f3090743555579611771db0b92bef93834432a3a7762fc
        8a0f4889fd281d6082770d10a40d7bad61e832f041e620d6787e7f62ab2861dd
        fbe272e0d9d3cdec5f1bbf750e24b8b32d6d714968ad69ce5086c32ad2742ebc""");
    byte[] skeyid = KeyDerivation.skeyidOfSignatures(Digest.SHA1, ni, nr, shared);
    assertThat(hex(skeyid)).isEqualTo("dc37ac99de6dcfbd1ee74af7fb36f9b4b0a7829d");
    byte[] cookies = KeyDerivation.concat(cookieI, cookieR);
    byte[] derive = KeyDerivation.skeyid(Digest.SHA1, skeyid, new byte[0], shared, cookies, 0);
    assertThat(hex(derive)).isEqualTo("486293ed547adb562cefdaf43d3d8457b196f2b6");
    byte[] authenticate = KeyDerivation.skeyid(Digest.SHA1, skeyid, derive, shared, cookies, 1);
    assertThat(hex(authenticate)).isEqualTo("f4053b5ca07e59bb41b8f401037ca90b72b3917e");
    byte[] encrypt = KeyDerivation.skeyid(Digest.SHA1, skeyid, authenticate, shared, cookies, 2);
    assertThat(hex(encrypt)).isEqualTo("49a1d53a80fb77e663552964fbbcb45092021473");

    IsakmpKeys keys = IsakmpKeys.of(Digest.SHA1, IkeCipher.AES_CBC_128, skeyid, shared, 0x382e5c8b0a3fa307L,
        0xba4b7616700a2413L);
    assertThat(keys.derive()).isEqualTo(derive);
    assertThat(keys.authenticate()).isEqualTo(authenticate);
    assertThat(keys.cipherKey()).isEqualTo(Arrays.copyOf(encrypt, 16));
  }

  /** RFC 2409 §5: by its words, as no test vector of a pre-shared key was found in the open. */
  @Test
  void mixesAPreSharedKeyWithBothNonces() {
    assertThat(KeyDerivation.skeyidOfKey(Digest.MD5, new byte[] {1, 2}, new byte[] {3}, new byte[] {4, 5}))
        .isEqualTo(Digest.MD5.hmac(new byte[] {1, 2}, new byte[] {3, 4, 5}));
  }

  /** RFC 2409 appendix B: Ka = K1 | K2 | K3, K1 = prf(SKEYID_e, 0), Kn = prf(SKEYID_e, Kn-1). */
  @Test
  void stretchesSkeyidE() {
    byte[] encrypt = hex("49a1d53a80fb77e663552964fbbcb45092021473");
    byte[] k1 = Digest.SHA1.hmac(encrypt, new byte[] {0});
    byte[] k2 = Digest.SHA1.hmac(encrypt, k1);
    assertThat(KeyDerivation.cipherKey(Digest.SHA1, encrypt, 32))
        .isEqualTo(Arrays.copyOf(KeyDerivation.concat(k1, k2), 32));
    assertThat(KeyDerivation.cipherKey(Digest.SHA1, encrypt, 20)).isEqualTo(encrypt);
  }

  /** RFC 2409 §5.5: K1 = prf(SKEYID_d, seed), Kn = prf(SKEYID_d, Kn-1 | seed); here with PFS. */
  @Test
  void stretchesKeymat() {
    byte[] d = hex("486293ed547adb562cefdaf43d3d8457b196f2b6");
    byte[] seed = hex("aabb 03 11223344 0102 0304");
    byte[] k1 = Digest.SHA1.hmac(d, seed);
    byte[] k2 = Digest.SHA1.hmac(d, k1, seed);
    byte[] k3 = Digest.SHA1.hmac(d, k2, seed);
    assertThat(KeyDerivation.keymat(Digest.SHA1, d, hex("aabb"), 3, 0x11223344, hex("0102"), hex("0304"), 52))
        .isEqualTo(Arrays.copyOf(KeyDerivation.concat(k1, k2, k3), 52));
  }

  /** The documents say of what text each id is the MD5. */
  @Test
  void vendorIdsAreHashesOfTheirTexts() {
    record Row(byte[] id, String text) {}
    for (Row row : List.of(new Row(VendorIds.NAT_T_RFC, "RFC 3947"),
        new Row(VendorIds.NAT_T_03, "draft-ietf-ipsec-nat-t-ike-03"),
        new Row(VendorIds.NAT_T_02, "draft-ietf-ipsec-nat-t-ike-02"),
        new Row(VendorIds.NAT_T_02N, "draft-ietf-ipsec-nat-t-ike-02\n"))) {
      assertThat(Digest.MD5.of(row.text().getBytes(StandardCharsets.US_ASCII))).isEqualTo(row.id());
    }
    assertThat(Arrays.copyOf(Digest.MD5.of("CISCO-UNITY".getBytes(StandardCharsets.US_ASCII)), 14))
        .isEqualTo(Arrays.copyOf(VendorIds.UNITY, 14));
  }
}
