package io.carrierlab.node.fabric.capture;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carrierlab.node.time.Engine;
import io.carrierlab.protocols.sim.Mutate;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CaptureFileTest {
  private static final long EPOCH_NANOS = 946_684_800_000_000_000L;      // 2000-01-01, by `date -d @946684800 -u`
  private static final CapturedInterface SERIAL = new CapturedInterface("pe1:ge1", "pe1--p1", LinkType.CISCO_HDLC);
  private static final CapturedInterface LAN = new CapturedInterface("ce1:eth0", "", LinkType.ETHERNET);

  /**
   * Laid out by hand: Cisco HDLC header, one label (RFC 3032 §2.1: label 16, bottom, TTL 255), IPv4 (RFC 791), ICMP
   * echo (RFC 792) with four octets of data. The checksums come from no code of ours.
   */
  private static final byte[] LABELLED_ECHO = hex("""
      0f00 8847 000101ff
      45000020 00010000 4001 66da 0a000001 0a000002
      0800 3337 0001 0001 61626364""");

  /** Laid out by hand from RFC 826: who has 10.0.0.2, tell 10.0.0.1. */
  private static final byte[] ARP_REQUEST = hex("""
      ffffffffffff 020000000001 0806
      0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002""");

  @Test
  void readsBackWhatWasWritten() throws IOException {
    var out = new ByteArrayOutputStream();
    try (var file = new CaptureFile(out, "two-customers, seed 7", Engine.EPOCH)) {
      int serial = file.add(SERIAL);
      int lan = file.add(LAN);
      file.packet(serial, 0, Direction.OUTBOUND, LABELLED_ECHO);
      file.packet(lan, 1, Direction.INBOUND, ARP_REQUEST);
      file.packet(serial, 3_600_000_000_001L, Direction.INBOUND, new byte[0]);
    }
    var read = new CaptureReader(out.toByteArray());
    assertThat(new String(read.section.get(1), StandardCharsets.UTF_8)).isEqualTo("two-customers, seed 7");
    assertThat(read.interfaces).extracting(CaptureReader.Interface::linkType).containsExactly(104, 1);
    assertThat(read.interfaces).extracting(each -> each.text(2)).containsExactly("pe1:ge1", "ce1:eth0");
    assertThat(read.interfaces.getFirst().text(3)).isEqualTo("pe1--p1");
    assertThat(read.interfaces.getLast().options()).as("an empty description is left out").containsOnlyKeys(2, 9);
    assertThat(read.interfaces).allSatisfy(each -> assertThat(each.options().get(9)).containsExactly(9));
    assertThat(read.packets).extracting(CaptureReader.Packet::time)
        .containsExactly(EPOCH_NANOS, EPOCH_NANOS + 1, EPOCH_NANOS + 3_600_000_000_001L);
    assertThat(read.packets).extracting(CaptureReader.Packet::flags).containsExactly(2, 1, 1);
    assertThat(read.packets).extracting(CaptureReader.Packet::interfaceNumber).containsExactly(0, 1, 0);
    assertThat(read.packets.get(0).octets()).isEqualTo(LABELLED_ECHO);
    assertThat(read.packets.get(1).octets()).isEqualTo(ARP_REQUEST);
    assertThat(read.packets.get(2).octets()).isEmpty();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void keepsEveryPacketUpToTheSnapLength(long seed) throws IOException {
    var random = new SplittableRandom(seed);
    int snap = 1 + random.nextInt(3_000);
    var packets = random.ints(200, 0, 2).mapToObj(large -> Mutate.noise(random, large == 1 ? 9_000 : 70)).toList();
    var read = new CaptureReader(written(snap, packets));
    assertThat(read.packets).hasSameSizeAs(packets);
    for (int at = 0; at < packets.size(); at++) {
      byte[] sent = packets.get(at);
      assertThat(read.packets.get(at).originalOctets()).isEqualTo(sent.length);
      assertThat(read.packets.get(at).octets()).isEqualTo(Arrays.copyOf(sent, Math.min(snap, sent.length)));
    }
    assertThat(written(snap, packets)).as("the same packets, the same file").isEqualTo(written(snap, packets));
  }

  private static byte[] written(int snapOctets, List<byte[]> packets) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var file = new CaptureFile(out, "", Engine.EPOCH)) {
      int number = file.add(new CapturedInterface("a:b", "", LinkType.CISCO_HDLC, snapOctets));
      for (int at = 0; at < packets.size(); at++) {
        file.packet(number, at / 3, Direction.INBOUND, packets.get(at));
      }
    }
    return out.toByteArray();
  }

  @Test
  void refusesTimeThatRunsBackwards() throws IOException {
    try (var file = new CaptureFile(OutputStream.nullOutputStream(), "", Engine.EPOCH)) {
      int number = file.add(SERIAL);
      file.packet(number, 5, Direction.INBOUND, LABELLED_ECHO);
      assertThatThrownBy(() -> file.packet(number, 4, Direction.INBOUND, LABELLED_ECHO))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("4 ns after one at 5 ns");
    }
  }

  @Test
  void refusesASnapLengthThatKeepsNothing() {
    assertThatThrownBy(() -> new CapturedInterface("a:b", "", LinkType.ETHERNET, 0))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("snap length 0");
  }

  @Test
  void opensInWireshark(@TempDir Path directory) throws IOException, InterruptedException {
    assumeTrue(onPath("tshark"), "tshark is not on the PATH");
    Path capture = directory.resolve("both.pcapng");
    try (var file = CaptureFile.create(capture, "hand-made", Engine.EPOCH)) {
      int serial = file.add(SERIAL);
      int lan = file.add(LAN);
      file.packet(serial, 1, Direction.OUTBOUND, LABELLED_ECHO);
      file.packet(lan, 2_500_000_000L, Direction.INBOUND, ARP_REQUEST);
    }
    var seen = fields(capture, "frame.interface_name", "frame.time_epoch", "frame.packet_flags_direction",
        "frame.protocols", "ip.checksum.status", "icmp.checksum.status", "_ws.malformed");
    // Direction 2 is outbound, 1 inbound; checksum status 1 is good.
    assertThat(seen).hasSize(2);
    assertThat(seen.get(0)).matches("pe1:ge1\\|946684800\\.000000001\\|(0x0*)?2\\|chdlc:.*mpls:.*icmp:data\\|1\\|1\\|");
    assertThat(seen.get(1)).matches("ce1:eth0\\|946684802\\.500000000\\|(0x0*)?1\\|eth:.*arp\\|\\|\\|");
  }

  /** What tshark reads in the named fields, a line per packet, bars between. */
  private static List<String> fields(Path capture, String... names) throws IOException, InterruptedException {
    Path errors = capture.resolveSibling("errors.txt");
    Path output = capture.resolveSibling("output.txt");
    var command = new ArrayList<>(List.of("tshark", "-r", capture.toString(), "-o", "ip.check_checksum:TRUE",
        "-T", "fields", "-E", "separator=|"));
    for (String name : names) {
      command.addAll(List.of("-e", name));
    }
    var process = new ProcessBuilder(command).redirectError(errors.toFile()).redirectOutput(output.toFile()).start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("tshark ends within a minute").isTrue();
      assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
      return Files.readAllLines(output);
    } finally {
      process.destroyForcibly();
    }
  }

  private static boolean onPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
  }
}
