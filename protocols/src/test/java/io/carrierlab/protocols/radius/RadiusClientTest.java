package io.carrierlab.protocols.radius;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.aaa.AaaAnswer;
import io.carrierlab.protocols.aaa.AaaQuestion;
import io.carrierlab.protocols.aaa.AccountingRecord;
import io.carrierlab.protocols.aaa.GroupAttributes;
import io.carrierlab.protocols.radius.RadiusClientAction.Answer;
import io.carrierlab.protocols.radius.RadiusClientAction.Send;
import io.carrierlab.protocols.radius.RadiusClientAction.WakeAt;
import io.carrierlab.protocols.radius.RadiusClientConfig.Server;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The client's rules, one by one, with servers that answer when the test says so. */
class RadiusClientTest {
  private static final byte[] FIRST = "first".getBytes(US_ASCII);
  private static final byte[] SECOND = "second".getBytes(US_ASCII);
  private static final long MS = 1_000_000L;

  private final RadiusClient client = new RadiusClient(config(4), new SplittableRandom(1));

  private static RadiusClientConfig config(int maxWaiting) {
    return new RadiusClientConfig(1, "pe1", List.of(
        new Server(11, 1812, 1813, FIRST, Duration.ofMillis(1500), 2, false),
        new Server(12, 1645, 1646, SECOND, Duration.ofMillis(1500), 2, false)), Duration.ofSeconds(60), maxWaiting,
        20_000, 2, 0);
  }

  private static RadiusClientEvent ask(long id) {
    return new RadiusClientEvent.Ask(id, new AaaQuestion.User("alice", "pw", RadiusPacketTest.CALLER));
  }

  static RadiusClientEvent account(long id, String session, AccountingRecord.Kind kind) {
    return new RadiusClientEvent.Account(id, new AccountingRecord(kind, new AccountingRecord.Session(session, "alice",
        RadiusPacketTest.CALLER, OptionalInt.empty(), "id", Optional.empty(), Optional.empty(), new byte[0]),
        AccountingRecord.Usage.NONE));
  }

  private static List<Send> sends(List<RadiusClientAction> actions) {
    return actions.stream().filter(Send.class::isInstance).map(Send.class::cast).toList();
  }

  private static Send onlySend(List<RadiusClientAction> actions) {
    assertEquals(1, sends(actions).size(), actions::toString);
    return sends(actions).getFirst();
  }

  private static List<Answer> answers(List<RadiusClientAction> actions) {
    return actions.stream().filter(Answer.class::isInstance).map(Answer.class::cast).toList();
  }

  private static RadiusClientEvent answerTo(Send send, RadiusCode code, byte[] secret, Attribute... attributes)
      throws DecodeException {
    RadiusPacket request = RadiusPacket.decode(send.octets());
    byte[] octets = Signing.response(new RadiusPacket(code, request.identifier(), new byte[16], List.of(attributes)),
        request.authenticator(), secret);
    return new RadiusClientEvent.Datagram(send.serverAddress(), send.serverPort(), send.sourcePort(), octets);
  }

  private List<RadiusClientAction> wake(long milliseconds) {
    return client.on(new RadiusClientEvent.Wake(), milliseconds * MS);
  }

  @Test
  void sendsTheSameOctetsAgainThenAsksTheNextServerThenGivesUp() throws DecodeException {
    List<RadiusClientAction> asked = client.on(ask(7), 0);
    Send first = onlySend(asked);
    assertEquals(new WakeAt(1500 * MS), asked.getLast());
    assertEquals(11, first.serverAddress());
    Send again = onlySend(wake(1500));
    assertArrayEquals(first.octets(), again.octets());
    Send other = onlySend(wake(3000));
    assertEquals(12, other.serverAddress());
    assertEquals(1645, other.serverPort());
    RadiusPacket packet = RadiusPacket.decode(other.octets());
    assertArrayEquals("pw".getBytes(US_ASCII), Hiding.revealPassword(
        packet.octets(AttributeType.USER_PASSWORD).orElseThrow(), SECOND, packet.authenticator()));
    assertEquals(Signing.Check.RIGHT, Signing.messageAuthenticator(other.octets(), packet.authenticator(), SECOND));
    assertTrue(client.view().servers().getFirst().dead());
    wake(4500);
    List<RadiusClientAction> last = wake(6000);
    assertEquals(List.of(new Answer(7, new AaaAnswer.Dead())), last);
    var counters = client.view().counters();
    assertEquals(4, counters.timeouts());
    assertEquals(2, counters.retransmissions());
    assertEquals(1, counters.failovers());
    assertEquals(1, counters.givenUp());
  }

