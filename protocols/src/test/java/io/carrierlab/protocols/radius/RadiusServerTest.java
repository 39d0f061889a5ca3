package io.carrierlab.protocols.radius;

import static io.carrierlab.protocols.sim.Hex.hex;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.aaa.AaaQuestion;
import io.carrierlab.protocols.aaa.Accounts;
import io.carrierlab.protocols.aaa.AccountingRecord;
import io.carrierlab.protocols.aaa.GroupAttributes;
import io.carrierlab.protocols.aaa.NumberedUsers;
import io.carrierlab.protocols.aaa.UserPolicy;
import io.carrierlab.protocols.radius.RadiusServer.Datagram;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RadiusServerTest {
  static final int CLIENT = 5;
  private static final long SECOND = 1_000_000_000L;
  static final Accounts ACCOUNTS = new Accounts(
      Map.of("ENGINEERING", GroupAttributes.of("groupsecret".getBytes(US_ASCII), "POOL1")),
      Map.of("alice", new Accounts.User("alicepw", UserPolicy.PLAIN), "nemo", new Accounts.User("arctangent",
          UserPolicy.PLAIN)),
      List.of(new NumberedUsers("user-#####", "pw-#####", 0, 10_000, UserPolicy.PLAIN)));
  private static final RadiusServerConfig CONFIG = new RadiusServerConfig(1812, 1813,
      List.of(new RadiusServerConfig.Client(CLIENT, RadiusVectors.SECRET)), ACCOUNTS, false, 3, 100);

  private final RadiusServer server = new RadiusServer(CONFIG, new SplittableRandom(1));

  private Optional<RadiusPacket> asked(byte[] octets, int port, long nowNanos) throws DecodeException {
    Optional<byte[]> answer = server.on(new Datagram(CLIENT, 1645, port, octets), nowNanos);
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    byte[] authenticator = RadiusPacket.decode(octets).authenticator();
    assertTrue(Signing.responseHolds(answer.get(), authenticator, RadiusVectors.SECRET));
    return Optional.of(RadiusPacket.decode(answer.get()));
  }

  private RadiusCode code(AaaQuestion question, long nowNanos) throws DecodeException {
    return asked(RadiusPacketTest.access(question), 1812, nowNanos).orElseThrow().code();
  }

  @Test
  void acceptsTheRequestOfRfc2865AndSignsItsAnswer() throws DecodeException {
    byte[] answer = server.on(new Datagram(CLIENT, 9, 1812, RadiusVectors.TELNET_REQUEST), 0).orElseThrow();
    assertEquals(RadiusCode.ACCESS_ACCEPT, RadiusPacket.decode(answer).code());
    assertEquals(Signing.Check.RIGHT, Signing.messageAuthenticator(answer,
        RadiusPacket.decode(RadiusVectors.TELNET_REQUEST).authenticator(), RadiusVectors.SECRET));
  }

  @Test
  void knowsUsersGroupsAndUsersByRule() throws DecodeException {
    record Row(AaaQuestion question, RadiusCode code) {}
    var caller = RadiusPacketTest.CALLER;
    long now = 0;
    for (Row row : List.of(
        new Row(new AaaQuestion.User("alice", "alicepw", caller), RadiusCode.ACCESS_ACCEPT),
        new Row(new AaaQuestion.User("alice", "alicepW", caller), RadiusCode.ACCESS_REJECT),
        new Row(new AaaQuestion.User("bob", "alicepw", caller), RadiusCode.ACCESS_REJECT),
        new Row(new AaaQuestion.User("user-00000", "pw-00000", caller), RadiusCode.ACCESS_ACCEPT),
        new Row(new AaaQuestion.User("user-09999", "pw-09999", caller), RadiusCode.ACCESS_ACCEPT),
        new Row(new AaaQuestion.User("user-10000", "pw-10000", caller), RadiusCode.ACCESS_REJECT),
        new Row(new AaaQuestion.User("user-0999", "pw-0999", caller), RadiusCode.ACCESS_REJECT),
        new Row(new AaaQuestion.Group("ENGINEERING", caller), RadiusCode.ACCESS_ACCEPT),
        new Row(new AaaQuestion.Group("SALES", caller), RadiusCode.ACCESS_REJECT),
        // A group's name and the well-known password let nobody in as a user.
        new Row(new AaaQuestion.User("ENGINEERING", "cisco", caller), RadiusCode.ACCESS_REJECT))) {
      now += 40 * SECOND;
      assertEquals(row.code(), code(row.question(), now), row::toString);
    }
  }

  @Test
  void answersARepeatedRequestAsBefore() {
    byte[] request = RadiusPacketTest.access(new AaaQuestion.Group("ENGINEERING", RadiusPacketTest.CALLER));
    byte[] first = server.on(new Datagram(CLIENT, 9, 1812, request), 0).orElseThrow();
    assertArrayEquals(first, server.on(new Datagram(CLIENT, 9, 1812, request), 29 * SECOND).orElseThrow());
    assertEquals(1, server.view().counters().accepts());
    assertEquals(1, server.view().counters().duplicates());
    server.on(new Datagram(CLIENT, 10, 1812, request), 29 * SECOND);
    server.on(new Datagram(CLIENT, 9, 1812, request), 31 * SECOND);
    assertEquals(3, server.view().counters().accepts());
  }

  @Test
  void dropsAndCountsWhatDeservesNoAnswer() throws DecodeException {
    byte[] request = RadiusPacketTest.access(new AaaQuestion.User("alice", "alicepw", RadiusPacketTest.CALLER));
    assertEquals(Optional.empty(), server.on(new Datagram(6, 9, 1812, request), 0));
    assertEquals(Optional.empty(), asked(request, 1813, 0));
    assertEquals(Optional.empty(), asked(RadiusVectors.TELNET_ACCEPT, 1812, 0));
    assertEquals(Optional.empty(), server.on(new Datagram(CLIENT, 9, 1812, hex("0102")), 0));
    byte[] forged = request.clone();
    forged[forged.length - 1] ^= 1;
    assertEquals(Optional.empty(), asked(forged, 1812, 0));
    byte[] stop = RadiusPacketTest.stop();
    stop[4] ^= 1;
    assertEquals(Optional.empty(), asked(stop, 1813, 0));
    var counters = server.view().counters();
    assertEquals(List.of(1L, 2L, 1L, 2L), List.of(counters.unknownClients(), counters.unsupported(),
        counters.malformed(), counters.badAuthenticators()));
    assertEquals(0, counters.accepts() + counters.rejects() + counters.accounted());
  }

  @Test
  void returnsProxyStates() throws DecodeException {
    var attributes = new ArrayList<>(RadiusPacket.decode(RadiusVectors.TELNET_REQUEST).attributes());
    attributes.add(Attribute.octets(AttributeType.PROXY_STATE, hex("01")));
    attributes.add(Attribute.octets(AttributeType.PROXY_STATE, hex("02")));
    byte[] authenticator = RadiusPacket.decode(RadiusVectors.TELNET_REQUEST).authenticator();
    byte[] request = new RadiusPacket(RadiusCode.ACCESS_REQUEST, 3, authenticator, attributes).encode();
    assertArrayEquals(hex("0102"), asked(request, 1812, 0).orElseThrow().joined(AttributeType.PROXY_STATE));
    for (int i = 0; i < 12; i++) {
      attributes.add(Attribute.octets(AttributeType.PROXY_STATE, new byte[253]));
    }
    byte[] flood = new RadiusPacket(RadiusCode.ACCESS_REQUEST, 4, authenticator, attributes).encode();
    assertEquals(Optional.empty(), asked(flood, 1812, 0));
  }

  private void account(String session, AccountingRecord.Kind kind, int identifier) throws DecodeException {
    var record = new AccountingRecord(kind, new AccountingRecord.Session(session, "alice", RadiusPacketTest.CALLER,
        OptionalInt.of(77), "alice@RED", Optional.empty(), Optional.of("RED"), new byte[0]),
        new AccountingRecord.Usage(5L << 32, 6, 7, 8, 9));
    byte[] octets = Signing.accountingRequest(new RadiusPacket(RadiusCode.ACCOUNTING_REQUEST, identifier,
        new byte[16], Requests.accounting(RadiusPacketTest.NAS, record, 1, 0)), RadiusVectors.SECRET);
    assertEquals(RadiusCode.ACCOUNTING_RESPONSE, asked(octets, 1813, 0).orElseThrow().code());
  }

  @Test
  void keepsBooksOfBoundedLength() throws DecodeException {
    var start = new AccountingRecord.Kind.Start();
    var interim = new AccountingRecord.Kind.Interim();
    var stop = new AccountingRecord.Kind.Stop(AccountingRecord.Cause.IDLE_TIMEOUT);
    account("a", start, 1);
    account("a", interim, 2);
    account("a", interim, 3);
    account("a", stop, 4);
    account("a", stop, 5);
    account("a", interim, 6);
    assertEquals(List.of(new AccountingBook.Line(CLIENT, "a", "alice", OptionalInt.of(77), Optional.of("alice@RED"),
        Optional.of("RED"), true, 2, true, 5L << 32, 6, 7, 8, 9, 4)), server.view().sessions());
    assertEquals(1, server.view().counters().recordsRepeated());
    assertEquals(1, server.view().counters().recordsOutOfOrder());
    account("b", stop, 7);
    assertEquals(2, server.view().counters().recordsOutOfOrder());
    account("c", start, 8);
    account("d", start, 9);
    assertEquals(List.of("b", "c", "d"), server.view().sessions().stream().map(AccountingBook.Line::session).toList());
    assertEquals(1, server.view().counters().sessionsDropped());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void survivesAnything(long seed) {
    var random = new SplittableRandom(seed);
    byte[][] valid = RadiusPacketTest.all();
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextInt(4) > 0 ? Mutate.oneOf(random, valid) : Mutate.noise(random, 80);
      server.on(new Datagram(CLIENT, random.nextInt(4), 1812 + random.nextInt(2), octets), round);
    }
    var counters = server.view().counters();
    assertTrue(counters.badAuthenticators() > 0 && counters.malformed() > 0 && counters.rejects() > 0);
  }

  /** What only somebody with the secret could send: attributes at random, rightly signed. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void survivesItsOwnClients(long seed) throws DecodeException {
    var random = new SplittableRandom(seed);
    byte[][] valid = RadiusPacketTest.all();
    for (int round = 0; round < 20_000; round++) {
      try {
        RadiusPacket packet = RadiusPacket.decode(Mutate.oneOf(random, valid));
        var code = random.nextBoolean() ? RadiusCode.ACCESS_REQUEST : RadiusCode.ACCOUNTING_REQUEST;
        var same = new RadiusPacket(code, packet.identifier(), packet.authenticator(), packet.attributes());
        byte[] octets = code == RadiusCode.ACCESS_REQUEST ? Signing.accessRequest(same, RadiusVectors.SECRET)
            : Signing.accountingRequest(same, RadiusVectors.SECRET);
        asked(octets, code == RadiusCode.ACCESS_REQUEST ? 1812 : 1813, round);
      } catch (DecodeException e) {
        continue;                                     // this mutation is no packet
      }
    }
    assertTrue(server.view().counters().rejects() > 1_000 && server.view().sessions().size() <= 3);
  }
}
