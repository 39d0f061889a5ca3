package io.carrierlab.protocols.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.ip.Ipv4;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A foreign implementation as our peer: gobgpd (https://osrg.github.io/gobgp) dials us over real TCP. */
class GoBgpPeerTest {
  private static final int OUR_AS = 65000;
  private static final String THEIR_ID = "10.255.0.2";

  @TempDir
  private Path directory;

  @BeforeEach
  void needsGoBgp() {
    boolean present = Arrays.stream(System.getenv("PATH").split(":"))
        .filter(each -> Files.isExecutable(Path.of(each, "gobgpd")) && Files.isExecutable(Path.of(each, "gobgp")))
        .count() > 0;
    if (!present) {
      System.out.println("GoBgpPeerTest skipped: gobgpd and gobgp are not installed");
    }
    Assumptions.assumeTrue(present, "gobgpd and gobgp are not installed");
  }

  /** A gobgpd process with its command line client. */
  private record GoBgp(Process process, int apiPort, Path directory) implements AutoCloseable {
    String ask(String... arguments) throws IOException, InterruptedException {
      var command = new ArrayList<>(List.of("gobgp", "-p", Integer.toString(apiPort)));
      command.addAll(List.of(arguments));
      Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
      String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      client.waitFor();
      return answer;
    }

    /** Asks until the answer matches. */
    String askFor(String pattern, String... arguments) throws IOException, InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      String answer = "";
      while (System.nanoTime() < end) {
        answer = ask(arguments);
        if (Pattern.compile(pattern, Pattern.DOTALL).matcher(answer).find()) {
          return answer;
        }
      }
      throw new AssertionError("no " + pattern + " in: " + answer);
    }

    @Override
    public void close() throws InterruptedException {
      process.destroy();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private GoBgp goBgp(int theirAs, int ourPort) throws IOException {
    int apiPort;
    try (var free = new java.net.ServerSocket(0)) {
      apiPort = free.getLocalPort();
    }
    Path config = Files.writeString(directory.resolve("gobgpd.toml"), """
        [global.config]
          as = %d
          router-id = "%s"
          port = -1
        [[neighbors]]
          [neighbors.config]
            neighbor-address = "127.0.0.1"
            peer-as = %d
          [neighbors.transport.config]
            remote-port = %d
            local-address = "127.0.0.2"
          [neighbors.timers.config]
            connect-retry = 1
            hold-time = 9
            keepalive-interval = 3
          [[neighbors.afi-safis]]
            [neighbors.afi-safis.config]
              afi-safi-name = "l3vpn-ipv4-unicast"
          [[neighbors.afi-safis]]
            [neighbors.afi-safis.config]
              afi-safi-name = "rtc"
        """.formatted(theirAs, THEIR_ID, OUR_AS, ourPort));
    Process process = new ProcessBuilder("gobgpd", "-t", "toml", "-f", config.toString(), "--api-hosts",
        "127.0.0.1:" + apiPort, "--pprof-disable").redirectErrorStream(true)
        .redirectOutput(directory.resolve("gobgpd.log").toFile()).start();
    return new GoBgp(process, apiPort, directory);
  }

  private static BgpSession session(long theirAs) {
    var timers = new SessionConfig.Timers(Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofSeconds(5),
        Duration.ofSeconds(1), true);
    return new BgpSession(new SessionConfig(OUR_AS, Ipv4.parse("10.255.0.1"), Ipv4.parse("127.0.0.1"),
        Ipv4.parse("127.0.0.2"), theirAs, EnumSet.of(Family.VPNV4, Family.ROUTE_TARGET), timers, true),
        new SplittableRandom(1));
  }

  @Test
  void exchangesVpnRoutesAndIsClosedPolitely() throws IOException, InterruptedException {
    try (var pump = new SocketPump(session(OUR_AS)); var goBgp = goBgp(OUR_AS, pump.port())) {
      var up = (SessionAction.Established) pump.await("session", SessionAction.Established.class::isInstance);
      assertEquals(EnumSet.of(Family.VPNV4, Family.ROUTE_TARGET), up.negotiated().families());
      assertTrue(up.negotiated().fourOctetAs() && up.negotiated().routeRefresh());
      assertEquals(9, up.negotiated().holdSeconds());
      goBgp.askFor("l3vpn-ipv4-unicast:\\s+advertised and received.*rtc:\\s+advertised and received"
          + ".*4-octet-as:\\s+advertised and received", "neighbor", "127.0.0.1");
      weAnnounce(pump, goBgp, up.negotiated());
      theyAnnounce(pump, goBgp);
      goBgp.ask("neighbor", "127.0.0.1", "shutdown", "--reason", "moving house");
      var down = (SessionAction.Down) pump.await("end", SessionAction.Down.class::isInstance);
      assertEquals("received Cease/Administrative Shutdown: \"moving house\"", down.reason());
    }
  }

  private static void weAnnounce(SocketPump pump, GoBgp goBgp, Negotiated negotiated)
      throws IOException, InterruptedException {
    var encoder = negotiated.encoder();
    var shared = PathAttributes.builder().nextHop(Ipv4.parse("10.255.0.1")).localPref(100);
    var routes = Nlri.of(Family.VPNV4)
        .vpnv4(RouteDistinguisher.parse("65000:7"), Ipv4.parse("10.7.0.0"), 16, 7007)
        .vpnv4(RouteDistinguisher.parse("10.0.0.1:8"), Ipv4.parse("10.8.8.0"), 23, 1048575).build();
    var messages = new ArrayList<byte[]>();
    messages.addAll(encoder.announce(shared.build(),
        Nlri.of(Family.ROUTE_TARGET).routeTarget(OUR_AS, ExtendedCommunity.parse("65000:200")).build()));
    messages.add(encoder.endOfRib(Family.ROUTE_TARGET));
    messages.addAll(encoder.announce(shared.extendedCommunities(ExtendedCommunity.parse("65000:7"),
        ExtendedCommunity.parse("4200000000:7"), ExtendedCommunity.parse("SoO:65000:99")).build(), routes));
    messages.add(encoder.endOfRib(Family.VPNV4));
    pump.put(new SessionEvent.SendUpdates(messages));
    String table = goBgp.askFor("10\\.7\\.0\\.0/16.*10\\.8\\.8\\.0/23|10\\.8\\.8\\.0/23.*10\\.7\\.0\\.0/16",
        "neighbor", "127.0.0.1", "adj-in", "-a", "vpnv4");
    assertTrue(Pattern.compile("65000:7:10\\.7\\.0\\.0/16\\s+\\[7007\\].*10\\.255\\.0\\.1").matcher(table).find(),
        table);
    assertTrue(table.contains("65000:7") && table.contains("[1048575]") && table.contains("10.0.0.1:8"), table);
    assertTrue(Pattern.compile("65000:99.*").matcher(table).find(), table);
    pump.put(new SessionEvent.SendUpdates(encoder.withdraw(routes)));
    goBgp.askFor("not in table|^\\s*$", "neighbor", "127.0.0.1", "adj-in", "-a", "vpnv4");
  }

  /** Of two routes only the one arrives whose route target we asked for. */
  private static void theyAnnounce(SocketPump pump, GoBgp goBgp) throws IOException, InterruptedException {
    goBgp.ask("global", "rib", "add", "-a", "vpnv4", "10.9.0.0/24", "label", "999", "rd", "65000:999", "rt",
        "65000:999", "nexthop", THEIR_ID);
    goBgp.ask("global", "rib", "add", "-a", "vpnv4", "10.2.0.0/24", "label", "2222", "rd", "65000:200", "rt",
        "65000:200", "nexthop", THEIR_ID);
    var action = pump.await("VPNv4 route", each -> each instanceof SessionAction.UpdateReceived(Update update)
        && update.announced().stream().anyMatch(some -> some.nlri().family() == Family.VPNV4));
    var announcement = ((SessionAction.UpdateReceived) action).update().announced().getFirst();
    assertEquals(Nlri.of(Family.VPNV4)
        .vpnv4(RouteDistinguisher.parse("65000:200"), Ipv4.parse("10.2.0.0"), 24, 2222).build(), announcement.nlri());
    assertEquals(List.of(ExtendedCommunity.parse("65000:200")),
        Arrays.stream(announcement.attributes().routeTargets()).boxed().toList());
    assertEquals(Ipv4.parse(THEIR_ID), announcement.attributes().nextHop().orElseThrow());
    pump.put(new SessionEvent.AskRefresh(Family.VPNV4));
    pump.await("route again", each -> each instanceof SessionAction.UpdateReceived(Update update)
        && update.announced().equals(List.of(announcement)));
    goBgp.ask("global", "rib", "del", "-a", "vpnv4", "10.2.0.0/24", "label", "2222", "rd", "65000:200");
    pump.await("withdrawal", each -> each instanceof SessionAction.UpdateReceived(Update update)
        && update.withdrawn().stream().anyMatch(gone -> gone.text(0).equals("65000:200:10.2.0.0/24")));
  }

  @Test
  void refusesAPeerOfAnotherAs() throws IOException, InterruptedException {
    try (var pump = new SocketPump(session(65001)); var goBgp = goBgp(65002, pump.port())) {
      goBgp.askFor("BGP", "neighbor", "127.0.0.1");
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (pump.view().reason().isEmpty() && System.nanoTime() < end) {
        goBgp.ask("neighbor", "127.0.0.1");
      }
      assertEquals("OPEN refused: bad peer AS 65002, expected 65001", pump.view().reason());
      goBgp.askFor("Notifications:\\s+0\\s+[1-9]", "neighbor", "127.0.0.1");
    }
  }
}