  @Test
  void passesOverADeadServerUntilItsTimeIsUp() throws DecodeException {
    client.on(ask(1), 0);
    wake(1500);
    Send failedOver = onlySend(wake(3000));
    client.on(answerTo(failedOver, RadiusCode.ACCESS_ACCEPT, SECOND), 3100 * MS);
    assertEquals(12, onlySend(client.on(ask(2), 4000 * MS)).serverAddress());
    assertEquals(11, onlySend(client.on(ask(3), 63_000 * MS)).serverAddress());
  }

  @Test
  void oneLostRequestDoesNotKillAServerThatAnswersOthers() throws DecodeException {
    client.on(ask(1), 0);
    Send second = onlySend(client.on(ask(2), 100 * MS));
    client.on(answerTo(second, RadiusCode.ACCESS_REJECT, FIRST), 200 * MS);
    wake(1500);
    assertEquals(12, onlySend(wake(3000)).serverAddress());
    assertFalse(client.view().servers().getFirst().dead());
  }

  @Test
  void takesNoAnswerButTheRightOne() throws DecodeException {
    Send send = onlySend(client.on(ask(1), 0));
    assertEquals(List.of(), client.on(answerTo(send, RadiusCode.ACCESS_ACCEPT, SECOND), 1));
    assertEquals(List.of(), client.on(answerTo(send, RadiusCode.ACCOUNTING_RESPONSE, FIRST), 1));
    assertEquals(List.of(), client.on(new RadiusClientEvent.Datagram(11, 1812, 20_000, new byte[3]), 1));
    RadiusClientEvent wrong = answerTo(send, RadiusCode.ACCESS_ACCEPT, FIRST,
        Attribute.octets(AttributeType.EAP_MESSAGE, new byte[4]));
    assertEquals(List.of(), client.on(wrong, 1), "EAP without Message-Authenticator (RFC 3579 §3.2)");
    RadiusClientEvent right = answerTo(send, RadiusCode.ACCESS_REJECT, FIRST,
        new Attribute.Text(AttributeType.REPLY_MESSAGE, "go away"));
    var refused = assertInstanceOf(AaaAnswer.Refused.class, answers(client.on(right, 2)).getFirst().answer());
    assertEquals("go away", refused.message());
    assertEquals(List.of(), client.on(right, 3));
    var counters = client.view().counters();
    assertEquals(2, counters.badAuthenticators());
    assertEquals(1, counters.malformed());
    assertEquals(2, counters.unexpected());
    assertEquals(1, counters.rejects());
  }

  @Test
  void usesMoreSourcePortsThenTheQueueThenRefuses() throws DecodeException {
    var used = new HashSet<List<Integer>>();
    Send one = onlySend(client.on(ask(0), 0));
    for (int i = 1; i < 512; i++) {
      Send send = onlySend(client.on(ask(i), 0));
      assertTrue(used.add(List.of(send.sourcePort(), (int) send.octets()[1])));
    }
    for (int i = 512; i < 516; i++) {
      assertEquals(List.of(), client.on(ask(i), 0));
    }
    assertEquals(List.of(new Answer(516, new AaaAnswer.Busy())), client.on(ask(516), 0));
    assertEquals(4, client.view().waiting());
    List<RadiusClientAction> freed = client.on(answerTo(one, RadiusCode.ACCESS_ACCEPT, FIRST), 1);
    assertEquals(0, answers(freed).getFirst().requestId());
    assertEquals(1, sends(freed).size());
    assertEquals(3, client.view().waiting());
  }

