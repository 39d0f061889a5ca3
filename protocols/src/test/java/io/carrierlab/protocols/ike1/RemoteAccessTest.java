package io.carrierlab.protocols.ike1;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.ike.ChildSa;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.InnerConfig;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Aggressive mode, XAuth, Mode Config, quick mode: what a classic remote-access client does. */
class RemoteAccessTest {
  static void assertSameKeys(IkeNet.End one, IkeNet.End other) {
    assertThat(one.installed).hasSize(1);
    assertThat(other.installed).hasSize(1);
    ChildSa a = one.installed.values().iterator().next();
    ChildSa b = other.installed.values().iterator().next();
    assertThat(a.spiIn()).isEqualTo(b.spiOut());
    assertThat(a.spiOut()).isEqualTo(b.spiIn());
    assertThat(a.in().encryption()).isEqualTo(b.out().encryption());
    assertThat(a.in().integrity()).isEqualTo(b.out().integrity());
    assertThat(a.out().encryption()).isEqualTo(b.in().encryption());
    assertThat(a.out().integrity()).isEqualTo(b.in().integrity());
    assertThat(a.in().transform()).isEqualTo(b.out().transform());
    assertThat(KeyDerivation.concat(a.in().encryption(), a.in().integrity()))
        .isNotEqualTo(KeyDerivation.concat(a.out().encryption(), a.out().integrity()));
    assertThat(a.local()).isEqualTo(b.remote());
    assertThat(a.remote()).isEqualTo(b.local());
    assertThat(a.lifetime()).isEqualTo(b.lifetime());
    assertThat(a.encapsulated()).isEqualTo(b.encapsulated());
  }

  @Test
  void connects() {
    IkeNet net = IkeNet.plain();
    IkeNet.End client = net.connect(IkeNet.alice());
    net.run(Duration.ofSeconds(5));
    assertThat(client.closed).isEmpty();
    assertThat(client.session.state()).isEqualTo("QM_IDLE");
    assertThat(net.gateways).hasSize(1);
    assertThat(net.gateway().session.state()).isEqualTo("QM_IDLE");
    assertSameKeys(client, net.gateway());
    InnerConfig config = client.all(IkeAction.Configured.class).getFirst().config();
    assertThat(config.address()).isEqualTo(IkeNet.INNER);
    assertThat(config.group().dnsServers()).isEqualTo(IkeNet.GROUP.dnsServers());
    assertThat(config.group().winsServers()).isEqualTo(IkeNet.GROUP.winsServers());
    assertThat(config.group().banner()).contains("Welcome");
    assertThat(config.group().domain()).contains("example.com");
    assertThat(config.group().splitTunnel()).containsExactly(Ipv4Prefix.parse("10.0.0.0/8"));
    assertThat(told(net.gateway())).containsExactly("AskGroup", "Keys", "Authenticated", "AskUser", "AskAddress",
        "Configured", "Install");
    assertThat(told(client)).containsExactly("Keys", "Authenticated", "Configured", "Install");
  }

  private static List<String> told(IkeNet.End end) {
    return end.actions.stream().filter(each -> !(each instanceof IkeAction.Transmit)
        && !(each instanceof IkeAction.WakeAt) && !(each instanceof IkeAction.Rejected))
        .map(each -> each.getClass().getSimpleName()).toList();
  }
}
