package io.carrierlab.protocols.ike1;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.esp.EspTransform;
import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.ChildPolicy;
import io.carrierlab.protocols.ike.ChildSa;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.sim.Hex;
import io.carrierlab.protocols.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a session does besides connecting: states, NATs, liveness, deletion, lifetimes, transforms. */
class Ike1SessionTest {
  private static IkeNet connected(boolean nat) {
    IkeNet net = IkeNet.plain();
    net.nat = nat;
    net.connect(IkeNet.alice());
    net.run(Duration.ofSeconds(5));
    assertThat(net.client.installed).hasSize(1);
    return net;
  }

  private static ChildSa only(IkeNet.End end) {
    assertThat(end.installed).hasSize(1);
    return end.installed.values().iterator().next();
  }

  private static List<String> states(IkeNet net) {
    var seen = new ArrayList<String>();
    net.world.runFor(Duration.ofSeconds(5), () -> {
      String state = net.gateways.isEmpty() ? "-" : net.gateway().session.state();
      if (seen.isEmpty() || !seen.getLast().equals(state)) {
        seen.add(state);
      }
    });
    return seen;
  }

  @Test
  void statesAreCalledAsOnIos() {
    IkeNet net = IkeNet.plain();
    net.connect(IkeNet.alice());
    assertThat(net.client.session.state()).isEqualTo("AG_NO_STATE");
    assertThat(states(net)).containsExactly("-", "AG_NO_STATE", "AG_INIT_EXCH", "CONF_XAUTH", "CONF_ADDR",
        "QM_IDLE");
    IkeNet main = siteToSite(false, IkeNet.CHILD);
    assertThat(main.client.session.state()).isEqualTo("MM_NO_STATE");
    assertThat(states(main)).containsExactly("-", "MM_SA_SETUP", "MM_KEY_EXCH", "QM_IDLE");
  }

  private static IkeNet siteToSite(boolean aggressive, ChildPolicy child) {
    var net = new IkeNet(new World(1, 0), 0, IkeNet.settings(AuthMethod.PRE_SHARED_KEY, child));
    net.groups.put("192.168.1.10", Optional.of(IkeNet.GROUP));
    net.connect(new Initiator(Identity.ofAddress(IkeNet.CLIENT), IkeNet.GROUP.preSharedKey(), Optional.empty(),
        Optional.empty(), aggressive, false, new Selector(Ipv4.parse("10.1.0.0"), Ipv4.parse("10.1.255.255"), 0, 0),
        new Selector(Ipv4.parse("10.2.0.0"), Ipv4.parse("10.2.255.255"), 0, 0)));
    return net;
  }

  @ParameterizedTest
  @EnumSource(EspTransform.Cipher.class)
  void agreesOnEveryCipher(EspTransform.Cipher cipher) {
    var integrity = cipher.aead() ? EspTransform.Integrity.NONE : EspTransform.Integrity.HMAC_SHA256_128;
    var child = new ChildPolicy(List.of(EspTransform.esp(cipher, integrity)), false, Optional.of(DhGroup.MODP_1536),
        Duration.ofHours(1), 0);
    IkeNet net = siteToSite(true, child);
    net.run(Duration.ofSeconds(5));
    RemoteAccessTest.assertSameKeys(net.client, net.gateway());
    assertThat(only(net.client).in().transform().cipher()).isEqualTo(cipher);
  }

  @Test
  void agreesOnAhInTransportMode() {
    var ah = new EspTransform(EspTransform.Protocol.AH, EspTransform.Cipher.NULL,
        EspTransform.Integrity.HMAC_SHA1_96, false);
    IkeNet net = siteToSite(false, new ChildPolicy(List.of(ah), true, Optional.empty(), Duration.ofHours(1), 0));
    net.run(Duration.ofSeconds(5));
    RemoteAccessTest.assertSameKeys(net.client, net.gateway());
    assertThat(only(net.client).transport()).isTrue();
    assertThat(only(net.client).in().transform()).isEqualTo(ah);
  }

  /** The gateway's shorter lifetime comes to the client by RESPONDER-LIFETIME (RFC 2407 §4.6.3.1). */
  @Test
  void theShorterLifetimeHolds() {
    IkeNet net = IkeNet.plain();
    var longer = new ChildPolicy(IkeNet.CHILD.transforms(), false, Optional.empty(), Duration.ofHours(8), 0);
    net.connect(IkeNet.settings(AuthMethod.XAUTH_PRE_SHARED_KEY, longer), IkeNet.alice());
    net.run(Duration.ofSeconds(5));
    assertThat(only(net.client).lifetime()).isEqualTo(IkeNet.CHILD.lifetime());
    assertThat(only(net.client).lifetimeKilobytes()).isEqualTo(IkeNet.CHILD.lifetimeKilobytes());
  }

  @Test
  void goesThroughANatAndFollowsItsMoves() {
    IkeNet net = connected(true);
    assertThat(only(net.client).encapsulated()).isTrue();
    assertThat(only(net.gateway()).encapsulated()).isTrue();
    assertThat(net.gateway().moved.orElseThrow().remoteAddress()).isEqualTo(IkeNet.NAT);
    assertThat(net.gateway().moved.orElseThrow().localPort()).isEqualTo(Path.NAT_TRAVERSAL);
    // The third message of aggressive mode is the first one on port 4500 (RFC 3947 §4).
    assertThat(net.wire.stream().map(each -> each.sender().localPort()).limit(3)).containsExactly(500, 500, 4500);
    net.run(Duration.ofMinutes(1));
    assertThat(net.client.all(IkeAction.NatKeepalive.class)).isNotEmpty();
    assertThat(net.gateway().all(IkeAction.NatKeepalive.class)).isEmpty();
    net.natPort = 50_000;                                   // the NAT has forgotten, and chooses another port
    net.run(Duration.ofMinutes(2));
    assertThat(net.gateway().moved.orElseThrow().remotePort()).isEqualTo(50_500);
    assertThat(net.client.closed).isEmpty();
    assertThat(net.gateway().closed).isEmpty();
  }

