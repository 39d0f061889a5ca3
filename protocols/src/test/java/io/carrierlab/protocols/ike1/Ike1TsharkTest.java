package io.carrierlab.protocols.ike1;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeKeys;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.sim.Hex;
import io.carrierlab.protocols.sim.Tshark;
import io.carrierlab.protocols.sim.World;
import io.carrierlab.protocols.wire.WireWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A foreign decoder reads and decrypts whole sessions: tshark, if it is installed. */
class Ike1TsharkTest {
  @TempDir
  private Path directory;

  @Test
  void readsARemoteAccessSession() throws IOException, InterruptedException {
    IkeNet net = IkeNet.plain();
    net.connect(IkeNet.alice());
    String text = decoded(net);
    assertThat(text).contains("Aggressive (4)", "Transaction (Config Mode) (6)", "Quick Mode (32)",
        "XAUTHInitPreShared (65001)", "XAUTH USER NAME: alice", "XAUTH USER PASSWORD: alicepw",
        "XAUTH STATUS: Success (1)", "INTERNAL IP4 ADDRESS: 10.77.0.5", "INTERNAL IP4 DNS: 10.0.1.53",
        "UNITY_SPLIT_INCLUDE", "UNITY_BANNER: Welcome", "R-U-THERE-ACK (36137)", "Payload: Delete (12)",
        "Vendor ID (13) : RFC 3706 DPD (Dead Peer Detection)", "Vendor ID (13) : CISCO-UNITY 1.0");
  }

  @Test
  void readsASessionThroughANat() throws IOException, InterruptedException {
    IkeNet net = IkeNet.plain();
    net.nat = true;
    net.connect(IkeNet.alice());
    String text = decoded(net);
    assertThat(text).contains("RFC 3947 Negotiation of NAT-Traversal in the IKE", "NAT-D (RFC 3947) (20)",
        "UDP-Encapsulated-Tunnel (3)");
  }

  @Test
  void readsMainMode() throws IOException, InterruptedException {
    var net = new IkeNet(new World(1, 0), 0, IkeNet.settings(AuthMethod.PRE_SHARED_KEY, IkeNet.CHILD));
    net.groups.put("192.168.1.10", net.groups.get("ENGINEERING"));
    Initiator alice = IkeNet.alice();
    net.connect(new Initiator(alice.identity(), alice.preSharedKey(), alice.user(), alice.password(), false, true,
        alice.local(), alice.remote()));
    assertThat(decoded(net)).contains("Identity Protection (Main Mode) (2)");
  }

  private String decoded(IkeNet net) throws IOException, InterruptedException {
    Tshark.needed(Ike1TsharkTest.class);
    net.run(Duration.ofMinutes(2));
    assertThat(net.client.closed).isEmpty();
    RemoteAccessTest.assertSameKeys(net.client, net.gateway());
    net.client.on(new IkeEvent.Close());
    net.run(Duration.ofSeconds(1));
    Path capture = directory.resolve("ike1.pcap");
    Files.write(capture, pcap(net.wire));
    var keys = new ArrayList<String>();
    for (IkeAction.Keys each : net.client.all(IkeAction.Keys.class)) {
      if (each.keys() instanceof IkeKeys.V1(long cookie, byte[] key)) {
        keys.add("uat:ikev1_decryption_table:" + Hex.hex(KeyDerivation.cookie(cookie)) + "," + Hex.hex(key));
      }
    }
    assertThat(keys).hasSize(1);
    assertThat(tshark("-r", capture.toString(), "-o", keys.getFirst(),
        "-Y", "_ws.malformed || _ws.expert.severity >= 6291456")).isEmpty();
    String text = tshark("-r", capture.toString(), "-o", keys.getFirst(), "-V");
    long messages = text.lines().filter(line -> line.startsWith("Internet Security Association")).count();
    assertThat(messages).isEqualTo(net.wire.size());
    List<String> encrypted = Arrays.stream(text.split("(?m)^Frame "))
        .filter(each -> each.contains("= Encryption: Encrypted")).toList();
    assertThat(encrypted).isNotEmpty().allMatch(each -> each.contains("\n        Payload: Hash (8)")
        || each.contains("\n        Payload: Identification (5)"));
    return text;
  }

  private static String tshark(String... arguments) throws IOException, InterruptedException {
    return Tshark.says(List.of(arguments));
  }

  /** Raw IPv4 packets (LINKTYPE 101); on port 4500 with the non-ESP marker. */
  private static byte[] pcap(List<IkeNet.Wire> wire) {
    var out = new WireWriter().u32(0xa1b2c3d4L).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(101);
    for (IkeNet.Wire each : wire) {
      int marker = each.sender().marked() ? 4 : 0;
      int total = 28 + marker + each.octets().length;
      out.u32(each.atNanos() / 1_000_000_000).u32(each.atNanos() / 1000 % 1_000_000).u32(total).u32(total);
      var ip = new WireWriter().u16(0x4500).u16(total).u32(0).u16(0x4011).u16(0)
          .bits32(each.sender().localAddress()).bits32(each.sender().remoteAddress());
      ip.setU16(10, ip.checksum(0));
      out.octets(ip.toByteArray()).u16(each.sender().localPort()).u16(each.sender().remotePort())
          .u16(total - 20).u16(0).zeros(marker).octets(each.octets());
    }
    return out.toByteArray();
  }
}
