package io.carrierlab.protocols.radius;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.aaa.AaaQuestion;
import io.carrierlab.protocols.aaa.AccountingRecord;
import io.carrierlab.protocols.aaa.Accounts;
import io.carrierlab.protocols.aaa.GroupAttributes;
import io.carrierlab.protocols.aaa.UserPolicy;
import io.carrierlab.protocols.eap.EapPacket;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.sim.Tshark;
import io.carrierlab.protocols.wire.WireWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A foreign decoder, which knows the secret, reads what client and server say: tshark, if it is installed. */
class RadiusTsharkTest {
  private static final int NAS = Ipv4.parse("10.0.0.1");
  private static final int SERVER = Ipv4.parse("10.0.0.9");
  private static final int SOURCE_PORT = 20_000;

  private record Datagram(boolean request, int port, byte[] octets) {}

  @TempDir
  private Path directory;
  private final List<Datagram> datagrams = new ArrayList<>();
  private final RadiusClient client = new RadiusClient(new RadiusClientConfig(NAS, "pe1",
      List.of(RadiusClientConfig.Server.of(SERVER, RadiusVectors.SECRET)), Duration.ofMinutes(1), 10, SOURCE_PORT, 1,
      1_700_000_000L), new SplittableRandom(4));
  private final RadiusServer server = new RadiusServer(RadiusServerConfig.of(
      List.of(new RadiusServerConfig.Client(NAS, RadiusVectors.SECRET)), accounts()), new SplittableRandom(5));

  private static Accounts accounts() {
    var group = new GroupAttributes("groupsecret".getBytes(StandardCharsets.US_ASCII), Optional.of("RED"),
        Optional.of("POOL1"), List.of(Ipv4.parse("10.99.0.53")), List.of(Ipv4.parse("10.99.0.54")),
        Optional.of("corp.example"), Optional.of("Welcome"), Optional.empty(),
        List.of(Ipv4Prefix.parse("10.0.0.0/8")), true);
    var policy = new UserPolicy(OptionalInt.of(Ipv4.parse("10.77.0.50")), OptionalInt.of(Ipv4.parse("255.255.255.0")),
        Optional.of("POOL2"), Optional.of("RED"), "vpn-users".getBytes(StandardCharsets.US_ASCII),
        Duration.ofHours(1), Duration.ofMinutes(1));
    return new Accounts(Map.of("ENGINEERING", group), Map.of("alice", new Accounts.User("alicepw", policy)), List.of());
  }

  private void exchange(RadiusClientEvent event) {
    for (RadiusClientAction action : client.on(event, 0)) {
      if (action instanceof RadiusClientAction.Send send) {
        datagrams.add(new Datagram(true, send.serverPort(), send.octets()));
        byte[] answer = server.on(new RadiusServer.Datagram(NAS, send.sourcePort(), send.serverPort(), send.octets()),
            0).orElseThrow();
        datagrams.add(new Datagram(false, send.serverPort(), answer));
        client.on(new RadiusClientEvent.Datagram(SERVER, send.serverPort(), send.sourcePort(), answer), 0);
      }
    }
  }

  private void conversation() {
    var caller = RadiusPacketTest.CALLER;
    exchange(new RadiusClientEvent.Ask(1, new AaaQuestion.Group("ENGINEERING", caller)));
    exchange(new RadiusClientEvent.Ask(2, new AaaQuestion.User("alice", "alicepw", caller)));
    exchange(new RadiusClientEvent.Ask(3, new AaaQuestion.User("alice", "wrong", caller)));
    exchange(new RadiusClientEvent.Ask(4, new AaaQuestion.Eap("alice", new EapPacket.Response(1, EapPacket.IDENTITY,
        "alice".getBytes(StandardCharsets.US_ASCII)).encode(), Optional.empty(), caller)));
    var session = new AccountingRecord.Session("00000001", "alice", caller, OptionalInt.of(Ipv4.parse("10.77.0.50")),
        "alice@corp", Optional.of("ENGINEERING"), Optional.of("RED"), "vpn".getBytes(StandardCharsets.US_ASCII));
    var usage = new AccountingRecord.Usage(5L << 32 | 77, 88, 3, 4, 60);
    exchange(new RadiusClientEvent.Account(5, new AccountingRecord(new AccountingRecord.Kind.Start(), session,
        AccountingRecord.Usage.NONE)));
    exchange(new RadiusClientEvent.Account(6, new AccountingRecord(new AccountingRecord.Kind.Interim(), session,
        usage)));
    exchange(new RadiusClientEvent.Account(7, new AccountingRecord(
        new AccountingRecord.Kind.Stop(AccountingRecord.Cause.USER_REQUEST), session, usage)));
  }

  @Test
  void findsEveryAuthenticatorValidAndNothingMalformed() throws IOException, InterruptedException {
    Tshark.needed(RadiusTsharkTest.class);
    conversation();
    assertEquals(List.of(1, 2, 1, 2, 1, 3, 1, 11, 4, 5, 4, 5, 4, 5),
        datagrams.stream().map(each -> (int) each.octets()[0]).toList());
    Path capture = Files.write(directory.resolve("radius.pcap"), pcap());
    assertEquals("", tshark(capture, "-Y",
        "_ws.malformed || _ws.expert.severity >= 6291456 || radius.authenticator.invalid == 1"));
    // It checks those of responses only.
    assertEquals(7, tshark(capture, "-Y", "radius.authenticator.valid == 1").lines().count());
    String text = tshark(capture, "-V");
    for (String expected : List.of("t=Tunnel-Password(69) l=21 Tag=0x00", "t=Tunnel-Type(64) l=6 Tag=0x00 val=ESP(9)",
        "t=User-Password(2) l=18 val=Decrypted: alicepw", "val=ipsec:addr-pool=POOL1",
        "val=isakmp-phase1-id=alice@corp", "val=vrf-id=RED", "t=Acct-Input-Gigawords(52) l=6 val=5",
        "t=Framed-IP-Address(8) l=6 val=10.77.0.50", "t=Acct-Terminate-Cause(49) l=6 val=User-Request(1)",
        "t=Service-Type(6) l=6 val=Dialout-Framed-User(5)", "Extensible Authentication Protocol")) {
      assertTrue(text.contains(expected), () -> "tshark does not say \"" + expected + '"');
    }
  }

  private static String tshark(Path capture, String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("-r", capture.toString(), "-o", "radius.shared_secret:xyzzy5461",
        "-o", "radius.validate_authenticator:TRUE"));
    command.addAll(List.of(arguments));
    return Tshark.says(command);
  }

  /** Raw IPv4 packets (LINKTYPE 101); UDP without checksums. */
  private byte[] pcap() {
    var out = new WireWriter().u32(0xa1b2c3d4L).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(101);
    int second = 1;
    for (Datagram datagram : datagrams) {
      int total = 28 + datagram.octets().length;
      out.u32(second++).u32(0).u32(total).u32(total);
      var ip = new WireWriter().u16(0x4500).u16(total).u32(0).u16(0x4011).u16(0)
          .bits32(datagram.request() ? NAS : SERVER).bits32(datagram.request() ? SERVER : NAS);
      ip.setU16(10, ip.checksum(0));
      out.octets(ip.toByteArray()).u16(datagram.request() ? SOURCE_PORT : datagram.port())
          .u16(datagram.request() ? datagram.port() : SOURCE_PORT).u16(8 + datagram.octets().length).u16(0)
          .octets(datagram.octets());
    }
    return out.toByteArray();
  }
}