  @Test
  void aMoveThatIsNotAuthenticIsNoMove() {
    IkeNet net = connected(true);
    Optional<Path> before = net.gateway().moved;
    byte[] forged = net.wire.getLast().octets().clone();
    forged[forged.length - 1] ^= 1;
    net.gateway().on(new IkeEvent.Datagram(new Path(IkeNet.GATEWAY, 4500, Ipv4.parse("192.0.2.66"), 666), forged));
    assertThat(net.gateway().moved).isEqualTo(before);
  }

  /** All that the client ever said, sent again by somebody else much later: authentic, but old. */
  @Test
  void replaysMoveNobody() {
    IkeNet net = connected(true);
    net.run(Duration.ofMinutes(10));
    Optional<Path> before = net.gateway().moved;
    var replayed = net.wire.stream().filter(each -> each.sender().localAddress() == IkeNet.CLIENT)
        .map(IkeNet.Wire::octets).toList();
    net.run(Duration.ofMinutes(5));
    var elsewhere = new Path(IkeNet.GATEWAY, 4500, Ipv4.parse("192.0.2.66"), 666);
    int sent = net.wire.size();
    replayed.forEach(each -> net.gateway().on(new IkeEvent.Datagram(elsewhere, each)));
    assertThat(net.gateway().moved).isEqualTo(before);
    assertThat(net.gateway().closed).isEmpty();
    assertThat(net.wire.subList(sent, net.wire.size()))
        .noneMatch(each -> each.sender().remoteAddress() == elsewhere.remoteAddress());
    net.run(Duration.ofMinutes(1));
    RemoteAccessTest.assertSameKeys(net.client, net.gateway());
  }

  /** A client of before RFC 3947: the id of the RFC is taken out of its first message, which no hash covers. */
  @Test
  void speaksTheDraftsOfNatTraversal() {
    IkeNet net = IkeNet.plain();
    net.nat = true;
    String rfc = Hex.hex(VendorIds.NAT_T_RFC);
    net.meddler = octets -> Hex.hex(Hex.hex(octets).replace(rfc, "0".repeat(rfc.length())));
    net.connect(IkeNet.alice());
    net.run(Duration.ofSeconds(5));
    RemoteAccessTest.assertSameKeys(net.client, net.gateway());
    assertThat(only(net.client).encapsulated()).isTrue();
    assertThat(net.wire.getLast().sender().localPort()).isEqualTo(4500);
  }

  @Test
  void withoutNatNothingIsEncapsulated() {
    IkeNet net = connected(false);
    assertThat(only(net.client).encapsulated()).isFalse();
    assertThat(net.wire).allMatch(each -> each.sender().localPort() == 500);
    assertThat(net.client.all(IkeAction.NatKeepalive.class)).isEmpty();
  }

  @Test
  void trafficSparesQuestions() {
    IkeNet net = connected(false);
    int before = net.client.all(IkeAction.Transmit.class).size();
    net.world.runFor(Duration.ofMinutes(10), () -> {
      net.client.lastInbound = net.world.nowNanos();
      net.gateway().lastInbound = net.world.nowNanos();
    });
    assertThat(net.client.all(IkeAction.Transmit.class).size()).isLessThanOrEqualTo(before + 1);
  }

  @Test
  void bothEndsLeaveInGoodOrder() {
    for (boolean byClient : new boolean[] {true, false}) {
      IkeNet net = connected(false);
      IkeNet.End leaves = byClient ? net.client : net.gateway();
      IkeNet.End stays = byClient ? net.gateway() : net.client;
      leaves.on(new IkeEvent.Close());
      net.run(Duration.ofSeconds(1));
      assertThat(leaves.closed).contains(IkeFailure.CLOSED_HERE);
      assertThat(stays.closed).contains(IkeFailure.DELETED_BY_PEER);
      assertThat(leaves.session.on(new IkeEvent.Wake(0, 0), net.world.nowNanos())).isEmpty();
    }
  }

  /** A client whose pair of SAs the gateway has dropped asks for another; a gateway that lost one says so. */
  @Test
  void aLostPairIsReplaced() {
    IkeNet net = connected(false);
    int spi = only(net.client).spiOut();
    net.gateway().on(new IkeEvent.UnknownSpi(spi));
    net.run(Duration.ofSeconds(5));
    assertThat(net.client.installs).isEqualTo(2);
    assertThat(only(net.client).spiOut()).isNotEqualTo(spi);
    assertThat(net.gateway().installed).containsKey(only(net.client).spiOut());
  }

  @Test
  void withoutModeConfigSelectorsAreTheShellsToJudge() {
    IkeNet net = IkeNet.plain();
    Initiator alice = IkeNet.alice();
    net.connect(new Initiator(alice.identity(), alice.preSharedKey(), alice.user(), alice.password(), true, false,
        Selector.host(Ipv4.parse("10.77.0.6")), Selector.ANY));
    net.run(Duration.ofSeconds(5));
    assertThat(only(net.gateway()).remote()).isEqualTo(Selector.host(Ipv4.parse("10.77.0.6")));
  }
}
