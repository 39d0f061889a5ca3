package io.carrierlab.protocols.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.sim.Tshark;
import io.carrierlab.protocols.wire.Checksum;
import io.carrierlab.protocols.wire.WireWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A foreign decoder reads every message that we write: tshark, if it is installed. */
class TsharkTest {
  @TempDir
  private Path directory;

  private static List<byte[]> messages() {
    var messages = new ArrayList<byte[]>();
    messages.add(OpenCodec.encode(new Open(4200000000L, 90, Ipv4.parse("10.0.0.1"),
        Capabilities.offer(EnumSet.allOf(Family.class), 4200000000L, true))));
    messages.add(new Keepalive().encode());
    var encoder = new UpdateEncoder(true, 4096);
    var attributes = PathAttributes.builder().asPath(AsPath.of(65001, 4200000001L)).nextHop(Ipv4.parse("10.0.0.1"))
        .med(5).localPref(200).atomicAggregate(true)
        .aggregator(java.util.Optional.of(new PathAttributes.Aggregator(4200000001L, Ipv4.parse("10.0.0.9"))))
        .communities(65000 << 16 | 1).originatorId(Ipv4.parse("10.0.0.8")).clusterList(1, 2)
        .extendedCommunities(ExtendedCommunity.parse("65000:7"), ExtendedCommunity.parse("10.0.0.1:7"),
            ExtendedCommunity.parse("4200000000:7"), ExtendedCommunity.parse("SoO:65000:9"))
        .unknown(List.of(new PathAttributes.Unknown(200, new byte[] {1, 2}))).build();
    var prefixes = Nlri.of(Ipv4Prefix.parse("0.0.0.0/0"), Ipv4Prefix.parse("10.1.0.0/16"),
        Ipv4Prefix.parse("192.0.2.129/32"));
    var routes = Nlri.of(Family.VPNV4);
    for (int i = 0; i < 300; i++) {
      routes.vpnv4(RouteDistinguisher.ofAs(65000, i), i << 16, i % 33, 16 + i);
    }
    var vpn = routes.build();
    var targets = Nlri.of(Family.ROUTE_TARGET).routeTarget(4200000000L, ExtendedCommunity.parse("65000:7"))
        .defaultRouteTarget().build();
    for (Nlri nlri : List.of(prefixes, vpn, targets)) {
      messages.addAll(encoder.announce(attributes, nlri));
      messages.addAll(encoder.withdraw(nlri));
      messages.add(encoder.endOfRib(nlri.family()));
    }
    messages.add(RouteRefresh.of(Family.VPNV4).encode());
    messages.add(Notification.cease(Notification.Cease.SHUTDOWN, "moving house").encode());
    return messages;
  }

  @Test
  void findsNothingMalformed() throws IOException, InterruptedException {
    Tshark.needed(TsharkTest.class);
    List<byte[]> messages = messages();
    Path capture = directory.resolve("bgp.pcap");
    Files.write(capture, pcap(messages));
    String types = tshark("-r", capture.toString(), "-T", "fields", "-e", "bgp.type");
    assertEquals(messages.stream().map(each -> Integer.toString(each[18])).toList(),
        types.lines().filter(line -> !line.isBlank()).flatMap(line -> Arrays.stream(line.split(","))).toList());
    String complaints = tshark("-r", capture.toString(), "-Y", "_ws.malformed || _ws.expert.severity >= 6291456");
    assertEquals("", complaints);
    String text = tshark("-r", capture.toString(), "-o", "tcp.check_checksum:TRUE", "-V");
    for (String expected : List.of("Route Distinguisher: 65000:299", "Label Stack: 315 (bottom)",
        "Label Stack: 0 (withdrawn)", "Route Target: 65000:7", "Route Origin: 65000:9",
        "Route Target: 64086.59904(4200000000):7", "AS Path segment: 65001 4200000001", "Wildcard route target",
        "Next hop:  RD=0:0 IPv4=10.0.0.1", "Shutdown Communication: moving house")) {
      assertTrue(text.contains(expected), () -> "tshark does not say \"" + expected + "\"");
    }
    assertEquals(messages.size(), text.split("Checksum Status: Good", -1).length - 1);
  }

  private static String tshark(String... arguments) throws IOException, InterruptedException {
    return Tshark.says(List.of(arguments));
  }

  /** Raw IPv4 packets (LINKTYPE 101) of one TCP connection to port 179, a message in each. */
  private static byte[] pcap(List<byte[]> messages) {
    var out = new WireWriter().u32(0xa1b2c3d4L).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(101);
    long sequence = 1;
    for (byte[] message : messages) {
      int total = 40 + message.length;
      out.u32(sequence).u32(0).u32(total).u32(total);
      var ip = new WireWriter().u16(0x4500).u16(total).u32(0).u16(0x4006).u16(0).u32(0x0a000001L).u32(0x0a000002L);
      ip.setU16(10, ip.checksum(0));
      var tcp = new WireWriter().u16(50_000).u16(179).u32(sequence).u32(1).u16(0x5018).u16(65535).u32(0)
          .octets(message);
      byte[] segment = tcp.toByteArray();
      tcp.setU16(16, Checksum.finish(Checksum.sum(
          Checksum.pseudoHeader(0x0a000001, 0x0a000002, 6, segment.length), segment, 0, segment.length)));
      out.octets(ip.toByteArray()).octets(tcp.toByteArray());
      sequence += message.length;
    }
    return out.toByteArray();
  }
}
