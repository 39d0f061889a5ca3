package io.carrierlab.cluster.ios;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.ios.TransformWords.Read;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.cluster.source.Problems;
import io.carrierlab.protocols.esp.EspTransform;
import io.carrierlab.protocols.esp.EspTransform.Cipher;
import io.carrierlab.protocols.esp.EspTransform.Integrity;
import io.carrierlab.protocols.esp.EspTransform.Protocol;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

public class IosAccessTest {
  /** Every command of remote access; the AAA lines as the lecture on VRF-aware IPsec prints them. */
  public static final String ALL = """
      ip vrf acme
       rd 1:1
      aaa new-model
      aaa group server radius coke-ra
       server-priavate 192.168.1.222 key Cisco
       ip vrf forwarding coke
      !
      aaa authentication login coke group coke-ra
      aaa authorization network coke groupcoke-ra
      aaa authentication login here local
      radius-server host 10.254.1.2 auth-port 1812 acct-port 1813 key secret
      radius-server timeout 3
      radius-server retransmit 2
      username joe password secret
      crypto isakmp policy 10
       encr aes 256
       hash sha256
       authentication pre-share
       group 14
       lifetime 3600
      crypto isakmp keepalive 30 5 periodic
      crypto isakmp nat keepalive 15
      crypto isakmp client configuration group acme-ra
       key acme-key
       pool acme
       dns 10.1.0.1 10.1.0.2
       domain acme.example
       acl split
       banner Welcome to acme
       pfs
      crypto keyring peers
       pre-shared-key address 12.0.0.0 255.255.255.0 key k1
      crypto isakmp profile acme
       vrf acme
       match identity group acme-ra
       client authentication list here
       isakmp authorization list coke
       client configuration address respond
      crypto isakmp profile sites
       vrf acme
       keyring peers
       match identity address 12.0.0.0 255.255.255.0
      crypto ipsec transform-set strong esp-aes 256 esp-sha-hmac
       mode tunnel
      crypto ipsec security-association lifetime seconds 1800
      crypto dynamic-map any 10
       set transform-set strong
       set isakmp-profile acme
       reverse-route
      crypto map vpn client configuration address respond
      crypto map vpn 10 ipsec-isakmp
       set peer 12.0.0.9
       set transform-set strong
       set isakmp-profile sites
       set pfs group14
       match address 101
      crypto map vpn 65535 ipsec-isakmp dynamic any
      access-list 101 permit ip 10.1.0.0 0.0.255.255 any
      ip access-list extended split
       permit ip 10.1.0.0 0.0.255.255 any
       permit ip host 10.9.0.1 any
      ip local pool acme 10.200.0.1 10.200.0.254
      interface ge9
       ip address 198.51.100.2 255.255.255.252
       crypto map vpn
      end
      """;

  private final Problems problems = new Problems();

  private List<String> errors() {
    return problems.errors().stream().map(Problem::toString).toList();
  }

  @Test
  void readsEveryCommand() {
    var config = IosReader.read("x", ALL, problems);
    assertThat(errors()).isEmpty();
    var ring = config.access().stream().filter(s -> s.head().equals("crypto keyring")).findFirst().orElseThrow();
    assertThat(ring.text("NAME")).isEqualTo("peers");
    assertThat(ring.line("pre-shared-key address").orElseThrow().text("KEY")).isEqualTo("k1");
    var profile = config.access().stream().filter(s -> s.head().equals("crypto isakmp profile")).toList().getLast();
    assertThat(profile.line("match identity").orElseThrow().text("MASK")).isEqualTo("255.255.255.0");
    assertThat(config.interfaces().getFirst().cryptoMap().orElseThrow().text()).isEqualTo("vpn");
    assertThat(config.access()).filteredOn(s -> s.head().equals("crypto map")).hasSize(3);
  }

  record Row(String text, String error) {}

