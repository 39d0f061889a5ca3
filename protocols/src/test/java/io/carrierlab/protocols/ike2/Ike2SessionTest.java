package io.carrierlab.protocols.ike2;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.ike.IkePolicy;
import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Set-up with shared keys, and what follows it, on a wire without loss. */
class Ike2SessionTest {
  static final Duration SOON = Duration.ofSeconds(5);

  static Stream<IkePolicy> policies() {
    return Stream.of(Ike2Lab.CBC_POLICY, Ike2Lab.GCM_POLICY);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void connectsByASharedKey(IkePolicy policy) {
    var pair = new Ike2Pair(1, 0, Ike2Lab.settings(policy), Ike2Lab.client(Ike2Lab.KEY), Ike2Lab.settings(policy));
    pair.start().run(SOON).agree(1);
    assertThat(pair.client.session.state()).isEqualTo("ESTABLISHED");
    assertThat(pair.gateway.session.state()).isEqualTo("ESTABLISHED");
    assertThat(pair.sent).hasSize(4);
    assertThat(pair.gateway.peer.orElseThrow().text()).isEqualTo("sales");
    assertThat(pair.client.inner.orElseThrow().address()).isEqualTo(Ike2End.POOL);
    assertThat(pair.client.inner.orElseThrow().group().dnsServers()).hasSize(2);
    var sa = pair.gateway.sas.values().iterator().next();
    assertThat(sa.remote()).isEqualTo(Selector.host(Ike2End.POOL));
    assertThat(sa.local()).isEqualTo(Selector.ANY);
  }

  @Test
  void saysWhichNetworksAreBehindTheGateway() {
    var settings = Ike2Lab.settings(Ike2Lab.CBC_POLICY);
    var pair = new Ike2Pair(1, 0, settings, Ike2Lab.client(Ike2Lab.KEY), settings);
    pair.gateway.groupOfAddress = Ike2Lab.group(Ipv4Prefix.parse("10.1.0.0/16"), Ipv4Prefix.parse("10.3.0.0/24"));
    pair.start().run(SOON).agree(1);
    assertThat(pair.client.inner.orElseThrow().group().splitTunnel()).hasSize(2);
    assertThat(pair.client.sas.values().iterator().next().remote())
        .isEqualTo(new Selector(0x0a010000, 0x0a0300ff, 0, 0));
  }
}
