package io.carrierlab.protocols.esp;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.esp.EspTransform.Integrity;
import io.carrierlab.protocols.esp.EspTransform.Protocol;
import io.carrierlab.protocols.esp.Outer.DontFragment;
import io.carrierlab.protocols.ip.Icmp;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Packet;
import io.carrierlab.protocols.sim.Tshark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A foreign decoder opens every packet that we protect, and finds its ICV right: tshark, if it is installed. */
class EspTsharkTest {
  private static final int SOURCE = Ipv4.parse("192.0.2.1");
  private static final int DESTINATION = Ipv4.parse("192.0.2.2");
  @TempDir
  private Path directory;

  @BeforeEach
  void needsTshark() {
    Tshark.needed(EspTsharkTest.class);
  }

  @Test
  void tsharkReadsWhatIsInside() throws IOException, InterruptedException {
    List<byte[]> packets = new ArrayList<>();
    List<String> options = new ArrayList<>(List.of("-o", "esp.enable_encryption_decode:TRUE",
        "-o", "esp.enable_authentication_check:TRUE", "-o", "ip.check_checksum:TRUE"));
    List<String> expected = new ArrayList<>();
    var random = new SplittableRandom(1);
    int spi = 0x1000;
    for (EspTransform transform : SaTest.transforms().filter(EspTsharkTest::known).toList()) {
      for (int port : new int[] {0, 4500}) {
        SaKeys keys = SaTest.keys(transform);
        var sa = new OutboundSa(++spi, keys);
        var outer = new Outer(SOURCE, DESTINATION, port, port, DontFragment.COPY);
        options.addAll(List.of("-o", "uat:esp_sa:" + WiresharkRow.of(Ipv4.format(SOURCE),
            Ipv4.format(DESTINATION), spi, keys)));
        for (int octets = 0; octets < 5; octets++) {
          byte[] echo = new Icmp.EchoRequest(7, spi & 0xff, new byte[octets]).encode();
          byte[] inner = new Ipv4Packet(0, Ipv4Packet.Fragment.whole(octets, true), 61, IpProtocol.ICMP, 0x0a000001,
              0x0a000002, echo).encode();
          packets.add(SaTest.packetOf(sa.tunnel(inner, 0, outer, packets.size(), random)));
          // Fields of both headers: outer, inner. An ICV that is right; none where the transform has none.
          String icv = transform.integrity() == Integrity.NONE && !transform.cipher().aead() ? "" : "1";
          expected.add(packets.size() - 1 + "," + octets + "|" + (octets + 1) + "|" + icv + "|" + (spi & 0xff)
              + "|1");
        }
      }
    }
    Path capture = directory.resolve("esp.pcap");
    Files.write(capture, Tshark.pcap(Tshark.RAW_IP, packets));
    options.addAll(List.of("-r", capture.toString()));
    List<String> fields = new ArrayList<>(options);
    fields.addAll(List.of("-T", "fields", "-E", "separator=|"));
    for (String field : List.of("ip.id", "esp.sequence", "esp.icv_good", "icmp.seq", "icmp.checksum.status")) {
      fields.addAll(List.of("-e", field));
    }
    assertThat(Tshark.says(fields).lines().map(EspTsharkTest::decimal).toList()).isEqualTo(expected);
    List<String> complaints = new ArrayList<>(options);
    complaints.addAll(List.of("-Y", "_ws.malformed || _ws.expert.severity >= 6291456 || ip.checksum.status == 0"));
    assertThat(Tshark.says(complaints)).isEmpty();
  }

  @Test
  void tsharkReadsTheAuthenticationHeader() throws IOException, InterruptedException {
    List<byte[]> packets = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (EspTransform transform : SaTest.transforms().filter(each -> each.protocol() == Protocol.AH).toList()) {
      var sa = new OutboundSa(0x2000 + packets.size(), SaTest.keys(transform));
      byte[] echo = new Icmp.EchoRequest(7, packets.size(), new byte[9]).encode();
      byte[] inner = new Ipv4Packet(0, Ipv4Packet.Fragment.whole(1, true), 61, IpProtocol.ICMP, 1, 2, echo).encode();
      expected.add("0x%08x|1|%d|1".formatted(0x2000 + packets.size(), packets.size()));
      packets.add(SaTest.packetOf(sa.tunnel(inner, 0, SaTest.PLAIN, 1, new SplittableRandom(1))));
    }
    Path capture = directory.resolve("ah.pcap");
    Files.write(capture, Tshark.pcap(Tshark.RAW_IP, packets));
    assertThat(Tshark.says(List.of("-r", capture.toString(), "-T", "fields", "-E", "separator=|", "-e", "ah.spi", "-e",
        "ah.sequence", "-e", "icmp.seq", "-e", "icmp.checksum.status")).lines().toList()).isEqualTo(expected);
  }

  /** tshark 4.0 knows no extended sequence numbers. */
  private static boolean known(EspTransform transform) {
    return transform.protocol() == Protocol.ESP && !transform.extendedSequence();
  }

  /** tshark prints identifications in hexadecimal. */
  private static String decimal(String line) {
    int end = line.indexOf('|');
    return String.join(",", Arrays.stream(line.substring(0, end).split(","))
        .map(each -> Integer.decode(each).toString()).toList()) + line.substring(end);
  }
}
