package io.carrierlab.protocols.ike2;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.ike.ChildSa;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

/** A client and a gateway on a {@link World}, perhaps with a NAT before the client. */
final class Ike2Pair {
  static final int CLIENT = Ipv4.parse("192.0.2.1");
  static final int GATEWAY = Ipv4.parse("198.51.100.1");
  static final int NAT = Ipv4.parse("203.0.113.9");

  /** One datagram, as it is on the wire. */
  record Sent(boolean byClient, Path path, byte[] octets) {}

  final World world;
  final Ike2End client;
  final Ike2End gateway;
  final List<Sent> sent = new ArrayList<>();
  boolean nat;
  boolean cut;
  double duplication;
  /** Ports that the NAT gives to 500 and 4500. */
  int natPort = 20_000;
  /** May change messages, or hold them back by answering null; arguments: by the client, octets. */
  BiFunction<Boolean, byte[], byte[]> meddler = (byClient, octets) -> octets;

  Ike2Pair(long seed, double loss, IkeSettings clients, Initiator who, IkeSettings gateways) {
    world = new World(seed, loss);
    client = new Ike2End(world, Ike2Session.initiator(clients, who, new SplittableRandom(seed * 2 + 1)));
    gateway = new Ike2End(world, Ike2Session.responder(gateways, new SplittableRandom(seed * 2 + 2)));
    client.wire = (path, octets) -> {
      sent.add(new Sent(true, path, octets));
      int port = nat ? natPort + path.localPort() : path.localPort();
      transmit(true, gateway, new Path(GATEWAY, path.remotePort(), nat ? NAT : CLIENT, port), octets);
    };
    gateway.wire = (path, octets) -> {
      sent.add(new Sent(false, path, octets));
      int port = nat ? path.remotePort() - natPort : path.remotePort();
      if (path.remoteAddress() == (nat ? NAT : CLIENT) && (port == Path.IKE || port == Path.NAT_TRAVERSAL)) {
        transmit(false, client, new Path(CLIENT, port, GATEWAY, path.localPort()), octets);
      }
    };
  }

  private void transmit(boolean byClient, Ike2End to, Path path, byte[] octets) {
    int copies = world.random.nextDouble() < duplication ? 2 : 1;
    for (int i = 0; i < copies && !cut; i++) {
      byte[] arriving = meddler.apply(byClient, octets.clone());
      if (arriving != null) {
        world.send(() -> {
          if (to.closed.isEmpty()) {
            to.on(new IkeEvent.Datagram(path, arriving));
          }
        });
      }
    }
  }

  Ike2Pair start() {
    client.on(new IkeEvent.Start(new Path(CLIENT, Path.IKE, GATEWAY, Path.IKE)));
    return this;
  }

  Ike2Pair run(Duration span) {
    world.runFor(span, () -> { });
    return this;
  }

  /** Both ends have the same SAs, with the same keys, and {@code count} of them. */
  void agree(int count) {
    assertThat(client.closed).isEmpty();
    assertThat(gateway.closed).isEmpty();
    assertThat(client.sas).hasSize(count);
    assertThat(gateway.sas).hasSize(count);
    for (ChildSa ours : client.sas.values()) {
      ChildSa theirs = gateway.sas.get(ours.spiOut());
      assertThat(theirs).isNotNull();
      assertThat(theirs.spiOut()).isEqualTo(ours.spiIn());
      assertThat(theirs.in().encryption()).isEqualTo(ours.out().encryption());
      assertThat(theirs.in().integrity()).isEqualTo(ours.out().integrity());
      assertThat(theirs.out().encryption()).isEqualTo(ours.in().encryption());
      assertThat(theirs.in().transform()).isEqualTo(ours.out().transform());
      assertThat(theirs.local()).isEqualTo(ours.remote());
      assertThat(theirs.remote()).isEqualTo(ours.local());
      assertThat(theirs.encapsulated()).isEqualTo(ours.encapsulated());
      assertThat(theirs.in().encryption()).isNotEqualTo(theirs.out().encryption());
    }
    assertThat(client.session.localSpi()).isEqualTo(gateway.session.remoteSpi());
    assertThat(gateway.session.localSpi()).isEqualTo(client.session.remoteSpi());
  }
}
