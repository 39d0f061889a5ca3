package io.carrierlab.protocols.radius;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.aaa.AaaAnswer;
import io.carrierlab.protocols.aaa.AaaQuestion;
import io.carrierlab.protocols.aaa.AccountingRecord;
import io.carrierlab.protocols.aaa.UserPolicy;
import io.carrierlab.protocols.eap.EapPacket;
import io.carrierlab.protocols.eap.EapPeer;
import io.carrierlab.protocols.eap.Msk;
import io.carrierlab.protocols.ip.Ipv4;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FreeRADIUS (https://freeradius.org) as our server, and its radclient as our client, on the loopback. */
class FreeRadiusPeerTest {
  private static final String SECRET = "radsecret";
  private static final AaaQuestion.Caller CALLER =
      new AaaQuestion.Caller(7, Ipv4.parse("192.0.2.1"), Ipv4.parse("198.51.100.1"));

  @TempDir
  private Path directory;

  @BeforeEach
  void needsFreeRadius() {
    boolean present = installed("freeradius") && installed("radclient");
    if (!present) {
      System.out.println("FreeRadiusPeerTest skipped: freeradius and radclient are not installed");
    }
    Assumptions.assumeTrue(present, "freeradius and radclient are not installed");
  }

  private static boolean installed(String program) {
    return Arrays.stream((System.getenv("PATH") + ":/usr/sbin").split(":"))
        .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
  }

  /** A server process of our own configuration. */
  private record FreeRadius(Process process, Path log) implements AutoCloseable {
    void await(String text) throws IOException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!Files.readString(log, StandardCharsets.ISO_8859_1).contains(text)) {
        if (System.nanoTime() > end || !process.isAlive()) {
          throw new AssertionError("no \"" + text + "\" in:\n" + Files.readString(log, StandardCharsets.ISO_8859_1));
        }
        Thread.onSpinWait();
      }
    }

    @Override
    public void close() throws InterruptedException {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private FreeRadius freeRadius(int authPort) throws IOException {
    Files.writeString(directory.resolve("users"), """
        alice Cleartext-Password := "alicepw"
        \tFramed-IP-Address = 10.77.0.50,
        \tFramed-IP-Netmask = 255.255.255.0,
        \tClass = "vpn-users",
        \tSession-Timeout = 3600,
        \tAcct-Interim-Interval = 60,
        \tCisco-AVPair += "ip:vrf-id=RED"

        ENGINEERING Cleartext-Password := "cisco"
        \tTunnel-Type:0 = ESP,
        \tTunnel-Password:0 = "a group secret of more than 16 octets",
        \tCisco-AVPair += "ipsec:key-exchange=ike",
        \tCisco-AVPair += "ipsec:addr-pool=POOL1",
        \tCisco-AVPair += "ipsec:default-domain=corp.example",
        \tCisco-AVPair += "ipsec:inacl=SPLIT",
        \tCisco-AVPair += "ipsec:dns-servers=10.99.0.53 10.99.0.54"
        """);
    Files.writeString(directory.resolve("dictionary"), "$INCLUDE /usr/share/freeradius/dictionary\n");
    Files.writeString(directory.resolve("radiusd.conf"), CONFIGURATION.replace("DIRECTORY", directory.toString())
        .replace("SECRET", SECRET).replace("AUTHPORT", Integer.toString(authPort))
        .replace("ACCTPORT", Integer.toString(authPort + 1)));
    Path log = directory.resolve("out");
    Process process = new ProcessBuilder("/usr/sbin/freeradius", "-d", directory.toString(), "-D",
        "/usr/share/freeradius", "-n", "radiusd", "-fxx", "-l", "stdout").redirectErrorStream(true)
        .redirectOutput(log.toFile()).start();
    var server = new FreeRadius(process, log);
    server.await("Ready to process");
    return server;
  }

  private static final String CONFIGURATION = """
      prefix = DIRECTORY
      raddbdir = DIRECTORY
      logdir = DIRECTORY
      run_dir = DIRECTORY
      db_dir = DIRECTORY
      libdir = /usr/lib/freeradius
      name = judge
      log { destination = stdout
        auth = yes
      }
      security { max_attributes = 200
        reject_delay = 0
      }
      proxy_requests = no
      thread pool { start_servers = 1
        max_servers = 2
      }
      client us { ipaddr = 127.0.0.1
        secret = SECRET
        require_message_authenticator = yes
      }
      modules {
        pap { }
        mschap { use_mppe = yes
        }
        eap { default_eap_type = mschapv2
          mschapv2 { }
        }
        files { usersfile = DIRECTORY/users
        }
        detail { filename = DIRECTORY/detail
        }
      }
      server judge {
        listen { type = auth
          ipaddr = 127.0.0.1
          port = AUTHPORT
        }
        listen { type = acct
          ipaddr = 127.0.0.1
          port = ACCTPORT
        }
        authorize { eap
          files
          pap
        }
        authenticate { Auth-Type PAP { pap
          }
          Auth-Type MS-CHAP { mschap
          }
          eap
        }
        accounting { detail
        }
      }
      """;

  private static UdpPump.Client client(int authPort) throws IOException {
    var socket = new DatagramSocket(new InetSocketAddress(UdpPump.loopback(), 0));
    var server = new RadiusClientConfig.Server(Ipv4.parse("127.0.0.1"), authPort, authPort + 1,
        SECRET.getBytes(US_ASCII), Duration.ofSeconds(5), 4, false);
    return new UdpPump.Client(socket, new RadiusClient(new RadiusClientConfig(Ipv4.parse("10.0.0.1"), "pe1",
        List.of(server), Duration.ofMinutes(1), 10, socket.getLocalPort(), 1, 1_700_000_000L),
        new SplittableRandom(1)));
  }

  @Test
  void servesOurGroupsAndUsersAndTakesOurAccounting() throws IOException, InterruptedException {
    int port = UdpPump.freePortPair();
    try (FreeRadius judge = freeRadius(port); UdpPump.Client client = client(port)) {
      var group = assertInstanceOf(AaaAnswer.GroupGranted.class,
          client.ask(new RadiusClientEvent.Ask(1, new AaaQuestion.Group("ENGINEERING", CALLER)))).attributes();
      assertEquals("a group secret of more than 16 octets", new String(group.preSharedKey(), US_ASCII));
      assertEquals(Optional.of("POOL1"), group.pool());
      assertEquals(Optional.of("corp.example"), group.domain());
      assertEquals(Optional.of("SPLIT"), group.splitAcl());
      assertEquals(List.of(Ipv4.parse("10.99.0.53"), Ipv4.parse("10.99.0.54")), group.dnsServers());
      UserPolicy alice = assertInstanceOf(AaaAnswer.UserAccepted.class,
          client.ask(new RadiusClientEvent.Ask(2, new AaaQuestion.User("alice", "alicepw", CALLER)))).policy();
      checkPolicy(alice);
      assertInstanceOf(AaaAnswer.Refused.class,
          client.ask(new RadiusClientEvent.Ask(3, new AaaQuestion.User("alice", "alicepW", CALLER))));
      account(client, alice.classAttribute());
      checkDetail(judge);
      assertEquals(0, client.view().counters().badAuthenticators());
    }
  }

  private static void checkPolicy(UserPolicy alice) {
    assertEquals(OptionalInt.of(Ipv4.parse("10.77.0.50")), alice.framedAddress());
    assertEquals(OptionalInt.of(Ipv4.parse("255.255.255.0")), alice.framedNetmask());
    assertEquals(Optional.of("RED"), alice.vrf());
    assertArrayEquals("vpn-users".getBytes(US_ASCII), alice.classAttribute());
    assertEquals(Duration.ofHours(1), alice.sessionTimeout());
    assertEquals(Duration.ofMinutes(1), alice.interimInterval());
  }

  private static void account(UdpPump.Client client, byte[] classAttribute) throws IOException {
    var session = new AccountingRecord.Session("0000002A", "alice", CALLER,
        OptionalInt.of(Ipv4.parse("10.77.0.50")), "ENGINEERING", Optional.of("ENGINEERING"), Optional.of("RED"),
        classAttribute);
    var usage = new AccountingRecord.Usage((3L << 32) + 10, 20, 1, 2, 5);
    List<AccountingRecord.Kind> kinds = List.of(new AccountingRecord.Kind.Start(), new AccountingRecord.Kind.Interim(),
        new AccountingRecord.Kind.Stop(AccountingRecord.Cause.USER_REQUEST));
    for (AccountingRecord.Kind kind : kinds) {
      assertEquals(new AaaAnswer.Accounted(), client.ask(new RadiusClientEvent.Account(4,
          new AccountingRecord(kind, session, usage))));
    }
  }

  private void checkDetail(FreeRadius judge) throws IOException {
    String[] records = Files.readString(directory.resolve("detail")).strip().split("\n\n");
    assertEquals(3, records.length);
    List<String> statuses = List.of("Start", "Interim-Update", "Stop");
    for (int i = 0; i < records.length; i++) {
      for (String line : List.of("Acct-Status-Type = " + statuses.get(i), "Acct-Session-Id = \"0000002A\"",
          "User-Name = \"alice\"", "NAS-IP-Address = 10.0.0.1", "NAS-Port = 7", "Service-Type = Framed-User",
          "Framed-IP-Address = 10.77.0.50", "Tunnel-Type:0 = ESP", "Tunnel-Client-Endpoint:0 = \"192.0.2.1\"",
          "Cisco-AVPair = \"isakmp-phase1-id=ENGINEERING\"", "Cisco-AVPair = \"vrf-id=RED\"",
          "Class = 0x76706e2d7573657273")) {
        assertTrue(records[i].contains(line), records[i] + "\nhas no " + line);
      }
    }
    for (String line : List.of("Acct-Input-Octets = 10", "Acct-Input-Gigawords = 3", "Acct-Output-Octets = 20",
        "Acct-Input-Packets = 1", "Acct-Output-Packets = 2", "Acct-Session-Time = 5",
        "Acct-Terminate-Cause = User-Request")) {
      assertTrue(records[2].contains(line), records[2] + "\nhas no " + line);
    }
    String log = Files.readString(judge.log(), StandardCharsets.ISO_8859_1);
    for (String complaint : List.of("Dropping packet", "shared secret is incorrect", "malformed")) {
      assertTrue(!log.contains(complaint), () -> log);
    }
  }

  @Test
  void letsOurEapClientProveItselfToFreeRadius() throws IOException, InterruptedException {
    int port = UdpPump.freePortPair();
    try (FreeRadius _ = freeRadius(port); UdpPump.Client client = client(port)) {
      assertInstanceOf(AaaAnswer.EapAccepted.class, eap(client, "alicepw"));
      assertInstanceOf(AaaAnswer.Refused.class, eap(client, "wrong"));
    }
  }

  /** A conversation to its end; where both accept, both must have the same master session key. */
  private static AaaAnswer eap(UdpPump.Client client, String password) throws IOException {
    var config = EapPeer.Config.of("alice", password);
    var random = new SplittableRandom(2);
    EapPeer.State state = EapPeer.start();
    byte[] response = new EapPacket.Response(0, EapPacket.IDENTITY, "alice".getBytes(US_ASCII)).encode();
    Optional<AaaQuestion.Conversation> conversation = Optional.empty();
    while (true) {
      AaaAnswer answer = client.ask(new RadiusClientEvent.Ask(9, new AaaQuestion.Eap("alice", response, conversation,
          CALLER)));
      if (answer instanceof AaaAnswer.EapChallenge challenge) {
        EapPeer.Step step = EapPeer.step(config, state, challenge.eap(), random);
        response = assertInstanceOf(EapPeer.Output.Answer.class, step.output()).response();
        state = step.next();
        conversation = Optional.of(challenge.conversation());
      } else {
        if (answer instanceof AaaAnswer.EapAccepted accepted) {
          assertEquals(new EapPeer.Output.Authenticated(new Msk(accepted.msk())),
              EapPeer.step(config, state, accepted.eap(), random).output());
        }
        return answer;
      }
    }
  }

  @Test
  void servesRadclient() throws IOException, InterruptedException {
    int port = UdpPump.freePortPair();
    var server = new RadiusServer(new RadiusServerConfig(port, port + 1, List.of(new RadiusServerConfig.Client(
        Ipv4.parse("127.0.0.1"), SECRET.getBytes(US_ASCII))), RadiusServerTest.ACCOUNTS, false, 10, 10),
        new SplittableRandom(3));
    try (var _ = new UdpPump.Server(port, server)) {
      String group = radclient(port, "auth", "User-Name=ENGINEERING,User-Password=cisco,Service-Type=Outbound-User");
      assertTrue(group.contains("Received Access-Accept") && group.contains("Tunnel-Password:0 = \"groupsecret\"")
          && group.contains("ipsec:addr-pool=POOL1"), group);
      String user = radclient(port, "auth", "User-Name=user-04711,User-Password=pw-04711");
      assertTrue(user.contains("Received Access-Accept"), user);
      String wrong = radclient(port, "auth", "User-Name=alice,User-Password=wrong");
      assertTrue(wrong.contains("Received Access-Reject"), wrong);
      for (String status : List.of("Start", "Stop")) {
        String acct = radclient(port + 1, "acct", "User-Name=alice,Acct-Status-Type=" + status
            + ",Acct-Session-Id=7,Acct-Session-Time=5,Acct-Input-Octets=10,Acct-Input-Gigawords=1");
        assertTrue(acct.contains("Received Accounting-Response"), acct);
      }
    }
    AccountingBook.Line line = server.view().sessions().getFirst();
    assertTrue(line.started() && line.stopped() && line.inputOctets() == (1L << 32) + 10, line::toString);
    assertEquals(0, server.view().counters().badAuthenticators());
  }

  private static String radclient(int port, String what, String attributes) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("radclient", "-x", "-r", "3", "127.0.0.1:" + port, what, SECRET)
        .redirectErrorStream(true).start();
    try (var in = process.getOutputStream()) {
      in.write(attributes.getBytes(US_ASCII));
    }
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return text;
  }
}
