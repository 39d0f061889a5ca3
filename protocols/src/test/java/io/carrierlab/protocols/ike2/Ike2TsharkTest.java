package io.carrierlab.protocols.ike2;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.ChildPolicy;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeKeys;
import io.carrierlab.protocols.ike.IkePolicy.IkeCipher;
import io.carrierlab.protocols.ike.IkePolicy;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.sim.Hex;
import io.carrierlab.protocols.sim.Tshark;
import io.carrierlab.protocols.udp.UdpDatagram;
import io.carrierlab.protocols.wire.Checksum;
import io.carrierlab.protocols.wire.WireWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A foreign decoder, tshark, decrypts every message of whole sessions with the keys that we tell it. */
class Ike2TsharkTest {
  @TempDir
  private java.nio.file.Path directory;

  static Stream<IkePolicy> policies() {
    return Stream.of(
        Ike2Lab.policy(IkeCipher.AES_CBC_256, Digest.SHA256, AuthMethod.PRE_SHARED_KEY, DhGroup.MODP_2048),
        Ike2Lab.policy(IkeCipher.AES_CBC_128, Digest.SHA1, AuthMethod.PRE_SHARED_KEY, DhGroup.MODP_1024),
        Ike2Lab.policy(IkeCipher.AES_CBC_192, Digest.SHA512, AuthMethod.PRE_SHARED_KEY, DhGroup.ECP_384),
        Ike2Lab.policy(IkeCipher.TRIPLE_DES_CBC, Digest.SHA384, AuthMethod.PRE_SHARED_KEY, DhGroup.MODP_1536),
        Ike2Lab.policy(IkeCipher.AES_GCM_128, Digest.SHA256, AuthMethod.PRE_SHARED_KEY, DhGroup.X25519),
        Ike2Lab.policy(IkeCipher.AES_GCM_256, Digest.SHA512, AuthMethod.PRE_SHARED_KEY, DhGroup.ECP_256));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void decryptsEverything(IkePolicy policy) throws IOException, InterruptedException {
    Tshark.needed(Ike2TsharkTest.class);
    var brief = new IkePolicy(policy.cipher(), policy.digest(), policy.authentication(), policy.group(),
        Duration.ofMinutes(10));
    var settings = Ike2Lab.with(Ike2Lab.settings(brief), new ChildPolicy(List.of(Ike2Lab.GCM, Ike2Lab.AES), false,
        Optional.of(policy.group()), Duration.ofMinutes(4), 0));
    var pair = new Ike2Pair(3, 0, settings, Ike2Lab.client(Ike2Lab.KEY), settings);
    pair.nat = true;
    pair.start().run(Duration.ofMinutes(12)).agree(1);            // through rekeying of both kinds
    pair.client.on(new IkeEvent.Close());
    pair.run(Duration.ofSeconds(5));
    assertThat(pair.gateway.keys).hasSizeGreaterThan(1);
    java.nio.file.Path capture = directory.resolve("ike2.pcap");
    Files.write(capture, pcap(pair.sent));
    String text = tshark(pair.client, "-r", capture.toString(), "-V");
    assertThat(text.lines().filter(line -> line.matches("(?i).*(malformed|incorrect|not decrypted).*"))).isEmpty();
    long encrypted = pair.sent.stream().filter(each -> each.octets()[18] != 34).count();
    assertThat(text.lines().filter(line -> line.contains("Decrypted Data")).count()).isEqualTo(encrypted);
    for (String expected : List.of("INTERNAL_IP4_ADDRESS", "REKEY_SA", "Delete (42)", "NAT_DETECTION_SOURCE_IP",
        "ID type: KEY_ID (11)")) {
      assertThat(text.contains(expected)).as(expected).isTrue();
    }
    assertThat(tshark(pair.client, "-r", capture.toString(), "-Y",
        "_ws.malformed || _ws.expert.severity >= 6291456")).isEmpty();
  }

  private static String row(IkeKeys.V2 keys) {
    String cipher = switch (keys.cipher()) {
      case DES_CBC -> throw new AssertionError("tshark does not decrypt DES");
      case TRIPLE_DES_CBC -> "3DES [RFC2451]";
      case AES_CBC_128 -> "AES-CBC-128 [RFC3602]";
      case AES_CBC_192 -> "AES-CBC-192 [RFC3602]";
      case AES_CBC_256 -> "AES-CBC-256 [RFC3602]";
      case AES_GCM_128 -> "AES-GCM-128 with 16 octet ICV [RFC5282]";
      case AES_GCM_256 -> "AES-GCM-256 with 16 octet ICV [RFC5282]";
    };
    String integrity = keys.cipher().aead() ? "NONE [RFC4306]" : switch (keys.digest()) {
      case MD5 -> "HMAC_MD5_96 [RFC2403]";
      case SHA1 -> "HMAC_SHA1_96 [RFC2404]";
      case SHA256 -> "HMAC_SHA2_256_128 [RFC4868]";
      case SHA384 -> "HMAC_SHA2_384_192 [RFC4868]";
      case SHA512 -> "HMAC_SHA2_512_256 [RFC4868]";
    };
    return "uat:ikev2_decryption_table:%016x,%016x,%s,%s,\"%s\",%s,%s,\"%s\"".formatted(keys.initiatorSpi(),
        keys.responderSpi(), Hex.hex(keys.encryptionInitiator()), Hex.hex(keys.encryptionResponder()), cipher,
        Hex.hex(keys.integrityInitiator()), Hex.hex(keys.integrityResponder()), integrity);
  }

  private static String tshark(Ike2End end, String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(arguments));
    end.keys.forEach(each -> command.addAll(List.of("-o", row((IkeKeys.V2) each.keys()))));
    return Tshark.says(command);
  }

  /** LINKTYPE_RAW: each datagram in IPv4, as the end that sent it saw it. */
  private static byte[] pcap(List<Ike2Pair.Sent> sent) {
    var out = new WireWriter().bits32(0xa1b2c3d4).u16(2).u16(4).zeros(8).bits32(65535).bits32(101);
    for (int i = 0; i < sent.size(); i++) {
      Path path = sent.get(i).path();
      var payload = new WireWriter().zeros(path.marked() ? 4 : 0).octets(sent.get(i).octets()).toByteArray();
      byte[] udp = new UdpDatagram(path.localPort(), path.remotePort(), payload)
          .encode(path.localAddress(), path.remoteAddress());
      var ip = new WireWriter().u16(0x4500).u16(20 + udp.length).zeros(4).u8(64).u8(17).u16(0)
          .bits32(path.localAddress()).bits32(path.remoteAddress());
      byte[] header = ip.toByteArray();
      ip.setU16(10, Checksum.of(header, 0, header.length));
      out.bits32(i).bits32(0).bits32(20 + udp.length).bits32(20 + udp.length).octets(ip.toByteArray()).octets(udp);
    }
    return out.toByteArray();
  }
}
