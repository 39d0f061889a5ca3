package io.carrierlab.cluster.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.run.RunOptions;
import io.carrierlab.cluster.run.Runner;
import io.carrierlab.cluster.scenario.Scenario;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real client in a running network: vpnc connects to the emulated aggregator through sockets on a loopback address
 * and pings the head office across the core. Its script gives the tunnel's address and one route to the tunnel's own
 * interface; nothing else of the machine changes.
 */
class VpncTest {
  private static final String GATEWAY = "127.0.0.78";
  private static final String TUNNEL = "carrierlab0";
  private static final Duration LENGTH = Duration.ofSeconds(60);
  private static final String HOST = "10.1.0.10";

  @TempDir
  private Path directory;

  @BeforeEach
  void needsVpnc() {
    List<String> missing = Stream.of("vpnc", "ip", "ping").filter(program ->
        Arrays.stream(System.getenv("PATH").split(":")).noneMatch(each -> Files.isExecutable(Path.of(each, program))))
        .toList();
    boolean possible = missing.isEmpty() && Files.isWritable(Path.of("/dev/net/tun"))
        && System.getProperty("user.name").equals("root");
    if (!possible) {
      System.out.println("VpncTest skipped: it needs root and /dev/net/tun; programs that are missing: " + missing);
    }
    Assumptions.assumeTrue(possible, "vpnc, ip, ping, /dev/net/tun or root is missing");
  }

  @Test
  void pingsTheHeadOffice() throws Exception {
    Scenario scenario = switch (Scenario.load(Path.of("../examples/real-peer.yaml"),
        List.of("attach.+={ listen: \"" + GATEWAY + ":500\", to: \"pe1:ge9\" }"))) {
      case Scenario.Loaded.Valid valid -> valid.scenario();
      case Scenario.Loaded.Refused refused -> throw new AssertionError(refused.errors().toString());
    };
    var options = new RunOptions(1, 1, false, false, LENGTH, List.of(), false, Optional.of(directory));
    try (Attachments outside = Attachments.open(scenario.topology());
        var runner = new Runner(scenario, options, outside)) {
      var run = CompletableFuture.supplyAsync(() -> run(runner), task -> Thread.ofPlatform().daemon().start(task));
      Process vpnc = vpnc();
      try {
        await(() -> Files.exists(directory.resolve("connected")) || !vpnc.isAlive());
        assertThat(Files.exists(directory.resolve("connected")))
            .as(() -> "vpnc says: " + text(directory.resolve("log"))).isTrue();
        assertThat(Files.readString(directory.resolve("connected"))).contains("INTERNAL_IP4_ADDRESS=10.77.0.",
            "INTERNAL_IP4_DNS=10.1.0.53 10.1.0.54", "CISCO_BANNER=Welcome to Carrierlab",
            "CISCO_DEF_DOMAIN=corp.example", "CISCO_SPLIT_INC_0_ADDR=10.1.0.0");
        await(() -> answers(5));
      } finally {
        vpnc.destroy();
        vpnc.waitFor(10, TimeUnit.SECONDS);
        vpnc.destroyForcibly();
      }
      Runner.Outcome outcome = run.get(5, TimeUnit.MINUTES);
      assertThat(outcome.seen().isolation().leaks()).isEmpty();
      assertThat(outside.of("outside").counters().received()).isGreaterThan(10);
      assertThat(outside.of("outside").counters().sent()).isGreaterThan(10);
    } catch (BindException notAllowed) {
      Assumptions.abort("port 500 on the loopback is not to be had: " + notAllowed.getMessage());
    }
  }

  private static Runner.Outcome run(Runner runner) {
    try {
      return runner.run(reached -> { });
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  /** All of so many pings are answered, through the tunnel. */
  private static boolean answers(int count) {
    try {
      Process ping = new ProcessBuilder("ping", "-n", "-c", Integer.toString(count), "-i", "0.2", "-W", "2", "-I",
          TUNNEL, HOST).redirectErrorStream(true).start();
      return new String(ping.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
          .contains(" 0% packet loss");
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + LENGTH.minusSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      Thread.sleep(50);                                     // another process has no event to wait for
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  /** vpnc tries again until the network has come up. */
  private Process vpnc() throws IOException {
    Path script = directory.resolve("script");
    Files.writeString(script, """
        #!/bin/sh
        [ "$reason" = connect ] || exit 0
        ip link set dev "$TUNDEV" up mtu 1390
        ip addr add "$INTERNAL_IP4_ADDRESS/32" dev "$TUNDEV"
        ip route replace %2$s/32 dev "$TUNDEV"
        env >"%1$s/connecting" && mv "%1$s/connecting" "%1$s/connected"
        """.formatted(directory, HOST));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Path configuration = directory.resolve("vpnc.conf");
    Files.writeString(configuration, """
        IPSec gateway %s
        IPSec ID ENGINEERING
        IPSec secret groupsecret
        Xauth username alice
        Xauth password alicepw
        IKE Authmode psk
        NAT Traversal Mode force-natt
        Local Port 0
        Noninteractive
        No Detach
        Interface name %s
        Script %s
        Pidfile %s/pid
        """.formatted(GATEWAY, TUNNEL, script, directory));
    return new ProcessBuilder("sh", "-c", "for try in 1 2 3 4 5; do sleep 4; vpnc \"$0\" & child=$!; "
        + "trap 'kill -INT $child; wait $child; exit 0' TERM; wait $child; done", configuration.toString())
        .redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
  }
}
