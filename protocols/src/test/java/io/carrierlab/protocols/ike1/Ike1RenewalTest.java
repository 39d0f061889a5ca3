package io.carrierlab.protocols.ike1;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.ChildPolicy;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkePolicy;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.sim.World;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway with peers that leave renewal to it (RFC 2409 §5.5: either end may begin), or know other lifetimes. */
class Ike1RenewalTest {
  private static ChildPolicy child(Optional<DhGroup> pfs, Duration lifetime) {
    return new ChildPolicy(IkeNet.CHILD.transforms(), false, pfs, lifetime, 0);
  }

  private static IkeSettings settings(ChildPolicy child, Duration ofIsakmp) {
    IkePolicy any = IkeNet.policy(AuthMethod.XAUTH_PRE_SHARED_KEY);
    var policy = new IkePolicy(any.cipher(), any.digest(), any.authentication(), any.group(), ofIsakmp);
    return IkeNet.settings(List.of(policy), child, IkeNet.TIMING);
  }

  /** With PFS if the client had it so, though the gateway does not ask for it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theGatewayRenewsThePairOfAClientThatDoesNot(boolean pfs) {
    Duration hour = Duration.ofHours(1);
    var net = new IkeNet(new World(1, 0), 0, settings(child(Optional.empty(), hour), Duration.ofDays(1)));
    net.connect(settings(child(pfs ? Optional.of(DhGroup.MODP_1536) : Optional.empty(), hour), Duration.ofDays(1)),
        IkeNet.alice());
    net.run(Duration.ofSeconds(5));
    net.client.passive = true;
    int before = net.client.session.dhComputations();
    net.world.runFor(Duration.ofHours(5), () -> {
      assertThat(net.client.installed).as("%s", net.world.now()).isNotEmpty();
      assertThat(net.gateway().installed).as("%s", net.world.now()).isNotEmpty();
    });
    assertThat(net.gateway().closed).isEmpty();
    assertThat(net.client.rekeys).isEqualTo(5);
    assertThat(net.gateway().rekeys).isEqualTo(5);
    assertThat(net.client.session.dhComputations() - before).isEqualTo(pfs ? 10 : 0);
    RemoteAccessTest.assertSameKeys(net.client, net.gateway());
  }

  /** Which renews in the last fifth of the lifetime, the gateway only in the last twelfth. */
  @Test
  void theGatewayLeavesItToAClientThatDoes() {
    var settings = settings(child(Optional.empty(), Duration.ofMinutes(10)), Duration.ofDays(1));
    var net = new IkeNet(new World(1, 0), 0, settings);
    net.connect(IkeNet.alice());
    net.run(Duration.ofHours(3));
    assertThat(net.client.rekeys).isBetween(18, 24);
    assertThat(net.gateway().rekeys).isEqualTo(net.client.rekeys);
    assertThat(net.client.installs).isEqualTo(net.client.rekeys + 1);
  }

  /** The gateway does not take as much as is offered, and says so (RFC 2407 §4.6.3.1). */
  @Test
  void theClientRenewsTheIsakmpSaBeforeTheGatewayDeletesIt() {
    var net = new IkeNet(new World(1, 0), 0, settings(IkeNet.CHILD, Duration.ofMinutes(30)));
    net.connect(settings(IkeNet.CHILD, Duration.ofDays(1)), IkeNet.alice());
    net.world.runFor(Duration.ofHours(3), () -> {
      if (net.client.installs > 0) {
        assertThat(net.client.installed).as("%s", net.world.now()).isNotEmpty();
      }
    });
    assertThat(net.client.closed).isEmpty();
    assertThat(net.client.all(IkeAction.Keys.class)).hasSizeBetween(6, 8);
    assertThat(net.gateways).allMatch(each ->
        each.closed.isEmpty() || each.closed.get() == IkeFailure.DELETED_BY_PEER);
  }

  /** To a multiple of four octets (RFC 2408 §3.6), as libreswan does. */
  @ParameterizedTest
  @ValueSource(strings = {"E", "EN", "ENG", "ENGI"})
  void messagesInClearMayBePadded(String group) {
    IkeNet net = named(group);
    net.meddler = octets -> (octets[19] & Ike1Header.ENCRYPTED) != 0 ? octets : padded(octets, -octets.length & 3);
    net.connect(named(IkeNet.alice(), group));
    net.run(Duration.ofSeconds(5));
    RemoteAccessTest.assertSameKeys(net.client, net.gateway());
  }

  @Test
  void moreThanPaddingIsMalformed() {
    IkeNet net = IkeNet.plain();
    net.meddler = octets -> padded(octets, 4 + (-octets.length & 3));
    net.connect(IkeNet.alice());
    net.run(Duration.ofSeconds(5));
    assertThat(net.client.installed).isEmpty();
    assertThat(net.gateway().all(IkeAction.Rejected.class)).extracting(IkeAction.Rejected::reason)
        .contains(IkeFailure.MALFORMED);
  }

  private static IkeNet named(String group) {
    IkeNet net = IkeNet.plain();
    net.groups.put(group, Optional.of(IkeNet.GROUP));
    return net;
  }

  private static Initiator named(Initiator who, String group) {
    return new Initiator(Identity.ofKeyId(group),
        who.preSharedKey(), who.user(), who.password(), true, true, who.local(), who.remote());
  }

  /** With more octets, and a header that says so. */
  private static byte[] padded(byte[] octets, int more) {
    byte[] longer = Arrays.copyOf(octets, octets.length + more);
    ByteBuffer.wrap(longer).putInt(24, longer.length);
    return longer;
  }
}