  static Stream<Row> rows() {
    return Stream.of(
        new Row("crypto keyring", "x:1:8: the command is incomplete; expected crypto keyring NAME"),
        new Row("crypto keyring a\n pre-shared-key address 1.2.3.4 255.0.0.0 kee k",
            "x:2:43: the command goes on with \"kee\"; expected pre-shared-key address ADDRESS [MASK] key KEY"),
        new Row("crypto isakmp policy one",
            "x:1:22: the command goes on with \"one\"; expected crypto isakmp policy NUMBER"),
        new Row("crypto isakmp policy 1\n hash sha3",
            "x:2:7: the command goes on with \"sha3\"; expected hash sha|md5|sha256|sha384|sha512"),
        new Row("crypto isakmp profile a\n match identity grup x",
            "x:2:17: the command goes on with \"grup\"; expected match identity address|ip-address ADDRESS [MASK]"),
        new Row("crypto keyrings a", "x:1:1: unknown command \"crypto keyrings a\"; expected one of hostname NAME, "
            + "ip vrf NAME, interface NAME, end, or a command of crypto, aaa, access-list, ip local pool, ip slb, "
            + "radius-server or username; did you mean \"crypto keyring\"?"),
        new Row("crypto keyring a\n pre-shard-key address 1.2.3.4 key k",
            "x:2:2: unknown command \"pre-shard-key address 1.2.3.4 key\" after crypto keyring; expected one of "
            + "pre-shared-key address ADDRESS [MASK] key KEY, description WORDS, hostname NAME, ip vrf NAME, "
            + "interface NAME, end, or a command of crypto, aaa, access-list, ip local pool, ip slb, radius-server or "
            + "username; did you mean \"pre-shared-key address\"?"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void saysWhatIsWrongAndWhere(Row row) {
    IosReader.read("x", row.text(), problems);
    assertThat(errors()).containsExactly(row.error());
  }

  record Words(String words, EspTransform transform, String... weak) {}

  static Stream<Words> transforms() {
    return Stream.of(
        new Words("esp-des esp-md5-hmac", EspTransform.esp(Cipher.DES_CBC, Integrity.HMAC_MD5_96), "esp-des",
            "esp-md5-hmac"),
        new Words("esp-3des esp-sha-hmac", EspTransform.esp(Cipher.TRIPLE_DES_CBC, Integrity.HMAC_SHA1_96), "esp-3des"),
        new Words("esp-sha-hmac ESP-AES 256", EspTransform.esp(Cipher.AES_CBC_256, Integrity.HMAC_SHA1_96)),
        new Words("esp-aes esp-sha256-hmac", EspTransform.esp(Cipher.AES_CBC_128, Integrity.HMAC_SHA256_128)),
        new Words("esp-gcm 256", EspTransform.esp(Cipher.AES_GCM_256, Integrity.NONE)),
        new Words("esp-null esp-sha-hmac", EspTransform.esp(Cipher.NULL, Integrity.HMAC_SHA1_96), "esp-null"),
        new Words("ah-sha-hmac",
            new EspTransform(Protocol.AH, Cipher.NULL, Integrity.HMAC_SHA1_96, false)));
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void readsTransforms(Words words) {
    assertThat(TransformWords.read(List.of(words.words().split(" "))))
        .isEqualTo(new Read.Good(words.transform(), List.of(words.weak())));
  }

  @Test
  void refusesTransformsThatAreNone() {
    assertThat(TransformWords.read(List.of("esp-dse"))).isEqualTo(new Read.Bad(0, "\"esp-dse\" is not a transform",
        "one of esp-null, esp-des, esp-3des, esp-aes, esp-gcm, esp-md5-hmac, esp-sha-hmac, esp-sha256-hmac, "
        + "esp-sha384-hmac, esp-sha512-hmac, ah-md5-hmac, ah-sha-hmac, ah-sha256-hmac", "esp-des"));
    for (String bad : List.of("esp-aes 100", "esp-des esp-3des", "esp-gcm esp-sha-hmac", "esp-des ah-sha-hmac",
        "esp-md5-hmac esp-sha-hmac")) {
      assertThat(TransformWords.read(List.of(bad.split(" ")))).isInstanceOf(Read.Bad.class);
    }
  }
}
