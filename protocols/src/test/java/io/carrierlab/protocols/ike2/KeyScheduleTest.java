package io.carrierlab.protocols.ike2;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.crypto.Digest;
import org.junit.jupiter.api.Test;

/**
 * A case of NIST CAVP's SP 800-135 vectors for IKEv2 (csrc.nist.gov, Cryptographic Algorithm Validation Program,
 * 800-135testvectors/ikev2.zip), taken from public test code that quotes it: SHA-1, g^ir of 1024 bits, nonces of 64.
 */
class KeyScheduleTest {
  static final byte[] NI = hex("3651fef5c9c35e93");
  static final byte[] NR = hex("c09a8b90a3f04d59");
  static final long SPI_I = 0x8e5c3ae507221684L;
  static final long SPI_R = 0xb1f201bb155c3acdL;
  static final byte[] SHARED = hex("d084a30166a50fb7325c3960874a839449ef9741c2f4f947d0201dd8c1269273"
      + "d79509f37e3ca3eb4fa2fe2a28254e289cd3f34dad4eb4df1a07685a4b8a94fa61e2491f7598b3ce65547ff133b3f63d1ac4175eaa69"
      + "5033f3cedb026a6873a36455172a8540b8a5d23a0143bed0390ee49b168269d75fffee9fb62be965993c");
  static final byte[] SHARED_NEW = hex("52f00ab174c25d5b7139ae5ff4e8e9eddee5992d2e36adf8a559ffd90dab1442"
      + "e4fbe429d320c0f33552a17d1557fa41ea70e8fb916c4fa27ed52b5f8ebd8461afa78f1159159a64055ac5f6319e29c28eae58cbc684"
      + "7770f32c3fed1d04750484f854790f95e9ec01bc5bc461f24966462e359511329305038e94deb6dd42c2");
  static final byte[] SEED = hex("cd2e8050137832245f1dbacc6e4f0a92f94d45d6");
  static final byte[] SK_D = hex("6f1b12cad3cbe097b35430356d869d54cddb0198");
  static final byte[] DKM = hex("6f1b12cad3cbe097b35430356d869d54cddb0198ec859174d53ceb92dddedbe2436db69f60977c58fa63"
      + "bbb667f8d36920b109baae8f6c61a9ac49feda01843225d080ec5539d5881a25521ffb2a0a91874a9c0a27fcc2d717eb8963a9e3a89c"
      + "7ab264757284c28cf8c3ca40576f4220b052b1fb8e9ad60ba3c80557323331a8cbb89f20");
  static final byte[] CHILD = hex("4727dc0ef94eb326ce131cf282fb652faa638ad0ddae3786a11bcc0309876009f8c485de011ad962c5b1"
      + "ca8a41ff8145445749079c5686e26ffebbc342f06981f3da745e11ca0976424d1f8caec623d59dc7186deb20a27b411d1dcb70a36544"
      + "0bf7de905088b0692e8addc094e18d1939bdb67e89798ca6b239e2ccb81c2409dac0106c");
  static final byte[] CHILD_PFS = hex("b109c21ad4c0797768c1cec9e63554681e48f224bca7f23c20c4ea7041983451e9aa1d5408656c8a"
      + "975ff1b9d9a12c75ffeb64bdecb30174664cccb4e14f1c377b7f6d1525af77c7092aac3e47f917ebae8297fb5539d2008ce830823a09"
      + "cc197361d4a289c72745f6ce9fefe812be5bf55b3200fbb82e41a4a40877d3fe106db909707b");

  @Test
  void derivesTheKeysOfAnIkeSa() {
    assertThat(KeySchedule.seed(Digest.SHA1, NI, NR, SHARED)).isEqualTo(SEED);
    assertThat(KeySchedule.expand(Digest.SHA1, SEED, 132, NI, NR, hex("8e5c3ae507221684b1f201bb155c3acd")))
        .isEqualTo(DKM);
    var suite = new Suite(io.carrierlab.protocols.ike.IkePolicy.IkeCipher.AES_CBC_128, Digest.SHA1,
        io.carrierlab.protocols.crypto.DhGroup.MODP_1024);
    SkKeys keys = KeySchedule.keys(suite, SEED, NI, NR, SPI_I, SPI_R);
    assertThat(KeySchedule.joined(keys.d(), keys.ai(), keys.ar(), keys.ei(), keys.er(), keys.pi(), keys.pr()))
        .isEqualTo(DKM);                                       // 5 × 20 and 2 × 16 octets are just the vector's 132
    assertThat(keys.d()).isEqualTo(SK_D);
  }

  @Test
  void derivesTheKeysOfChildSasAndOfRekeyedIkeSas() {
    assertThat(KeySchedule.childMaterial(Digest.SHA1, SK_D, new byte[0], NI, NR, 132)).isEqualTo(CHILD);
    assertThat(KeySchedule.childMaterial(Digest.SHA1, SK_D, SHARED_NEW, NI, NR, 132)).isEqualTo(CHILD_PFS);
    assertThat(KeySchedule.rekeySeed(Digest.SHA1, SK_D, SHARED_NEW, NI, NR))
        .isEqualTo(hex("3b03bce748c96d5e8306918d2ff89b68f0648da3"));
  }
}
