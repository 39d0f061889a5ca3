package io.carrierlab.protocols.ike1;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Ike1CodecTest {
  /**
   * Laid out by hand from RFC 2408 §3.1, §3.4 to §3.6 and RFC 2409 appendix A: one proposal of one transform, 3DES,
   * SHA, pre-shared key, group 2, 86400 seconds.
   */
  static final byte[] SA = hex("""
      0102030405060708 0000000000000000 01 10 02 00 00000000 00000054
      00 00 0038 00000001 00000001
        00 00 002c 01 01 00 01
          00 00 0024 01 01 0000 8001 0005 8002 0002 8003 0001 8004 0002 800b 0001 000c 0004 00015180""");

  /** One of every payload, each read and written by itself elsewhere too. */
  static List<Payload> everyPayload() {
    var attributes = List.of(Attribute.of(3, 65001), Attribute.wide(12, 86_400), Attribute.empty(28672),
        Attribute.text(7, "x"));
    return List.of(Payload.Sa.of(List.of(
            new Proposal(1, Proposal.ESP, hex("11223344"), List.of(new Proposal.Transform(1, 12, attributes),
                new Proposal.Transform(2, 3, List.of()))),
            new Proposal(2, Proposal.AH, hex("11223345"), List.of(new Proposal.Transform(1, 3, attributes))))),
        new Payload.KeyExchange(new byte[96]), new Payload.Nonce(new byte[20]),
        new Payload.Id(11, 17, 500, hex("414243")), new Payload.Certificate(4, hex("3000")),
        new Payload.CertificateRequest(4, hex("3001")), new Payload.Hash(new byte[20]),
        new Payload.Signature(new byte[32]),
        new Payload.Notify(1, 1, new byte[16], NotifyType.ARE_YOU_THERE, hex("00000007")),
        new Payload.Delete(1, 3, 4, List.of(hex("01020304"), hex("05060708"))),
        new Payload.Vendor(VendorIds.DPD), new Payload.Config(1, 4711, attributes),
        new Payload.NatDiscovery(false, new byte[20]), new Payload.NatDiscovery(true, new byte[16]),
        new Payload.NatOriginal(false, 1, hex("0a000001")), new Payload.NatOriginal(true, 1, hex("0a000001")),
        new Payload.Unknown(200, hex("0102")));
  }

  @Test
  void readsAndWritesTheVector() throws DecodeException {
    Ike1Header header = Ike1Header.decode(new WireReader(SA));
    assertThat(header).isEqualTo(new Ike1Header(0x0102030405060708L, 0, 1, 1, 0, 2, 0, 0, 84));
    assertThat(Ike1Header.peek(SA)).isEqualTo(header);
    PayloadChain chain = PayloadChain.decode(1, SA, Ike1Header.OCTETS, false);
    var sa = (Payload.Sa) chain.payloads().getFirst().payload();
    assertThat(Phase1Proposals.read(sa.proposals().getFirst().transforms().getFirst()).orElseThrow().toString())
        .contains("TRIPLE_DES_CBC", "SHA1", "PRE_SHARED_KEY", "MODP_1024", "PT24H");
    assertThat(PayloadChain.encode(List.of(sa))).isEqualTo(Arrays.copyOfRange(SA, Ike1Header.OCTETS, SA.length));
  }

  @Test
  void chainsEveryPayload() throws DecodeException {
    byte[] octets = PayloadChain.encode(everyPayload());
    PayloadChain chain = PayloadChain.decode(1, octets, 0, false);
    assertThat(chain.payloads()).hasSize(everyPayload().size());
    assertThat(chain.payloads().stream().map(each -> each.payload().getClass().getSimpleName()))
        .containsExactlyElementsOf(everyPayload().stream().map(each -> each.getClass().getSimpleName()).toList());
    assertThat(PayloadChain.encode(chain.payloads().stream().map(PayloadChain.Carried::payload).toList()))
        .isEqualTo(octets);
    assertThat(chain.afterFirst()).isEqualTo(
        PayloadChain.encode(everyPayload().subList(1, everyPayload().size())));
  }

  @Test
  void refusesWhateverIsCutShort() {
    byte[] octets = PayloadChain.encode(everyPayload());
    for (int length = 0; length < octets.length; length++) {
      byte[] cut = Arrays.copyOf(octets, length);
      assertThatThrownBy(() -> PayloadChain.decode(1, cut, 0, false)).isInstanceOf(DecodeException.class);
    }
    for (int length = 0; length < Ike1Header.OCTETS; length++) {
      byte[] cut = Arrays.copyOf(SA, length);
      assertThatThrownBy(() -> Ike1Header.peek(cut)).isInstanceOf(DecodeException.class);
    }
  }

  /** RFC 2408 §5.2, §5.3: lengths that do not fit, reserved fields that are not zero, another version. */
  @Test
  void refusesABadHeader() {
    for (int at : new int[] {17, 19, 27, 29, 41}) {
      byte[] bad = SA.clone();
      bad[at] ^= 0x20;
      assertThatThrownBy(() -> {
        Ike1Header header = Ike1Header.decode(new WireReader(bad));
        PayloadChain.decode(header.nextPayload(), bad, Ike1Header.OCTETS, false);
      }).as("octet %d", at).isInstanceOf(DecodeException.class);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void keepsItsPromise(long seed) {
    var random = new SplittableRandom(seed);
    byte[] every = PayloadChain.encode(everyPayload());
    int first = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextInt(4) > 0 ? Mutate.oneOf(random, every) : Mutate.noise(random, 64);
      first = random.nextInt(4) > 0 ? 1 : random.nextInt(256);
      try {
        PayloadChain chain = PayloadChain.decode(first, octets, 0, false);
        var payloads = new ArrayList<Payload>();
        chain.payloads().forEach(each -> payloads.add(each.payload()));
        byte[] again = PayloadChain.encode(payloads);
        PayloadChain second = PayloadChain.decode(first, again, 0, false);
        assertThat(second.payloads()).hasSameSizeAs(payloads);
      } catch (DecodeException promised) {
        assertThat(promised.error()).isNotNull();
      }
    }
  }

  @Test
  void selectorsAreAddressesNetworksAndRanges() {
    record Row(String first, String last, int type) {}
    for (Row row : List.of(new Row("10.0.0.1", "10.0.0.1", 1), new Row("0.0.0.0", "255.255.255.255", 4),
        new Row("10.0.0.0", "10.0.0.255", 4), new Row("10.0.0.1", "10.0.0.2", 7),
        new Row("10.0.0.1", "10.0.0.255", 7))) {
      var selector = new Selector(Ipv4.parse(row.first()), Ipv4.parse(row.last()), 6, 80);
      Payload.Id id = Selectors.payload(selector);
      assertThat(id.type()).isEqualTo(row.type());
      assertThat(Selectors.read(id)).contains(selector);
    }
    assertThat(Selectors.read(new Payload.Id(4, 0, 0, hex("0a000000ff00ff00")))).isEmpty();
    assertThat(Selectors.read(new Payload.Id(7, 0, 0, hex("0a0000020a000001")))).isEmpty();
    assertThat(Selectors.read(new Payload.Id(5, 0, 0, new byte[16]))).isEmpty();
  }
}
