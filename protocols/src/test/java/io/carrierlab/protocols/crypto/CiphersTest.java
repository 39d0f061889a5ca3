package io.carrierlab.protocols.crypto;

import static io.carrierlab.protocols.sim.Hex.hex;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CiphersTest {
  /** RFC 3602 §4, cases 1 and 2; FIPS 81 appendix C, table C2, for DES. */
  @ParameterizedTest
  @CsvSource({
    "AES, 06a9214036b8a15b512e03d534120006, 3dafba429d9eb430b422da802c9fac41, 53696e676c6520626c6f636b206d7367,"
        + "e353779c1079aeb82708942dbe77181a",
    "AES, c286696d887c9aa0611bbb3e2025a45a, 562e17996d093d28ddb3ba695a2e6f58,"
        + "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f,"
        + "d296cd94c2cccf8a3a863028b5e1dc0a7586602d253cfff91b8266bea6d61ab1",
    "DES, 0123456789abcdef, 1234567890abcdef, 4e6f77206973207468652074696d6520666f7220616c6c20,"
        + "e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6"})
  void cbcVectors(BlockCipher cipher, String key, String iv, String plain, String encrypted) {
    assertThat(cipher.encryptCbc(hex(key), hex(iv), hex(plain))).isEqualTo(hex(encrypted));
    assertThat(cipher.decryptCbc(hex(key), hex(iv), hex(encrypted))).isEqualTo(hex(plain));
  }

  /** Against the JDK's own DES and 3DES, which nothing here uses. */
  @ParameterizedTest
  @CsvSource({"DES, DES, 8", "TRIPLE_DES, DESede, 24", "AES, AES, 16", "AES, AES, 24", "AES, AES, 32"})
  void cbcAgreesWithTheJdk(BlockCipher cipher, String name, int keyOctets) throws Exception {
    var random = new SplittableRandom(1);
    for (int blocks = 0; blocks < 20; blocks++) {
      byte[] key = drawn(random, keyOctets);
      byte[] iv = drawn(random, cipher.blockOctets());
      byte[] plain = drawn(random, blocks * cipher.blockOctets());
      Cipher jdk = Cipher.getInstance(name + "/CBC/NoPadding");
      jdk.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, name), new IvParameterSpec(iv));
      byte[] encrypted = cipher.encryptCbc(key, iv, plain);
      assertThat(encrypted).isEqualTo(jdk.doFinal(plain));
      byte[] inPlace = encrypted.clone();
      cipher.decryptCbc(key, iv, 0, inPlace, 0, inPlace.length, inPlace, 0);
      assertThat(inPlace).isEqualTo(plain);
    }
  }

  /** IKE cuts DES keys out of a hash and sets no parity bits. */
  @ParameterizedTest
  @EnumSource(value = BlockCipher.class, names = {"DES", "TRIPLE_DES"})
  void parityBitsOfDesKeysDoNotCount(BlockCipher cipher) {
    byte[] key = drawn(new SplittableRandom(1), cipher == BlockCipher.DES ? 8 : 24);
    byte[] other = key.clone();
    for (int i = 0; i < other.length; i++) {
      other[i] ^= 1;
    }
    byte[] plain = new byte[16];
    assertThat(cipher.encryptCbc(other, new byte[8], plain)).isEqualTo(cipher.encryptCbc(key, new byte[8], plain));
  }

  @Test
  void cbcRefusesPartsOfBlocksAndKeysOfOtherLengths() {
    for (BlockCipher cipher : BlockCipher.values()) {
      assertThatThrownBy(() -> cipher.encryptCbc(new byte[24], new byte[16], new byte[15]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> cipher.decryptCbc(new byte[13], new byte[16], new byte[16]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, cases 1, 2 and 4. */
  @ParameterizedTest
  @CsvSource({
    "00000000000000000000000000000000, 000000000000000000000000, '', '', 58e2fccefa7e3061367f1d57a4e7455a",
    "00000000000000000000000000000000, 000000000000000000000000, '', 00000000000000000000000000000000,"
        + "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf",
    "feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888, feedfacedeadbeeffeedfacedeadbeefabaddad2,"
        + "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
        + "b16aedf5aa0de657ba637b39,"
        + "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa05"
        + "1ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47"})
  void gcmVectors(String key, String nonce, String aad, String plain, String encrypted) {
    byte[] clear = hex(plain);
    for (int repeated = 0; repeated < 2; repeated++) {   // the same nonce again: a run that is repeated
      byte[] out = new byte[clear.length + AesGcm.TAG_OCTETS];
      AesGcm.encrypt(hex(key), hex(nonce), hex(aad), clear, 0, clear.length, out, 0);
      assertThat(out).isEqualTo(hex(encrypted));
      byte[] back = new byte[clear.length];
      assertThat(AesGcm.decrypt(hex(key), hex(nonce), hex(aad), out, 0, out.length, back, 0)).isTrue();
      assertThat(back).isEqualTo(clear);
    }
  }

  @Test
  void gcmNoticesEveryFlippedBitAndLetsNoPlaintextOut() {
    byte[] key = hex("feffe9928665731c6d6a8f9467308308");
    byte[] nonce = new byte[12];
    byte[] aad = {1, 2, 3};
    byte[] sealed = new byte[20 + AesGcm.TAG_OCTETS];
    AesGcm.encrypt(key, nonce, aad, drawn(new SplittableRandom(1), 20), 0, 20, sealed, 0);
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] forged = sealed.clone();
      forged[bit >> 3] ^= (byte) (1 << (bit & 7));
      byte[] out = new byte[20];
      assertThat(AesGcm.decrypt(key, nonce, aad, forged, 0, forged.length, out, 0)).isFalse();
      assertThat(out).isEqualTo(new byte[20]);
    }
    assertThat(AesGcm.decrypt(key, nonce, aad, sealed, 0, 15, new byte[20], 0)).isFalse();
  }

  /** RFC 2202 §2 and §3, RFC 4231 §4.3: test case 2 of each. */
  @ParameterizedTest
  @CsvSource({"MD5, 750c783e6ab0b503eaa86e310a5db738", "SHA1, effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
    "SHA256, 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    "SHA384, af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
    "SHA512, 164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fd"
        + "caeab1a34d4a6b4b636e070a38bce737"})
  void hmacVectors(Digest digest, String expected) {
    byte[] key = "Jefe".getBytes(US_ASCII);
    byte[] text = "what do ya want for nothing?".getBytes(US_ASCII);
    assertThat(digest.hmac(key, text)).isEqualTo(hex(expected));
    assertThat(digest.hmac(key, text, 0, 20, Arrays.copyOfRange(text, 20, 28))).isEqualTo(hex(expected));
  }

  /** RFC 2202 §3, test case 6: a key longer than a block. */
  @Test
  void hmacOfALongKey() {
    byte[] key = new byte[80];
    Arrays.fill(key, (byte) 0xaa);
    byte[] text = "Test Using Larger Than Block-Size Key - Hash Key First".getBytes(US_ASCII);
    assertThat(Digest.SHA1.hmac(key, text)).isEqualTo(hex("aa4ae5e15272d00e95705637ce8a3b55ed402112"));
  }

  private static byte[] drawn(SplittableRandom random, int octets) {
    byte[] drawn = new byte[octets];
    random.nextBytes(drawn);
    return drawn;
  }
}
