package io.carrierlab.protocols.ike1;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ike1.Phase2Proposals.Encapsulation;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NatTraversalTest {
  private static final byte[] COOKIES = new byte[16];
  private static final Path OURS = new Path(IkeNet.CLIENT, 500, IkeNet.GATEWAY, 500);
  private static final Path THEIRS = new Path(IkeNet.GATEWAY, 500, IkeNet.CLIENT, 500);
  private static final Path BEHIND_NAT = new Path(IkeNet.GATEWAY, 500, IkeNet.NAT, 40_500);

  private static NatTraversal speaking(byte[]... vendors) {
    var nat = new NatTraversal(true);
    nat.heard(Arrays.stream(vendors).map(Payload.Vendor::new).toList());
    return nat;
  }

  @Test
  void prefersTheRfcToItsDrafts() {
    assertThat(speaking(VendorIds.NAT_T_02, VendorIds.NAT_T_RFC).draft()).isFalse();
    assertThat(speaking(VendorIds.NAT_T_RFC, VendorIds.NAT_T_02N).answer()).hasSize(1);
    for (byte[] draft : List.of(VendorIds.NAT_T_02, VendorIds.NAT_T_02N, VendorIds.NAT_T_03)) {
      NatTraversal nat = speaking(draft);
      assertThat(nat.draft()).isTrue();
      assertThat(nat.discovery(Digest.SHA1, COOKIES, OURS)).allMatch(each -> each.payloadType() == 130);
    }
    assertThat(speaking(VendorIds.DPD).negotiated()).isFalse();
    var unwilling = new NatTraversal(false);
    unwilling.heard(NatTraversal.offer());
    assertThat(unwilling.negotiated()).isFalse();
    assertThat(unwilling.discovery(Digest.SHA1, COOKIES, OURS)).isEmpty();
  }

  @Test
  void findsOutWhoIsBehindANat() {
    NatTraversal client = speaking(VendorIds.NAT_T_RFC);
    NatTraversal gateway = speaking(VendorIds.NAT_T_RFC);
    client.judge(gateway.discovery(Digest.SHA1, COOKIES, THEIRS), Digest.SHA1, COOKIES, OURS, OURS);
    assertThat(client.encapsulates()).isFalse();
    client.judge(gateway.discovery(Digest.SHA1, COOKIES, BEHIND_NAT), Digest.SHA1, COOKIES, OURS, OURS);
    assertThat(client.localBehind()).isTrue();
    assertThat(client.remoteBehind()).isFalse();
    gateway.judge(client.discovery(Digest.SHA1, COOKIES, OURS), Digest.SHA1, COOKIES, BEHIND_NAT, BEHIND_NAT);
    assertThat(gateway.localBehind()).isFalse();
    assertThat(gateway.remoteBehind()).isTrue();
  }

  /** RFC 3947 §5.1, and the private numbers of draft 02 that it replaced. */
  @Test
  void namesTheEncapsulationByItsDialect() {
    for (boolean transport : new boolean[] {false, true}) {
      NatTraversal rfc = speaking(VendorIds.NAT_T_RFC);
      assertThat(Encapsulation.of(transport, rfc))
          .isEqualTo(transport ? Encapsulation.TRANSPORT : Encapsulation.TUNNEL);
      rfc.judge(List.of(new Payload.NatDiscovery(false, new byte[20]), new Payload.NatDiscovery(false, new byte[20])),
          Digest.SHA1, COOKIES, OURS, OURS);
      assertThat(Encapsulation.of(transport, rfc))
          .isEqualTo(transport ? Encapsulation.UDP_TRANSPORT : Encapsulation.UDP_TUNNEL);
      NatTraversal draft = speaking(VendorIds.NAT_T_02);
      draft.judge(List.of(new Payload.NatDiscovery(true, new byte[20]), new Payload.NatDiscovery(true, new byte[20])),
          Digest.SHA1, COOKIES, OURS, OURS);
      assertThat(Encapsulation.of(transport, draft))
          .isEqualTo(transport ? Encapsulation.DRAFT_UDP_TRANSPORT : Encapsulation.DRAFT_UDP_TUNNEL);
    }
  }
}
