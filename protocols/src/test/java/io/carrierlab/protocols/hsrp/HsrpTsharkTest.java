package io.carrierlab.protocols.hsrp;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.arp.ArpTable;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.ethernet.Mac;
import io.carrierlab.protocols.hsrp.HsrpMessage.Operation;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Packet;
import io.carrierlab.protocols.sim.Tshark;
import io.carrierlab.protocols.udp.UdpDatagram;
import io.carrierlab.protocols.wire.WireWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A foreign decoder reads both versions and the gratuitous ARP: tshark, if it is installed. */
class HsrpTsharkTest {
  private static final int SENDER = Ipv4.parse("192.0.2.2");
  private static final int VIRTUAL = Ipv4.parse("192.0.2.1");
  private static final long MAC = 0x0200_0000_1001L;
  @TempDir
  private Path directory;

  @BeforeEach
  void needsTshark() {
    Tshark.needed(HsrpTsharkTest.class);
  }

  @Test
  void tsharkReadsBothVersionsAndTheGratuitousArp() throws IOException, InterruptedException {
    List<byte[]> frames = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    int[] codes = {0, 1, 2, 4, 8, 16};
    for (HsrpState state : HsrpState.values()) {
      for (Operation operation : Operation.values()) {
        frames.add(frame(new HsrpMessage(1, operation, state, 3000, 10_000, 110, 47, 0, "cisco", VIRTUAL)));
        expected.add("0|" + operation.ordinal() + "|" + codes[state.ordinal()]
            + "|3|10|110|47|cisco|192.0.2.1||||||||||");
        frames.add(frame(new HsrpMessage(2, operation, state, 250, 750, 110, 1234, MAC, "secret", VIRTUAL)));
        expected.add("|||||||||2|" + operation.ordinal() + "|" + (state.ordinal() + 1)
            + "|250|750|110|1234|secret|192.0.2.1|02:00:00:00:10:01");
      }
    }
    var table = new ArpTable<String>(ArpTable.Config.of(SENDER, MAC));
    long virtualMac = HsrpMessage.virtualMac(1, 47);
    var announcement = (ArpTable.Action.Transmit<String>) table.on(new ArpTable.Event.AddOwn<>(VIRTUAL, virtualMac), 0)
        .getFirst();
    frames.add(ethernet(announcement.sourceMac(), announcement.destinationMac(), EtherType.ARP, announcement.octets()));
    Path capture = directory.resolve("hsrp.pcap");
    Files.write(capture, Tshark.pcap(Tshark.ETHERNET, frames));
    List<String> fields = new ArrayList<>(List.of("-r", capture.toString(), "-Y", "hsrp", "-T", "fields", "-E",
        "separator=|"));
    for (String field : List.of("hsrp.version", "hsrp.opcode", "hsrp.state", "hsrp.hellotime", "hsrp.holdtime",
        "hsrp.priority", "hsrp.group", "hsrp.auth_data", "hsrp.virt_ip", "hsrp2.version", "hsrp2.opcode",
        "hsrp2.state", "hsrp2.hellotime", "hsrp2.holdtime", "hsrp2.priority", "hsrp2.group", "hsrp2.auth_data",
        "hsrp2.virt_ip", "hsrp2.identifier")) {
      fields.addAll(List.of("-e", field));
    }
    assertThat(Tshark.says(fields).lines().toList()).isEqualTo(expected);
    assertThat(Tshark.says(List.of("-r", capture.toString(), "-Y", "arp.isgratuitous && arp.opcode == 2 && "
        + "arp.src.hw_mac == 00:00:0c:07:ac:2f && eth.src == 00:00:0c:07:ac:2f")).lines()).hasSize(1);
    assertThat(Tshark.says(List.of("-r", capture.toString(), "-o", "ip.check_checksum:TRUE", "-o",
        "udp.check_checksum:TRUE", "-Y", "_ws.malformed || _ws.expert.severity >= 6291456"))).isEmpty();
  }

  private static byte[] frame(HsrpMessage message) {
    int to = HsrpMessage.destination(message.version());
    byte[] udp = new UdpDatagram(HsrpMessage.PORT, HsrpMessage.PORT, message.encode()).encode(SENDER, to);
    byte[] packet = new Ipv4Packet(0xc0, Ipv4Packet.Fragment.whole(1, false), HsrpMessage.TTL, IpProtocol.UDP, SENDER,
        to, udp).encode();
    return ethernet(MAC, Mac.ofIpv4Group(to), EtherType.IPV4, packet);
  }

  private static byte[] ethernet(long source, long destination, int type, byte[] payload) {
    return new WireWriter().u16((int) (destination >>> 32)).bits32((int) destination).u16((int) (source >>> 32))
        .bits32((int) source).u16(type).octets(payload).toByteArray();
  }
}
