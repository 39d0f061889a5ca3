package io.carrierlab.protocols.radius;

import static io.carrierlab.protocols.sim.Hex.hex;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.aaa.AaaQuestion;
import io.carrierlab.protocols.aaa.AccountingRecord;
import io.carrierlab.protocols.aaa.GroupAttributes;
import io.carrierlab.protocols.aaa.UserPolicy;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.DecodeError;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RadiusPacketTest {
  static final RadiusClientConfig NAS = new RadiusClientConfig(Ipv4.parse("10.0.0.1"), "pe1",
      List.of(RadiusClientConfig.Server.of(Ipv4.parse("10.0.0.9"), RadiusVectors.SECRET)), Duration.ofMinutes(1), 100,
      1645, 2, 1_000_000_000L);
  static final AaaQuestion.Caller CALLER =
      new AaaQuestion.Caller(7, Ipv4.parse("192.0.2.1"), Ipv4.parse("198.51.100.1"));

  @Test
  void readsAndWritesThePacketsOfRfc2865() throws DecodeException {
    RadiusPacket telnet = RadiusPacket.decode(RadiusVectors.TELNET_REQUEST);
    assertEquals("nemo", telnet.text(AttributeType.USER_NAME).orElseThrow());
    assertEquals(Ipv4.parse("192.168.1.16"), telnet.address(AttributeType.NAS_IP_ADDRESS).orElseThrow());
    assertEquals(3, telnet.number(AttributeType.NAS_PORT).orElseThrow());
    byte[] hidden = telnet.octets(AttributeType.USER_PASSWORD).orElseThrow();
    assertArrayEquals(RadiusVectors.PASSWORD.getBytes(US_ASCII),
        Hiding.revealPassword(hidden, RadiusVectors.SECRET, telnet.authenticator()));
    assertArrayEquals(hidden, Hiding.password(RadiusVectors.PASSWORD.getBytes(US_ASCII), RadiusVectors.SECRET,
        telnet.authenticator()));
    RadiusPacket card = RadiusPacket.decode(RadiusVectors.CARD_CHALLENGE);
    assertEquals("Challenge 32769430.  Enter response at prompt.",
        card.text(AttributeType.REPLY_MESSAGE).orElseThrow());
    assertArrayEquals("32769430".getBytes(US_ASCII), card.octets(AttributeType.STATE).orElseThrow());
    for (byte[] octets : List.of(RadiusVectors.TELNET_REQUEST, RadiusVectors.TELNET_ACCEPT,
        RadiusVectors.CHAP_REQUEST, RadiusVectors.CHAP_ACCEPT, RadiusVectors.CARD_REQUEST,
        RadiusVectors.CARD_CHALLENGE)) {
      assertArrayEquals(octets, RadiusPacket.decode(octets).encode());
    }
  }

  @Test
  void makesAndChecksTheResponseAuthenticatorsOfRfc2865() throws DecodeException {
    byte[][][] exchanges = {{RadiusVectors.TELNET_REQUEST, RadiusVectors.TELNET_ACCEPT},
      {RadiusVectors.CHAP_REQUEST, RadiusVectors.CHAP_ACCEPT},
      {RadiusVectors.CARD_REQUEST, RadiusVectors.CARD_CHALLENGE}};
    for (byte[][] exchange : exchanges) {
      byte[] asked = RadiusPacket.decode(exchange[0]).authenticator();
      assertTrue(Signing.responseHolds(exchange[1], asked, RadiusVectors.SECRET));
      assertFalse(Signing.responseHolds(exchange[1], asked, "xyzzy5462".getBytes(US_ASCII)));
      assertArrayEquals(exchange[1],
          Signing.response(RadiusPacket.decode(exchange[1]), asked, RadiusVectors.SECRET));
    }
  }

  /** OpenBSD, regress/lib/libradius/test25.c (secret hogehogefugafuga). */
  @Test
  void revealsAndHidesTheMppeKeyOfOpenBsd() throws DecodeException {
    byte[] authenticator = hex("678ae6ed696e1bd10ae2fea105d46a56");
    byte[] secret = "hogehogefugafuga".getBytes(US_ASCII);
    byte[] hidden = hex("8036 f4abbe2117fb3e4a7874dce91c5b0449 8ec7720f168688562dbc88e21cab6271");
    byte[] key = hex("fc6ea418373d8e90c136fae3735e37d1");
    assertArrayEquals(key, Hiding.revealSalted(hidden, secret, authenticator));
    assertArrayEquals(hidden, Hiding.salted(key, 0x8036, secret, authenticator));
  }

  /** FreeRADIUS 4, src/tests/unit/protocols/radius (untagged "foo", secret testing123, authenticator 00 to 0f). */
  @Test
  void revealsTheTunnelPasswordOfFreeRadius() throws DecodeException {
    byte[] authenticator = hex("000102030405060708090a0b0c0d0e0f");
    byte[] secret = "testing123".getBytes(US_ASCII);
    byte[] hidden = hex("8e93 e4f7681f3db7b92510832a9b1990330a");
    byte[] tagged = hex("00 8e93 e4f7681f3db7b92510832a9b1990330a");
    byte[] foo = "foo".getBytes(US_ASCII);
    assertArrayEquals(foo, Hiding.revealTunnelPassword(hidden, secret, authenticator));
    assertArrayEquals(foo, Hiding.revealTunnelPassword(tagged, secret, authenticator));
    byte[] ours = Hiding.tunnelPassword(foo, 0x8e93, secret, authenticator);
    assertArrayEquals(Arrays.copyOf(tagged, 7), Arrays.copyOf(ours, 7));   // they fill up with noise, we with zeros
  }

  @Test
  void hidesPasswordsOfEveryLength() throws DecodeException {
    var random = new SplittableRandom(1);
    for (int length = 0; length <= 128; length++) {
      byte[] password = new byte[length];
      random.nextBytes(password);
      if (length > 0) {
        password[length - 1] |= 1;                   // zeros at the end are padding
      }
      byte[] authenticator = new byte[16];
      random.nextBytes(authenticator);
      assertArrayEquals(password, Hiding.revealPassword(
          Hiding.password(password, RadiusVectors.SECRET, authenticator), RadiusVectors.SECRET, authenticator));
      byte[] tunnel = Hiding.tunnelPassword(password, random.nextInt(), RadiusVectors.SECRET, authenticator);
      assertArrayEquals(password, Hiding.revealTunnelPassword(tunnel, RadiusVectors.SECRET, authenticator));
    }
  }

  @Test
  void namesWhatIsWrong() {
    assertEquals(new DecodeError.Truncated("packet", 52, 51), failure(Arrays.copyOf(RadiusVectors.TELNET_REQUEST, 55)));
    byte[] shortLength = RadiusVectors.TELNET_REQUEST.clone();
    shortLength[3] = 19;
    assertEquals(new DecodeError.BadValue("length", 19, "RFC 2865 §3: 20 to 4096 octets"), failure(shortLength));
    byte[] longLength = RadiusVectors.TELNET_REQUEST.clone();
    longLength[2] = 0x10;
    longLength[3] = 1;
    assertEquals(new DecodeError.BadValue("length", 4097, "RFC 2865 §3: 20 to 4096 octets"), failure(longLength));
    byte[] code = RadiusVectors.TELNET_REQUEST.clone();
    code[0] = 99;
    assertEquals(new DecodeError.BadValue("code", 99, "RFC 2865 §3"), failure(code));
    byte[] attribute = RadiusVectors.TELNET_REQUEST.clone();
    attribute[21] = 1;
    assertEquals(new DecodeError.BadValue("attribute length", 1, "RFC 2865 §5: the length counts type and length"),
        failure(attribute));
    byte[] port = RadiusVectors.TELNET_REQUEST.clone();
    port[51] = 5;                                     // NAS-Port of three octets: 06 05 00 00 00 03
    assertEquals(new DecodeError.Truncated("NAS_PORT", 4, 3), failure(port));
  }

  private static DecodeError failure(byte[] octets) {
    return assertThrows(DecodeException.class, () -> RadiusPacket.decode(octets)).error();
  }

  @Test
  void ignoresPaddingAfterTheLength() throws DecodeException {
    byte[] padded = Arrays.copyOf(RadiusVectors.TELNET_ACCEPT, 60);
    assertArrayEquals(RadiusVectors.TELNET_ACCEPT, RadiusPacket.decode(padded).encode());
    assertArrayEquals(RadiusVectors.TELNET_ACCEPT, Signing.trimmed(padded));
  }

  @Test
  void splitsAndJoinsLongEapMessages() throws DecodeException {
    byte[] eap = new byte[1000];
    new SplittableRandom(3).nextBytes(eap);
    var question = new AaaQuestion.Eap("alice", eap, Optional.of(new AaaQuestion.Conversation(0, new byte[] {1})),
        CALLER);
    byte[] octets = access(question);
    RadiusPacket packet = RadiusPacket.decode(octets);
    assertArrayEquals(eap, packet.joined(AttributeType.EAP_MESSAGE));
    assertEquals(4, packet.attributes().stream().filter(each -> each.type() == 79).count());
    assertEquals(Signing.Check.RIGHT,
        Signing.messageAuthenticator(octets, packet.authenticator(), RadiusVectors.SECRET));
    octets[60] ^= 1;
    assertEquals(Signing.Check.WRONG,
        Signing.messageAuthenticator(octets, packet.authenticator(), RadiusVectors.SECRET));
    assertEquals(Signing.Check.ABSENT, Signing.messageAuthenticator(RadiusVectors.TELNET_REQUEST, new byte[16],
        RadiusVectors.SECRET));
  }

  @Test
  void carriesAGroupAndAUserThereAndBack() throws DecodeException {
    var group = new GroupAttributes("s3cret".getBytes(US_ASCII), Optional.of("RED"), Optional.of("POOL1"),
        List.of(Ipv4.parse("10.99.0.53"), Ipv4.parse("10.99.0.54")), List.of(Ipv4.parse("10.99.0.55")),
        Optional.of("corp.example"), Optional.of("Welcome"), Optional.empty(),
        List.of(Ipv4Prefix.parse("10.0.0.0/8"), Ipv4Prefix.parse("172.16.0.0/12")), true);
    byte[] authenticator = hex("000102030405060708090a0b0c0d0e0f");
    var packet = new RadiusPacket(RadiusCode.ACCESS_ACCEPT, 1, new byte[16],
        GroupProfile.attributes(group, 5, RadiusVectors.SECRET, authenticator));
    GroupAttributes read = GroupProfile.read(RadiusPacket.decode(packet.encode()), RadiusVectors.SECRET, authenticator);
    assertArrayEquals(group.preSharedKey(), read.preSharedKey());
    assertEquals(group.toString().replaceFirst("\\[B@\\w+", ""), read.toString().replaceFirst("\\[B@\\w+", ""));
    var policy = new UserPolicy(OptionalInt.of(Ipv4.parse("10.77.0.50")), OptionalInt.of(-256), Optional.of("P2"),
        Optional.of("BLUE"), "vpn".getBytes(US_ASCII), Duration.ofHours(1), Duration.ofMinutes(1));
    var accept = new RadiusPacket(RadiusCode.ACCESS_ACCEPT, 1, new byte[16], UserProfile.attributes(policy));
    UserPolicy back = UserProfile.read(RadiusPacket.decode(accept.encode()));
    assertArrayEquals(policy.classAttribute(), back.classAttribute());
    assertEquals(policy.toString().replaceFirst("\\[B@\\w+", ""), back.toString().replaceFirst("\\[B@\\w+", ""));
  }

  /** RFC 2865 §5: what does not fit one attribute is said in several, and read together. */
  @Test
  void splitsWhatDoesNotFitOneAttribute() throws DecodeException {
    var networks = IntStream.range(0, 150).mapToObj(i -> new Ipv4Prefix(10 << 24 | i << 8, 24)).toList();
    var servers = IntStream.range(0, 30).mapToObj(i -> 10 << 24 | i).toList();
    String banner = "Grüße und 😀 ".repeat(40);
    var group = new GroupAttributes("s3cret".getBytes(US_ASCII), Optional.of("RED"), Optional.of("POOL1"), servers,
        servers, Optional.of("corp.example"), Optional.of(banner), Optional.empty(), networks, true);
    var packet = new RadiusPacket(RadiusCode.ACCESS_ACCEPT, 1, new byte[16],
        GroupProfile.attributes(group, 5, RadiusVectors.SECRET, new byte[16]));
    GroupAttributes read = GroupProfile.read(RadiusPacket.decode(packet.encode()), RadiusVectors.SECRET, new byte[16]);
    assertEquals(group.toString().replaceFirst("\\[B@\\w+", ""), read.toString().replaceFirst("\\[B@\\w+", ""));
    assertEquals(packet.encode().length + 18, RadiusServer.acceptOctets(group));
  }

  @Test
  void refusesAGroupThatDoesNotFitOnePacket() {
    var networks = IntStream.range(0, 400).mapToObj(i -> new Ipv4Prefix(10 << 24 | i << 8, 24)).toList();
    var group = new GroupAttributes(new byte[0], Optional.empty(), Optional.empty(), List.of(), List.of(),
        Optional.empty(), Optional.empty(), Optional.empty(), networks, false);
    var refused = assertThrows(IllegalArgumentException.class, () -> RadiusServer.acceptOctets(group));
    assertTrue(refused.getMessage().contains("at most 4096"), refused.getMessage());
  }

  @Test
  void writesGigawords() throws DecodeException {
    RadiusPacket stop = RadiusPacket.decode(stop());
    assertEquals(2, stop.number(AttributeType.ACCT_INPUT_GIGAWORDS).orElseThrow());
    assertEquals(5, stop.number(AttributeType.ACCT_INPUT_OCTETS).orElseThrow());
    assertEquals(0xffff_ffffL, stop.number(AttributeType.ACCT_OUTPUT_OCTETS).orElseThrow());
    assertEquals(9, stop.number(AttributeType.TUNNEL_TYPE).orElseThrow());
    assertEquals("alice@RED", stop.ciscoPair("isakmp-phase1-id").orElseThrow());
    assertEquals("RED", stop.ciscoPair("vrf-id").orElseThrow());
    assertTrue(Signing.accountingRequestHolds(stop(), RadiusVectors.SECRET));
  }

  static byte[] access(AaaQuestion question) {
    byte[] authenticator = hex("000102030405060708090a0b0c0d0e0f");
    return Signing.accessRequest(new RadiusPacket(RadiusCode.ACCESS_REQUEST, 9, authenticator,
        Requests.access(NAS, question, RadiusVectors.SECRET, authenticator)), RadiusVectors.SECRET);
  }

  static byte[] stop() {
    var session = new AccountingRecord.Session("00000001", "alice", CALLER,
        OptionalInt.of(Ipv4.parse("10.77.0.50")), "alice@RED", Optional.of("ENGINEERING"), Optional.of("RED"),
        "vpn".getBytes(US_ASCII));
    var usage = new AccountingRecord.Usage((2L << 32) + 5, 0xffff_ffffL, 10, 20, 30);
    var record = new AccountingRecord(new AccountingRecord.Kind.Stop(AccountingRecord.Cause.USER_REQUEST), session,
        usage);
    return Signing.accountingRequest(new RadiusPacket(RadiusCode.ACCOUNTING_REQUEST, 8, new byte[16],
        Requests.accounting(NAS, record, 1_000_000_000L, 3)), RadiusVectors.SECRET);
  }

  static byte[][] all() {
    var group = GroupAttributes.of("key".getBytes(US_ASCII), "POOL1");
    var all = new ArrayList<>(List.of(RadiusVectors.TELNET_REQUEST, RadiusVectors.TELNET_ACCEPT,
        RadiusVectors.CHAP_REQUEST, RadiusVectors.CHAP_ACCEPT, RadiusVectors.CARD_CHALLENGE, stop(),
        access(new AaaQuestion.Group("ENGINEERING", CALLER)), access(new AaaQuestion.User("alice", "pw", CALLER)),
        access(new AaaQuestion.Eap("alice", new byte[600], Optional.empty(), CALLER))));
    all.add(Signing.response(new RadiusPacket(RadiusCode.ACCESS_ACCEPT, 9, new byte[16],
        GroupProfile.attributes(group, 5, RadiusVectors.SECRET, new byte[16])), new byte[16], RadiusVectors.SECRET));
    return all.toArray(byte[][]::new);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void keepsItsPromise(long seed) {
    var random = new SplittableRandom(seed);
    byte[][] valid = all();
    int decoded = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextInt(4) > 0 ? Mutate.oneOf(random, valid) : Mutate.noise(random, 80);
      try {
        RadiusPacket packet = RadiusPacket.decode(octets);
        assertArrayEquals(Signing.trimmed(octets), packet.encode());
        Signing.messageAuthenticator(Signing.trimmed(octets), new byte[16], RadiusVectors.SECRET);
        decoded++;
        UserProfile.read(packet);
        GroupProfile.read(packet, RadiusVectors.SECRET, new byte[16]);
      } catch (DecodeException promised) {
        continue;                                     // the only way to fail
      }
    }
    assertTrue(decoded > 1_000, "only " + decoded + " decoded");
  }
}
