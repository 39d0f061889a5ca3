package io.carrierlab.protocols.esp;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.esp.EspResult.Packet;
import io.carrierlab.protocols.esp.EspTransform.Cipher;
import io.carrierlab.protocols.esp.EspTransform.Integrity;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets that others have printed. */
class EspVectorsTest {
  /** RFC 3602 §4, cases 5 to 8: SPI, sequence number, key, next header, payload, packet without ICV. */
  @ParameterizedTest(name = "SPI {0}, sequence {1}")
  @CsvSource({
    "0x4321, 1, 90d382b410eeba7ad938c46cec1a82bf, 1, "
        + "08000ebda70a00008e9c083db95b070008090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021222324"
        + "25262728292a2b2c2d2e2f3031323334353637, "
        + "0000432100000001e96e8c08ab465763fd098d45dd3ff893f663c25d325c18c6a9453e194e120849a4870b66cc"
        + "6b9965330013b4898dc856a4699e523a55db080b59ec3a8e4b7e52775b07d1db34ed9c538ab50c551b874aa269"
        + "add047ad2d5913ac19b7cfbad4a6",
    "0x4321, 8, 90d382b410eeba7ad938c46cec1a82bf, 1, "
        + "0800b5e8a80a0500a69c083d0b660e00777777777777777777777777, "
        + "000043210000000869d08df7d203329db093fc4924e5bd80f51995881ec4e0c4488987ce742e8109689bb379d2"
        + "d750c0d915dca346a89f75",
    "0x8765, 2, 0123456789abcdef0123456789abcdef, 4, "
        + "45000054090400004001f988c0a87b03c0a87bc808009f76a90a0100b49c083d02a2040008090a0b0c0d0e0f10"
        + "1112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637, "
        + "0000876500000002f4e765244f6407adf13dc1380f673f37773b5241a4c449225e4f3ce5ed611b0c237ca96cf7"
        + "4a93013c1b0ea1a0cf70f8e4ecaec78ac53aad7a0f022b859243c647752e94a859352b8a4d4d2decd136e5c177"
        + "f132ad3fbfb2201ac9904c74ee0a109e0ca1e4dfe9d5a100b842f1c22f0d",
    "0x8765, 5, 0123456789abcdef0123456789abcdef, 4, "
        + "45000044090c00004001f990c0a87b03c0a87bc80800d63caa0a0200c69c083da3de0300ffffffffffffffffff"
        + "ffffffffffffffffffffffffffffffffffffffffffffff, "
        + "000087650000000585d47224b5f3dd5d2101d4ea8dffab2215b92683819596a8047232cc00f7048fe45318e11f"
        + "8a0f62ede3c3fc61203bb50f980a08c9843fd3a1b06d5c07ff9639b7eb7dfb3512e5de435e7207ed971ef3d272"
        + "6d9b5ef6affc6d17a0decbb13892"})
  void aesCbc(String spi, long sequence, String key, int nextHeader, String payload, String packet) {
    var keys = new SaKeys(EspTransform.esp(Cipher.AES_CBC_128, Integrity.NONE), hex(key), new byte[0]);
    byte[] clear = hex(payload);
    byte[] sealed = hex(packet);
    ByteBuffer iv = ByteBuffer.wrap(sealed, 8, 16);
    RandomGenerator theirs = iv::getLong;
    var sender = new OutboundSa(Integer.decode(spi), keys, sequence - 1);
    assertThat(((Packet) sender.protect(0, clear, 0, clear.length, nextHeader, theirs)).exact()).isEqualTo(sealed);
    var opened = (Packet) new InboundSa(Integer.decode(spi), keys, false).open(sealed, 0, sealed.length);
    assertThat(opened.exact()).isEqualTo(clear);
    assertThat(opened.nextHeader()).isEqualTo(nextHeader);
  }

