package io.carrierlab.protocols.eap;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carrierlab.protocols.eap.EapServer.Output.Accept;
import io.carrierlab.protocols.eap.EapServer.Output.Ask;
import io.carrierlab.protocols.eap.EapServer.Output.Reject;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.DecodeError.Truncated;
import io.carrierlab.protocols.wire.DecodeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EapTest {
  static final Map<String, String> USERS = Map.of("alice", "sésame", "bob", "builder");
  static final EapServer.Config SERVER = new EapServer.Config("aaa1", 1, user -> Optional.ofNullable(USERS.get(user)));
  static final EapPeer.Config ALICE = EapPeer.Config.of("alice", "sésame");
  /** Laid out by hand from RFC 3748 §4.1, §5.1 and draft-kamath §2.1 to §2.5. */
  static final byte[] IDENTITY = hex("02 07 000a 01 616c696365");
  static final byte[] CHALLENGE =
      hex("01 08 001e 1a 01 08 0019 10 5B5D7C7D7B3F2F3E3C2C602132262628 61616131");
  static final byte[] RESPONSE = hex("02 08 0040 1a 02 08 003b 31 21402324255E262A28295F2B3A337C7E 0000000000000000"
      + "82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF 00 616c696365");
  static final byte[] SUCCESS_SEEN = hex("02 09 0006 1a 03");

  /** A conversation over a wire that loses nothing: all that was sent, in order, and both ends' last words. */
  static final class Talk {
    final List<byte[]> sent = new ArrayList<>();
    EapServer.State server = EapServer.asked();
    EapPeer.State peer = EapPeer.start();
    EapServer.Output serverSays = new Ask(EapServer.identityRequest());
    EapPeer.Output peerSays = new EapPeer.Output.Discarded(EapDiscard.UNEXPECTED);

    Talk run(EapServer.Config serverConfig, EapPeer.Config peerConfig, long seed) {
      var random = new SplittableRandom(seed);
      for (int turn = 0; turn < 20; turn++) {
        byte[] down = switch (serverSays) {
          case Ask(byte[] request) -> request;
          case Accept(byte[] success, _, _) -> success;
          case Reject(byte[] failure) -> failure;
          case EapServer.Output.Discarded _ -> throw new AssertionError(serverSays);
        };
        sent.add(down);
        EapPeer.Step step = EapPeer.step(peerConfig, peer, down, random);
        peer = step.next();
        peerSays = step.output();
        if (!(peerSays instanceof EapPeer.Output.Answer(byte[] up))) {
          return this;
        }
        assertThat(EapPeer.step(peerConfig, peer, down, random).output()).isEqualTo(peerSays);  // asked twice: the same
        sent.add(up);
        EapServer.Step heard = EapServer.step(serverConfig, server, up, random);
        server = heard.next();
        serverSays = heard.output();
      }
      throw new AssertionError("no end");
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void bothEndsHaveOneKey(long seed) {
    var talk = new Talk().run(SERVER, EapPeer.Config.of("RED\\alice", "sésame"), seed);
    assertThat(talk.serverSays).isInstanceOfSatisfying(Accept.class, accept -> {
      assertThat(accept.user()).isEqualTo("alice");
      assertThat(talk.peerSays).isEqualTo(new EapPeer.Output.Authenticated(accept.msk()));
    });
    assertThat(talk.sent).hasSize(7);
    assertThat(talk.sent.getLast()).hasSize(4);
    assertThat(new Talk().run(SERVER, ALICE, seed).sent.get(2)).isEqualTo(talk.sent.get(2));
  }

  @Test
  void aWrongPasswordMayBeCorrectedOnce() {
    var corrected = new Talk().run(SERVER, new EapPeer.Config("alice", List.of("typo", "sésame")), 1);
    assertThat(corrected.peerSays).isInstanceOf(EapPeer.Output.Authenticated.class);
    var wrong = new Talk().run(SERVER, new EapPeer.Config("alice", List.of("typo", "typo", "sésame")), 1);
    assertThat(wrong.serverSays).isInstanceOf(Reject.class);
    assertThat(wrong.peerSays).isInstanceOfSatisfying(EapPeer.Output.Refused.class, refused -> {
      assertThat(refused.why()).isEqualTo(EapPeer.Refusal.BY_SERVER);
      assertThat(refused.error()).hasValueSatisfying(e -> assertThat(e.code()).isEqualTo(691));
    });
    var single = new Talk().run(SERVER, EapPeer.Config.of("alice", "typo"), 1);
    assertThat(single.sent).hasSize(7);          // identity, challenge, failure that is only acknowledged, EAP-Failure
    assertThat(single.serverSays).isInstanceOf(Reject.class);
  }

  @Test
  void unknownUsersLookLikeWrongPasswords() {
    var unknown = new Talk().run(SERVER, EapPeer.Config.of("mallory", "x"), 1);
    var wrong = new Talk().run(SERVER, EapPeer.Config.of("alice", "x"), 1);
    assertThat(unknown.sent).hasSameSizeAs(wrong.sent);
    for (int i = 0; i < wrong.sent.size(); i += 2) {                 // what the server said
      assertThat(unknown.sent.get(i)).hasSameSizeAs(wrong.sent.get(i));
    }
    assertThat(unknown.serverSays).isInstanceOf(Reject.class);
  }

  @Test
  void refusesAServerThatOnlyPretends() {
    // It lets everybody in, but cannot show the proof.
    var random = new SplittableRandom(1);
    var answered = EapPeer.step(ALICE, EapPeer.start(), CHALLENGE, random).next();
    byte[] pretended = new EapPacket.Request(9, EapPacket.MSCHAPV2,
        new MsChapV2Packet.Success(8, ("S=" + "0".repeat(40)).getBytes(StandardCharsets.US_ASCII)).encode()).encode();
    assertThat(EapPeer.step(ALICE, answered, pretended, random).output())
        .isEqualTo(new EapPeer.Output.Refused(EapPeer.Refusal.SERVER_NOT_PROVEN, Optional.empty()));
    byte[] success = new EapPacket.Success(9).encode();
    assertThat(EapPeer.step(ALICE, answered, success, random))
        .isEqualTo(new EapPeer.Step(answered, new EapPeer.Output.Discarded(EapDiscard.UNEXPECTED)));
  }

  /** Whoever proves to be bob must not get what alice is granted. */
  @Test
  void refusesANameThatIsNotTheIdentity() {
    var random = new SplittableRandom(1);
    var challenged = EapServer.step(SERVER, EapServer.identityExpected(), IDENTITY, random);
    byte[] request = ((Ask) challenged.output()).request();
    var bob = EapPeer.step(EapPeer.Config.of("bob", "builder"), EapPeer.start(), request, random);
    var step = EapServer.step(SERVER, challenged.next(), ((EapPeer.Output.Answer) bob.output()).response(), random);
    assertThat(step.next()).isInstanceOf(EapServer.State.Challenged.class);
    assertThat(new String(((Ask) step.output()).request(), StandardCharsets.ISO_8859_1)).contains("E=691 R=1");
  }

  record Row(String what, EapServer.State state, byte[] response, Class<? extends EapServer.Output> output,
      Class<? extends EapServer.State> next) {}

  static Stream<Row> rows() {
    var msk = new Msk(new byte[64]);
    var asked = new EapServer.State.IdentityAsked(7);
    var challenged = new EapServer.State.Challenged("alice", 8, new byte[16], 0, false);
    var retrying = new EapServer.State.Challenged("alice", 9, new byte[16], 0, true);
    var proving = new EapServer.State.Proving("alice", 9, msk);
    var refusing = new EapServer.State.Refusing(9);
    var finished = new EapServer.State.Finished();
    byte[] failureSeen = hex("02 09 0006 1a 04");
    Class<EapServer.Output.Discarded> dropped = EapServer.Output.Discarded.class;
    return Stream.of(
        new Row("identity", asked, IDENTITY, Ask.class, challenged.getClass()),
        new Row("identity of another request", new EapServer.State.IdentityAsked(6), IDENTITY, dropped,
            asked.getClass()),
        new Row("identity that the gateway asked for", EapServer.identityExpected(), IDENTITY, Ask.class,
            challenged.getClass()),
        new Row("identity twice", challenged, IDENTITY, dropped, challenged.getClass()),
        new Row("no identity", asked, SUCCESS_SEEN, dropped, asked.getClass()),
        new Row("a request", asked, CHALLENGE, dropped, asked.getClass()),
        new Row("wrong answer, last try", challenged, RESPONSE, Ask.class, refusing.getClass()),
        new Row("another method wanted", challenged, hex("02 08 0006 03 04"), Reject.class, finished.getClass()),
        new Row("failure seen before there is one", new EapServer.State.Challenged("alice", 9, new byte[16], 0, false),
            failureSeen, dropped, challenged.getClass()),
        new Row("gives up", retrying, failureSeen, Reject.class, finished.getClass()),
        new Row("failure seen", refusing, failureSeen, Reject.class, finished.getClass()),
        new Row("success seen after failure", refusing, SUCCESS_SEEN, dropped, refusing.getClass()),
        new Row("success seen", proving, SUCCESS_SEEN, Accept.class, finished.getClass()),
        new Row("does not believe us", proving, failureSeen, Reject.class, finished.getClass()),
        new Row("answer again", proving, RESPONSE, dropped, proving.getClass()),
        new Row("too late", finished, SUCCESS_SEEN, dropped, finished.getClass()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void followsTheTable(Row row) {
    EapServer.Step step = EapServer.step(SERVER, row.state(), row.response(), new SplittableRandom(1));
    assertThat(step.output()).isInstanceOf(row.output());
    assertThat(step.next()).isInstanceOf(row.next());
  }

  @Test
  void thePeerAnswersWhatIsNoMethodOfItsOwn() {
    var random = new SplittableRandom(1);
    assertThat(answer(hex("01 05 0005 01"), random)).isEqualTo(hex("02 05 000a 01 616c696365"));
    assertThat(answer(hex("01 05 0007 02 6869"), random)).isEqualTo(hex("02 05 0005 02"));
    assertThat(answer(hex("01 05 0006 0d 20"), random)).isEqualTo(hex("02 05 0006 03 1a"));   // EAP-TLS: Nak
    assertThat(EapPeer.step(ALICE, EapPeer.start(), hex("04 05 0004"), random).output())
        .isEqualTo(new EapPeer.Output.Refused(EapPeer.Refusal.BY_SERVER, Optional.empty()));
  }

  private static byte[] answer(byte[] request, SplittableRandom random) {
    return ((EapPeer.Output.Answer) EapPeer.step(ALICE, EapPeer.start(), request, random).output()).response();
  }

  @Test
  void readsAndWritesTheVectors() throws DecodeException {
    var response = (EapPacket.Response) EapPacket.decode(RESPONSE);
    assertThat(response.encode()).isEqualTo(RESPONSE);
    assertThat(MsChapV2Packet.decodeResponse(response.data()).encode()).isEqualTo(response.data());
    var request = (EapPacket.Request) EapPacket.decode(CHALLENGE);
    assertThat(request.encode()).isEqualTo(CHALLENGE);
    assertThat(MsChapV2Packet.decodeRequest(request.data()).encode()).isEqualTo(request.data());
    assertThat(EapPacket.decode(hex("03 09 0004 ffff")).encode()).isEqualTo(hex("03 09 0004"));   // padding
    assertThatThrownBy(() -> EapPacket.decode(Arrays.copyOf(RESPONSE, 40))).isInstanceOfSatisfying(
        DecodeException.class, e -> assertThat(e.error()).isEqualTo(new Truncated("type and data", 60, 36)));
    assertThatThrownBy(() -> EapPacket.decode(hex("02 09 0004"))).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> EapPacket.decode(hex("05 09 0004"))).isInstanceOf(DecodeException.class);
  }

  @Test
  void readsErrorsOfOtherServers() {
    byte[] message = ("E=691 R=1 C=" + "0A".repeat(16) + " V=3 M=R=0 C=").getBytes(StandardCharsets.US_ASCII);
    assertThat(MsChapError.parse(message).challenge()).hasValue(hex("0A".repeat(16)));
    assertThat(MsChapError.parse(hex("453d363438")).code()).isEqualTo(MsChapError.PASSWORD_EXPIRED);
    assertThat(MsChapError.parse(hex("523d31")).challenge()).isEmpty();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void hostileOctetsAreAnsweredOrDiscarded(long seed) {
    var random = new SplittableRandom(seed);
    byte[][] valid = new Talk().run(SERVER, new EapPeer.Config("alice", List.of("x", "sésame")), seed).sent
        .toArray(new byte[0][]);
    EapServer.State server = EapServer.asked();
    EapPeer.State peer = EapPeer.start();
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextInt(10) == 0 ? Mutate.noise(random, 80) : Mutate.oneOf(random, valid);
      EapServer.Step heard = EapServer.step(SERVER, server, octets, random);
      assertThat(heard.output()).isNotInstanceOf(Accept.class);
      server = heard.next() instanceof EapServer.State.Finished ? EapServer.identityExpected() : heard.next();
      EapPeer.Step told = EapPeer.step(ALICE, peer, octets, random);
      assertThat(told.output()).isNotInstanceOf(EapPeer.Output.Authenticated.class);
      peer = told.next().phase() instanceof EapPeer.Phase.Over ? EapPeer.start() : told.next();
      try {
        EapPacket packet = EapPacket.decode(octets);
        assertThat(packet.encode()).isEqualTo(Arrays.copyOf(octets, packet.encode().length));
      } catch (DecodeException promised) {
        assertThat(promised.error()).isNotNull();
      }
    }
  }
}