  @Test
  void keepsTheOrderOfASessionsRecordsAndTellsTheDelay() throws DecodeException {
    Send start = onlySend(client.on(account(1, "s", new AccountingRecord.Kind.Start()), 0));
    var stop = new AccountingRecord.Kind.Stop(AccountingRecord.Cause.USER_REQUEST);
    assertEquals(List.of(), client.on(account(2, "s", stop), 100 * MS));
    assertEquals(1, sends(client.on(account(3, "t", stop), 200 * MS)).size(), "other sessions do not wait");
    Send again = onlySend(wake(1500));
    RadiusPacket packet = RadiusPacket.decode(again.octets());
    assertEquals(1, packet.number(AttributeType.ACCT_DELAY_TIME).orElseThrow());
    assertNotEquals(start.octets()[1], again.octets()[1], "another content, another identifier");
    assertTrue(Signing.accountingRequestHolds(again.octets(), FIRST));
    List<RadiusClientAction> answered = client.on(answerTo(again, RadiusCode.ACCOUNTING_RESPONSE, FIRST), 1600 * MS);
    assertEquals(List.of(new Answer(1, new AaaAnswer.Accounted())), answers(answered));
    RadiusPacket sent = RadiusPacket.decode(onlySend(answered).octets());
    assertEquals(2, sent.number(AttributeType.ACCT_STATUS_TYPE).orElseThrow());
    assertEquals(1, sent.number(AttributeType.ACCT_DELAY_TIME).orElseThrow());
  }

  @Test
  void readsAGroupWithItsKey() throws DecodeException {
    Send send = onlySend(client.on(new RadiusClientEvent.Ask(1, new AaaQuestion.Group("G", RadiusPacketTest.CALLER)),
        0));
    RadiusPacket request = RadiusPacket.decode(send.octets());
    assertEquals(5, request.number(AttributeType.SERVICE_TYPE).orElseThrow());
    Attribute[] attributes = GroupProfile.attributes(GroupAttributes.of("key".getBytes(US_ASCII), "POOL1"), 9, FIRST,
        request.authenticator()).toArray(Attribute[]::new);
    var granted = assertInstanceOf(AaaAnswer.GroupGranted.class, answers(client.on(
        answerTo(send, RadiusCode.ACCESS_ACCEPT, FIRST, attributes), 1)).getFirst().answer());
    assertArrayEquals("key".getBytes(US_ASCII), granted.attributes().preSharedKey());
    assertEquals(Optional.of("POOL1"), granted.attributes().pool());
  }

  @Test
  void refusesWhatDoesNotFitAPacket() {
    for (AaaQuestion question : List.of(new AaaQuestion.Group("", RadiusPacketTest.CALLER),
        new AaaQuestion.User("x".repeat(254), "pw", RadiusPacketTest.CALLER),
        new AaaQuestion.User("x", "é".repeat(65), RadiusPacketTest.CALLER),
        new AaaQuestion.Eap("x", new byte[5000], Optional.empty(), RadiusPacketTest.CALLER))) {
      List<RadiusClientAction> actions = new ArrayList<>(client.on(new RadiusClientEvent.Ask(1, question), 0));
      assertInstanceOf(AaaAnswer.Refused.class, answers(actions).getFirst().answer());
    }
    List<RadiusClientAction> lost = client.on(new RadiusClientEvent.Ask(1, new AaaQuestion.Eap("x", new byte[5],
        Optional.of(new AaaQuestion.Conversation(9, new byte[2])), RadiusPacketTest.CALLER)), 0);
    assertEquals(List.of(new Answer(1, new AaaAnswer.Dead())), lost);
  }
}
