package io.carrierlab.protocols.crypto;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DhGroupTest {
  private static final Set<DhGroup> MODP =
      EnumSet.of(DhGroup.MODP_768, DhGroup.MODP_1024, DhGroup.MODP_1536, DhGroup.MODP_2048);

  /** The formulas of RFC 2409 §6.1 and §6.2 and of RFC 3526 §2 and §3, with pi by Machin's formula. */
  @ParameterizedTest
  @CsvSource({"MODP_768, 768, 149686", "MODP_1024, 1024, 129093", "MODP_1536, 1536, 741804",
    "MODP_2048, 2048, 124476"})
  void primesAreThoseOfTheFormulas(DhGroup group, int bits, long offset) {
    int precision = bits + 64;
    BigInteger one = BigInteger.ONE.shiftLeft(precision);
    BigInteger pi = arctangentOfInverse(one, 5).shiftLeft(4).subtract(arctangentOfInverse(one, 239).shiftLeft(2));
    BigInteger middle = pi.shiftRight(precision - (bits - 130)).add(BigInteger.valueOf(offset)).shiftLeft(64);
    BigInteger prime = BigInteger.TWO.pow(bits).subtract(BigInteger.TWO.pow(bits - 64)).subtract(BigInteger.ONE)
        .add(middle);
    assertThat(ModpKey.prime(group)).isEqualTo(prime);
    assertThat(prime.isProbablePrime(20)).isTrue();
    assertThat(prime.shiftRight(1).isProbablePrime(20)).as("safe").isTrue();
  }

  private static BigInteger arctangentOfInverse(BigInteger one, int x) {
    BigInteger term = one.divide(BigInteger.valueOf(x));
    BigInteger sum = term;
    for (int k = 3; term.signum() != 0; k += 2) {
      term = term.divide(BigInteger.valueOf((long) -x * x));
      sum = sum.add(term.divide(BigInteger.valueOf(k)));
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(DhGroup.class)
  void bothEndsComeToOneSecret(DhGroup group) throws BadKeyException {
    for (long seed = 1; seed <= 20; seed++) {
      var random = new SplittableRandom(seed);
      DhKey initiator = group.generate(random);
      DhKey responder = group.generate(random);
      byte[] secret = initiator.agree(responder.publicValue());
      assertThat(responder.agree(initiator.publicValue())).as("seed %d", seed).isEqualTo(secret);
      assertThat(initiator.publicValue()).hasSize(group.publicOctets());
      boolean curve = group == DhGroup.ECP_256 || group == DhGroup.ECP_384;
      assertThat(secret).hasSize(curve ? group.publicOctets() / 2 : group.publicOctets());
      assertThat(initiator.group()).isEqualTo(group);
      assertThat(group.generate(new SplittableRandom(seed)).publicValue()).isEqualTo(initiator.publicValue());
    }
  }

  /** The same exponent drawn again, raised by the JDK. */
  @ParameterizedTest
  @EnumSource(value = DhGroup.class, mode = EnumSource.Mode.MATCH_ALL, names = "MODP_.*")
  void tableAgreesWithModPow(DhGroup group) {
    for (long seed = 1; seed <= 50; seed++) {
      byte[] exponent = new byte[32];
      new SplittableRandom(seed).nextBytes(exponent);
      exponent[0] |= (byte) 0x80;
      BigInteger wanted = BigInteger.TWO.modPow(new BigInteger(1, exponent), ModpKey.prime(group));
      assertThat(new BigInteger(1, group.generate(new SplittableRandom(seed)).publicValue())).isEqualTo(wanted);
    }
  }

  /** Factors near the modulus and near nothing, where carries and the last subtraction happen. */
  @Test
  void montgomeryProductsAreRightAtTheEdges() {
    for (DhGroup group : MODP) {
      BigInteger prime = ModpKey.prime(group);
      var field = new Montgomery(prime);
      var random = new SplittableRandom(1);
      BigInteger[] edges = {BigInteger.ZERO, BigInteger.ONE, BigInteger.TWO, prime.subtract(BigInteger.ONE),
        prime.subtract(BigInteger.TWO), prime.shiftRight(1), BigInteger.TWO.pow(64).subtract(BigInteger.ONE),
        BigInteger.TWO.pow(prime.bitLength() - 1), drawn(random, prime), drawn(random, prime)};
      for (BigInteger a : edges) {
        for (BigInteger b : edges) {
          long[] product = new long[field.size()];
          field.multiply(product, field.enter(a), field.enter(b));
          assertThat(field.leave(product)).isEqualTo(a.multiply(b).mod(prime));
        }
      }
    }
  }

  private static BigInteger drawn(SplittableRandom random, BigInteger prime) {
    byte[] octets = new byte[prime.bitLength() / 8];
    random.nextBytes(octets);
    return new BigInteger(1, octets).mod(prime);
  }

  @Test
  void modpRefusesValuesThatGiveTheSecretAway() {
    for (DhGroup group : MODP) {
      DhKey key = group.generate(new SplittableRandom(1));
      BigInteger prime = ModpKey.prime(group);
      for (BigInteger bad : List.of(BigInteger.ZERO, BigInteger.ONE, prime.subtract(BigInteger.ONE), prime,
          prime.add(BigInteger.ONE))) {
        assertRefused(key, ModpKey.padded(bad, group.publicOctets()));
      }
      assertRefused(key, new byte[0]);
      assertRefused(key, Arrays.copyOf(key.publicValue(), group.publicOctets() + 1));
    }
  }

  /** RFC 5903 §8.1. */
  @Test
  void ecp256() throws BadKeyException {
    ecp(DhGroup.ECP_256, "C88F01F510D9AC3F70A292DAA2316DE544E9AAB8AFE84049C62A9C57862D1433",
        "DAD0B65394221CF9B051E1FECA5787D098DFE637FC90B9EF945D0C3772581180"
            + "5271A0461CDB8252D61F1C456FA3E59AB1F45B33ACCF5F58389E0577B8990BB3",
        "C6EF9C5D78AE012A011164ACB397CE2088685D8F06BF9BE0B283AB46476BEE53",
        "D12DFB5289C8D4F81208B70270398C342296970A0BCCB74C736FC7554494BF63"
            + "56FBF3CA366CC23E8157854C13C58D6AAC23F046ADA30F8353E74F33039872AB",
        "D6840F6B42F6EDAFD13116E0E12565202FEF8E9ECE7DCE03812464D04B9442DE");
  }

  /** RFC 5903 §8.2. */
  @Test
  void ecp384() throws BadKeyException {
    ecp(DhGroup.ECP_384,
        "099f3c7034d4a2c699884d73a375a67f7624ef7c6b3c0f160647b67414dce655e35b538041e649ee3faef896783ab194",
        "667842d7d180ac2cde6f74f37551f55755c7645c20ef73e31634fe72b4c55ee6de3ac808acb4bdb4c88732aee95f41aa"
            + "9482ed1fc0eeb9cafc4984625ccfc23f65032149e0e144ada024181535a0f38eeb9fcff3c2c947dae69b4c634573a81c",
        "41cb0779b4bdb85d47846725fbec3c9430fab46cc8dc5060855cc9bda0aa2942e0308312916b8ed2960e4bd55a7448fc",
        "e558dbef53eecde3d3fccfc1aea08a89a987475d12fd950d83cfa41732bc509d0d1ac43a0336def96fda41d0774a3571"
            + "dcfbec7aacf3196472169e838430367f66eebe3c6e70c416dd5f0c68759dd1fff83fa40142209dff5eaad96db9e6386c",
        "11187331c279962d93d604243fd592cb9d0a926f422e47187521287e7156c5c4d603135569b9e9d09cf5d4a270f59746");
  }

  private static void ecp(DhGroup group, String i, String gi, String r, String gr, String secret)
      throws BadKeyException {
    var initiator = new EcpKey(group, new BigInteger(i, 16));
    var responder = new EcpKey(group, new BigInteger(r, 16));
    assertThat(initiator.publicValue()).isEqualTo(hex(gi));
    assertThat(responder.publicValue()).isEqualTo(hex(gr));
    assertThat(initiator.agree(responder.publicValue())).isEqualTo(hex(secret));
    assertThat(responder.agree(initiator.publicValue())).isEqualTo(hex(secret));
  }

  @ParameterizedTest
  @EnumSource(value = DhGroup.class, names = {"ECP_256", "ECP_384"})
  void ecpRefusesWhatIsNotOnTheCurve(DhGroup group) {
    DhKey key = group.generate(new SplittableRandom(1));
    byte[] off = key.publicValue();
    off[off.length - 1] ^= 1;
    assertRefused(key, off);
    assertRefused(key, new byte[group.publicOctets()]);
    byte[] beyond = new byte[group.publicOctets()];
    Arrays.fill(beyond, (byte) 0xff);
    assertRefused(key, beyond);
    assertRefused(key, new byte[group.publicOctets() - 1]);
  }

  /** RFC 7748 §6.1. */
  @Test
  void x25519() throws BadKeyException {
    var alice = new X25519Key(hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
    var bob = new X25519Key(hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
    byte[] secret = hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    assertThat(alice.publicValue())
        .isEqualTo(hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
    assertThat(bob.publicValue()).isEqualTo(hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
    assertThat(alice.agree(bob.publicValue())).isEqualTo(secret);
    assertThat(bob.agree(alice.publicValue())).isEqualTo(secret);
  }

  @Test
  void x25519RefusesPointsOfSmallOrder() {
    DhKey key = DhGroup.X25519.generate(new SplittableRandom(1));
    assertRefused(key, new byte[32]);
    byte[] one = new byte[32];
    one[0] = 1;
    assertRefused(key, one);
    assertRefused(key, new byte[31]);
  }

  private static void assertRefused(DhKey key, byte[] value) {
    assertThatThrownBy(() -> key.agree(value)).isInstanceOf(BadKeyException.class);
  }
}
