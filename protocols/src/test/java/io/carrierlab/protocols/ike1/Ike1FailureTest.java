package io.carrierlab.protocols.ike1;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.esp.EspTransform;
import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.ChildPolicy;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkePolicy;
import io.carrierlab.protocols.ike.IkePolicy.IkeCipher;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each way in which a connection must not come about, and what either end calls it. */
class Ike1FailureTest {
  private static void assertEnds(IkeNet net, IkeFailure client, IkeFailure gateway) {
    net.run(Duration.ofMinutes(5));
    assertThat(net.client.closed).contains(client);
    assertThat(net.gateways.getFirst().closed).contains(gateway);
    assertThat(net.client.installs).isZero();
    assertThat(net.gateways.getFirst().installs).isZero();
  }

  @Test
  void aWrongGroupKey() {
    IkeNet net = IkeNet.plain();
    net.connect(IkeNet.remoteAccess("wrong", "alice", "alicepw"));
    net.run(Duration.ofMinutes(5));
    assertThat(net.client.closed).contains(IkeFailure.BAD_PRE_SHARED_KEY);
    assertThat(net.client.all(IkeAction.Authenticated.class)).isEmpty();
    assertThat(net.gateways.getFirst().closed).isPresent();
    assertThat(net.gateways.getFirst().all(IkeAction.Authenticated.class)).isEmpty();
  }

  @Test
  void aWrongKeyInMainMode() {
    var net = new IkeNet(new World(1, 0), 0,
        IkeNet.settings(AuthMethod.PRE_SHARED_KEY, IkeNet.CHILD));
    net.groups.put("192.168.1.10", Optional.of(IkeNet.GROUP));
    net.connect(new Initiator(Identity.ofAddress(IkeNet.CLIENT), IkeNet.octets("wrong"), Optional.empty(),
        Optional.empty(), false, false, Selector.host(IkeNet.CLIENT), Selector.ANY));
    // The client can tell no more than that nothing authentic comes back.
    assertEnds(net, IkeFailure.BAD_PRE_SHARED_KEY, IkeFailure.BAD_PRE_SHARED_KEY);
  }

  @Test
  void aWrongPassword() {
    IkeNet net = IkeNet.plain();
    net.connect(IkeNet.remoteAccess("groupsecret", "alice", "wrong"));
    assertEnds(net, IkeFailure.USER_REFUSED, IkeFailure.USER_REFUSED);
  }

  @Test
  void anUnknownGroup() {
    IkeNet net = IkeNet.plain();
    net.groups.clear();
    net.connect(IkeNet.alice());
    assertEnds(net, IkeFailure.NO_ANSWER, IkeFailure.UNKNOWN_GROUP);
  }

  @Test
  void noCommonPolicy() {
    IkeNet net = IkeNet.plain();
    var other = new IkePolicy(IkeCipher.DES_CBC, Digest.MD5, AuthMethod.XAUTH_PRE_SHARED_KEY, DhGroup.MODP_768,
        Duration.ofHours(1));
    net.connect(IkeNet.settings(List.of(other), IkeNet.CHILD, IkeNet.TIMING), IkeNet.alice());
    assertEnds(net, IkeFailure.NO_PROPOSAL_CHOSEN, IkeFailure.NO_PROPOSAL_CHOSEN);
  }

  @Test
  void noCommonTransform() {
    IkeNet net = IkeNet.plain();
    var other = new ChildPolicy(List.of(EspTransform.esp(EspTransform.Cipher.DES_CBC,
        EspTransform.Integrity.HMAC_MD5_96)), false, Optional.empty(), Duration.ofHours(1), 0);
    net.connect(IkeNet.settings(AuthMethod.XAUTH_PRE_SHARED_KEY, other), IkeNet.alice());
    assertEnds(net, IkeFailure.NO_PROPOSAL_CHOSEN, IkeFailure.DELETED_BY_PEER);
    assertThat(net.gateways.getFirst().actions).contains(new IkeAction.Rejected(IkeFailure.NO_PROPOSAL_CHOSEN));
  }

  @Test
  void anEmptyPool() {
    IkeNet net = IkeNet.plain();
    net.pool = Optional.empty();
    net.connect(IkeNet.alice());
    net.run(Duration.ofMinutes(5));
    assertThat(net.gateways.getFirst().closed).contains(IkeFailure.POOL_EXHAUSTED);
    assertThat(net.client.closed.orElseThrow()).isIn(IkeFailure.POOL_EXHAUSTED, IkeFailure.DELETED_BY_PEER);
  }

  @Test
  void aDeadAaaServer() {
    IkeNet net = IkeNet.plain();
    net.aaaDead = true;
    net.connect(IkeNet.alice());
    assertEnds(net, IkeFailure.USER_REFUSED, IkeFailure.AAA_DEAD);
  }

  @Test
  void nobodyThere() {
    IkeNet net = IkeNet.plain();
    net.gatewayDead = true;
    net.connect(IkeNet.alice());
    net.run(Duration.ofMinutes(5));
    assertThat(net.client.closed).contains(IkeFailure.NO_ANSWER);
    assertThat(net.client.all(IkeAction.Transmit.class)).hasSize(1 + IkeNet.TIMING.retransmissions());
  }
}
