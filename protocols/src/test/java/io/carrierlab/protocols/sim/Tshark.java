package io.carrierlab.protocols.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.wire.WireWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A decoder that is not ours, if it is installed. */
public final class Tshark {
  /** Link types of capture files: Ethernet, and IPv4 without anything before it. */
  public static final int ETHERNET = 1;
  public static final int RAW_IP = 101;

  private Tshark() {}

  /** Skips the test, and says so, where there is none. */
  public static void needed(Class<?> test) {
    boolean present = Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(each -> Files.isExecutable(Path.of(each, "tshark")));
    if (!present) {
      System.out.println(test.getSimpleName() + " skipped: tshark is not installed");
    }
    Assumptions.assumeTrue(present, "tshark is not installed");
  }

  /** What it prints when it is called so. */
  public static String says(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tshark", "-n"));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return text;
  }

  /** A capture file (pcap) of these frames, a second apart. */
  public static byte[] pcap(int linkType, List<byte[]> frames) {
    var out = new WireWriter().u32(0xa1b2c3d4L).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(linkType);
    int second = 1;
    for (byte[] frame : frames) {
      out.u32(second++).u32(0).u32(frame.length).u32(frame.length).octets(frame);
    }
    return out.toByteArray();
  }
}