  /**
   * draft-mcgrew-gcm-test-01 §4, eight of its cases: key, nonce, AAD (SPI and sequence number), payload with padding
   * and trailer, ciphertext with tag. Their IVs are not their sequence numbers, as ours are, so they are opened only.
   */
  @ParameterizedTest(name = "AAD {2}")
  @CsvSource({
    "4c80cdefbb5d10da906ac73c3613a634, "
        + "2e443b684956ed7e3b244cfe, 000043218765432100000000, "
        + "45000048699a000080114db7c0a80102c0a801010a9bf15638d301000001000000000000045f736970045f7564"
        + "70037369700963796265726369747902646b000021000101020201, "
        + "fecf537e729d5b07dc30df528dd22b768d1b98736696a6fd348509fa13ceac34cfa2436f14a3f3cf65925bf1f4"
        + "a13c5d15b21e1884f5ff6247aeabb786b93bce61bc17d768fd9732459018148f6cbe722fd04796562dfdb4",
    "feffe9928665731c6d6a8f9467308308, "
        + "cafebabefacedbaddecaf888, 0000a5f80000000a, "
        + "4500003e698f000080114dccc0a80102c0a801010a980035002a2343b2d0010000010000000000000373697009"
        + "63796265726369747902646b00000100010001, "
        + "deb22cd9b07c72c16e3a65beeb8df304a5a5897d33ae530f1ba76d5d114d2a5c3de81827c10e9a4f51330d0eec"
        + "416642cfbb85a5b47e48a4ec3b9ba95d918bd183b70d3aa8bc6ee4c309e9d85a41ad4a",
    "abbccddef00112233445566778899aababbccddef00112233445566778899aab, "
        + "112233440102030405060708, 4a2cbfe300000002, "
        + "4500003069a6400080062690c0a801029389155e0a9e008b2dc57ee0000000007002400020bf0000020405b401"
        + "01040201020201, "
        + "ff425c9b724599df7a3bcd510194e00d6a78107f1b0b1cbf06efae9d65a5d763748a637985771d347f0545659f"
        + "14e99def842d8eb335f4eecfdbf831824b4c4915956c96",
    "feffe9928665731c6d6a8f9467308308feffe9928665731c, "
        + "cafebabefacedbaddecaf888, 0000a5f80000000a, "
        + "45000028a4ad4000400678800a01038f0a010612802306b8cb712602dd6bb03e501016d075680001, "
        + "a5b1f8066029aea40e598b8122de02420938b3ab33f828e687b8858b5bfbdbd0315b27452144cc7795457b9652"
        + "037f5318027b5b4cd7a636",
    "3de09874b388e6491988d0c3607eae1f, "
        + "57690e434e280000a2fca1a3, 42f67e3f1010101010101010, "
        + "4500001c42a200008001441f406793b6e00000020a00f5ff01020201, "
        + "fba2ca845e5df9f0f22c3e6e86dd831e1fc65792cd1af9130e1379ed369f071f35e034be95f112e4e7d05d35",
    "abbccddef00112233445566778899aababbccddef00112233445566778899aab, "
        + "73616c74616e640169766563, 17405e67156f3126dd0db99b, "
        + "45080028732c00004006e9f90a0106120a01038f06b88023dd6bafbecb71260250101f646d540001, "
        + "f2d69ecdbd5a0d5b8d5ef38bad4da58d1f278fde98ef67549d524a3018d9a57ff4d3a31ce673119e451626c241"
        + "5771e3b7eebca614c89b35",
    "7d773d00c144c525ac619d18c84a3f47, "
        + "d966426743457e9182443bc6, 335467aeffffffff, "
        + "01020201, "
        + "437f866bcb3f699fe9b0822bac961c4504bef270",
    "6c6567616c697a656d6172696a75616e61616e64646f69746265666f72656961, "
        + "7475726e333021696765746d, 796b6963ffffffffffffffff, "
        + "45000030da3a00008001df3bc0a80005c0a800010800c6cd020007006162636465666768696a6b6c6d6e6f7071"
        + "72737401020201, "
        + "f97ab2aa356d8edce17644ac8c78e25dd24dedbb29ebf1b64a274b39b49c3a864cd3d78ca4ae68a32b42458fb5"
        + "7dbe821dcc63b9d0937ba2945f669368661a329fb4c053"})
  void aesGcm(String key, String nonce, String aad, String clear, String sealed) {
    Cipher cipher = switch (key.length() / 2) {
      case 16 -> Cipher.AES_GCM_128;
      case 24 -> Cipher.AES_GCM_192;
      default -> Cipher.AES_GCM_256;
    };
    ByteBuffer associated = ByteBuffer.wrap(hex(aad));
    boolean extended = associated.remaining() == 12;
    int spi = associated.getInt();
    long sequence = extended ? associated.getLong() : Integer.toUnsignedLong(associated.getInt());
    var transform = new EspTransform(EspTransform.Protocol.ESP, cipher, Integrity.NONE, extended);
    var keys = new SaKeys(transform, hex(key + nonce.substring(0, 8)), new byte[0]);
    byte[] packet = ByteBuffer.allocate(16 + sealed.length() / 2).putInt(spi).putInt((int) sequence)
        .put(hex(nonce), 4, 8).put(hex(sealed)).array();

    var receiver = new InboundSa(spi, keys, false, new ReplayWindow(64, sequence - 1));
    var opened = (Packet) receiver.open(packet, 0, packet.length);
    byte[] trailed = hex(clear);
    int payload = trailed.length - 2 - trailed[trailed.length - 2];
    assertThat(opened.exact()).isEqualTo(Arrays.copyOf(trailed, payload));
    assertThat(opened.nextHeader()).isEqualTo(trailed[trailed.length - 1]);

    if (extended) {                                    // the high half is not sent, but counts
      var elsewhere = new InboundSa(spi, keys, false, new ReplayWindow(64, sequence - 1 ^ 1L << 40));
      assertThat(elsewhere.open(packet, 0, packet.length)).isEqualTo(new EspResult.Dropped(EspDrop.BAD_ICV));
    }
  }
}
