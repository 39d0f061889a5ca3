package io.carrierlab.protocols.gre;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Packet;
import io.carrierlab.protocols.sim.Tshark;
import io.carrierlab.protocols.udp.UdpDatagram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A foreign decoder reads GRE in all its spellings, and keepalives: tshark, if it is installed. */
class GreTsharkTest {
  private static final int HERE = Ipv4.parse("203.0.113.1");
  private static final int THERE = Ipv4.parse("198.51.100.1");

  @TempDir
  private Path directory;

  private static byte[] packet(GrePacket gre) {
    return new Ipv4Packet(0, Ipv4Packet.Fragment.whole(1, false), 255, IpProtocol.GRE, HERE, THERE, gre.encode())
        .encode();
  }

  private static byte[] inner() {
    byte[] udp = new UdpDatagram(7, 7, new byte[9]).encode(1 << 24, 2 << 24);
    return new Ipv4Packet(0, Ipv4Packet.Fragment.whole(2, false), 64, IpProtocol.UDP, 1 << 24, 2 << 24, udp).encode();
  }

  @Test
  void readsEverySpelling() throws IOException, InterruptedException {
    Tshark.needed(GreTsharkTest.class);
    var packets = new ArrayList<byte[]>();
    OptionalInt none = OptionalInt.empty();
    for (boolean checksum : new boolean[] {false, true}) {
      for (OptionalInt key : List.of(none, OptionalInt.of(0xcafe))) {
        for (OptionalInt sequence : List.of(none, OptionalInt.of(-2))) {
          packets.add(packet(new GrePacket(checksum, key, sequence, EtherType.IPV4, inner())));
        }
        GrePacket keepalive = GrePacket.keepalive(HERE, THERE, checksum, key, 3);
        packets.add(packet(keepalive));
        packets.add(keepalive.payload());                  // as the other end forwards it
      }
    }
    Path capture = Files.write(directory.resolve("gre.pcap"), Tshark.pcap(Tshark.RAW_IP, packets));
    assertEquals("", tshark(capture, "-Y", "_ws.malformed || _ws.expert.severity >= 6291456"));
    assertEquals(8, tshark(capture, "-Y", "gre && udp").lines().count());
    assertEquals(8, tshark(capture, "-Y", "gre.proto == 0").lines().count());
    // Half of all have one; a keepalive on its way out has two.
    assertEquals(8, tshark(capture, "-Y", "gre.flags.checksum == 1").lines().count());
    assertEquals("", tshark(capture, "-Y", "gre.checksum.status == \"Bad\""));
    assertEquals(8, tshark(capture, "-Y", "gre.key == 0xcafe").lines().count());
    assertEquals(4, tshark(capture, "-Y", "gre.sequence_number == 4294967294").lines().count());
    assertTrue(tshark(capture, "-V").contains("Possible GRE keepalive packet"));
  }

  private static String tshark(Path capture, String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("-r", capture.toString()));
    command.addAll(List.of(arguments));
    return Tshark.says(command);
  }
}
