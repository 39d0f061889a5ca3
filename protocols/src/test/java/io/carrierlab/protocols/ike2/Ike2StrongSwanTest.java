package io.carrierlab.protocols.ike2;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkePolicy;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.sim.World;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our initiator against a foreign responder, strongSwan's charon, where one runs: {@code -Dstrongswan=5500,5501} names
 * its {@code port} and {@code port_nat_t} on this machine. It has the key "tiger", the pool 10.9.0.0/24, 127.0.0.0/8
 * behind it (its kernel-libipsec wants an address of its own there), and the proposals aes256-sha256-x25519 and
 * aes128gcm16-prfsha384-ecp256; for ESP, aes128-sha1 and aes256gcm16. It passed against strongSwan 5.9.8. A charon on
 * other ports than 500 wants the marker on both, so the session starts on 4500.
 */
@EnabledIfSystemProperty(named = "strongswan", matches = "\\d+,\\d+")
class Ike2StrongSwanTest {
  static final int HERE = Ipv4.parse("127.0.0.1");

  static java.util.stream.Stream<IkePolicy> policies() {
    return Ike2SessionTest.policies();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void connectsRekeysAndCloses(IkePolicy policy) throws IOException {
    String[] ports = System.getProperty("strongswan").split(",");
    IkeSettings settings = Ike2Lab.with(Ike2Lab.settings(policy), Ike2Lab.child(Ike2Lab.GCM, Ike2Lab.AES));
    var world = new World(1, 0);
    var end = new Ike2End(world, Ike2Session.initiator(settings, Ike2Lab.client(Ike2Lab.KEY),
        new SplittableRandom(System.nanoTime())));
    InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (var plain = new DatagramSocket(0, here); var marked = new DatagramSocket(0, here)) {
      plain.setSoTimeout(20);
      marked.setSoTimeout(20);
      end.wire = (path, octets) -> {
        byte[] sent = new byte[(path.marked() ? 4 : 0) + octets.length];
        System.arraycopy(octets, 0, sent, sent.length - octets.length, octets.length);
        int port = Integer.parseInt(ports[path.marked() ? 1 : 0]);
        try {
          (path.marked() ? marked : plain).send(new DatagramPacket(sent, sent.length, here, port));
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      };
      end.on(new IkeEvent.Start(new Path(HERE, Path.NAT_TRAVERSAL, HERE, Path.NAT_TRAVERSAL)));
      pump(end, plain, marked, () -> !end.sas.isEmpty());
      assertThat(end.inner.orElseThrow().address() >>> 8).isEqualTo(Ipv4.parse("10.9.0.0") >>> 8);
      int first = end.sas.keySet().iterator().next();
      end.on(new IkeEvent.Exhausting(first));
      pump(end, plain, marked, () -> end.sas.size() == 1 && !end.sas.containsKey(first));
      long spi = end.session.localSpi();
      end.session.rekey(world.nowNanos()).forEach(end::perform);
      pump(end, plain, marked, () -> end.session.localSpis().size() == 1 && end.session.localSpi() != spi);
      int second = end.sas.keySet().iterator().next();
      end.on(new IkeEvent.Exhausting(second));
      pump(end, plain, marked, () -> end.sas.size() == 1 && !end.sas.containsKey(second));
      end.on(new IkeEvent.Close());
      pump(end, plain, marked, () -> end.closed.isPresent());
    }
  }

  private static void pump(Ike2End end, DatagramSocket plain, DatagramSocket marked, BooleanSupplier done)
      throws IOException {
    for (int round = 0; round < 300 && !done.getAsBoolean(); round++) {
      for (DatagramSocket socket : new DatagramSocket[] {plain, marked}) {
        var packet = new DatagramPacket(new byte[4000], 4000);
        try {
          socket.receive(packet);
        } catch (SocketTimeoutException e) {
          continue;
        }
        int skip = socket == marked ? 4 : 0;
        int port = socket == marked ? Path.NAT_TRAVERSAL : Path.IKE;
        if (packet.getLength() > 4 && end.closed.isEmpty()) {
          end.on(new IkeEvent.Datagram(new Path(HERE, port, HERE, port),
              Arrays.copyOfRange(packet.getData(), skip, packet.getLength())));
        }
      }
      end.world.runFor(Duration.ofMillis(40), () -> { });
    }
    assertThat(done.getAsBoolean()).as("rejected " + end.rejected + ", closed " + end.closed).isTrue();
  }
}
