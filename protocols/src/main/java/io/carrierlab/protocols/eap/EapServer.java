package io.carrierlab.protocols.eap;

import io.carrierlab.protocols.wire.DecodeException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * An authentication server that knows passwords, as a pure function: it asks for MS-CHAPv2 and nothing else. A peer
 * that wants another method, or whose user is not known, is rejected; an unknown user only after its answer, so that
 * nobody can ask which users there are. It does not retransmit: what carries EAP does (IKE, RADIUS).
 *
 * <p>A conversation takes about 300 octets, and nothing when it is over.
 */
public final class EapServer {
  private static final int FIRST_IDENTIFIER = 0;

  private EapServer() {}

  /**
   * @param name shown to peers
   * @param retries wrong passwords that may be corrected within a conversation (R=1); none: the first one ends it
   * @param passwords by user name, without {@code DOMAIN\}; the same answer for the same name in a conversation
   */
  public record Config(String name, int retries, Function<String, Optional<String>> passwords) {
    public Config {
      if (retries < 0) {
        throw new IllegalArgumentException(retries + " retries");
      }
    }
  }

  public sealed interface State {
    /** Somebody else asked for the identity, under whatever identifier. */
    record IdentityExpected() implements State {}

    record IdentityAsked(int identifier) implements State {}

    /** @param failedBefore the challenge came with a failure that may be corrected */
    record Challenged(String user, int identifier, byte[] challenge, int retriesLeft, boolean failedBefore)
        implements State {}

    /** The password was right; the peer checks our proof. */
    record Proving(String user, int identifier, Msk msk) implements State {}

    /** The last failure was sent. */
    record Refusing(int identifier) implements State {}

    record Finished() implements State {}
  }

  /** What to do with the response that came in. */
  public sealed interface Output {
    /** Send this request; over RADIUS, in an Access-Challenge. */
    record Ask(byte[] request) implements Output {}

    /** @param success the EAP-Success; @param user without domain: who it is that proved to know the password */
    record Accept(byte[] success, String user, Msk msk) implements Output {}

    /** @param failure the EAP-Failure */
    record Reject(byte[] failure) implements Output {}

    record Discarded(EapDiscard reason) implements Output {}
  }

  public record Step(State next, Output output) {}

  /** The request that {@link #asked} waits for the answer of. */
  public static byte[] identityRequest() {
    return new EapPacket.Request(FIRST_IDENTIFIER, EapPacket.IDENTITY, new byte[0]).encode();
  }

  /** After {@link #identityRequest} was sent. */
  public static State asked() {
    return new State.IdentityAsked(FIRST_IDENTIFIER);
  }

  /** Where the gateway asks for the identity and the server sees the answer only (RFC 3579 §2.1). */
  public static State identityExpected() {
    return new State.IdentityExpected();
  }

  /** @param octets what the peer sent; @param random for the challenges; drawn from only when one is sent */
  public static Step step(Config config, State state, byte[] octets, RandomGenerator random) {
    EapPacket.Response response;
    try {
      if (!(EapPacket.decode(octets) instanceof EapPacket.Response decoded)) {
        return discard(state, EapDiscard.UNEXPECTED);
      }
      response = decoded;
    } catch (DecodeException malformed) {
      return discard(state, EapDiscard.MALFORMED);
    }
    return switch (state) {
      case State.IdentityExpected _ -> identified(config, state, response, random);
      case State.IdentityAsked(int identifier) -> identifier == response.identifier()
          ? identified(config, state, response, random) : discard(state, EapDiscard.WRONG_IDENTIFIER);
      case State.Challenged c -> answered(config, c, c.identifier(), response, random);
      case State.Proving p -> answered(config, p, p.identifier(), response, random);
      case State.Refusing r -> answered(config, r, r.identifier(), response, random);
      case State.Finished _ -> discard(state, EapDiscard.UNEXPECTED);
    };
  }

  private static Step identified(Config config, State state, EapPacket.Response response, RandomGenerator random) {
    if (response.type() != EapPacket.IDENTITY) {
      return discard(state, EapDiscard.UNEXPECTED);
    }
    int identifier = response.identifier() + 1 & 0xff;
    byte[] challenge = challenge(random);
    var request = new MsChapV2Packet.Challenge(identifier, challenge, utf8(config.name()));
    return ask(new State.Challenged(user(response.data()), identifier, challenge, config.retries(), false), identifier,
        request);
  }

  private static Step answered(Config config, State state, int identifier, EapPacket.Response response,
      RandomGenerator random) {
    if (response.identifier() != identifier) {
      return discard(state, EapDiscard.WRONG_IDENTIFIER);
    }
    if (response.type() == EapPacket.NAK) {
      return reject(identifier);                            // we have no other method to offer (RFC 3748 §5.3.1)
    }
    if (response.type() != EapPacket.MSCHAPV2) {
      return discard(state, EapDiscard.UNEXPECTED);
    }
    MsChapV2Packet packet;
    try {
      packet = MsChapV2Packet.decodeResponse(response.data());
    } catch (DecodeException malformed) {
      return discard(state, EapDiscard.MALFORMED);
    }
    record Cell(State state, MsChapV2Packet packet) {}
    return switch (new Cell(state, packet)) {
      // The response's MS-CHAPv2-ID is not looked at: peers differ in it, and the EAP identifier says the same.
      case Cell(State.Challenged c, MsChapV2Packet.Response r) -> checked(config, c, r, random);
      case Cell(State.Challenged c, MsChapV2Packet.FailureSeen _) when c.failedBefore() -> reject(identifier);
      case Cell(State.Refusing _, MsChapV2Packet.FailureSeen _) -> reject(identifier);
      case Cell(State.Proving p, MsChapV2Packet.SuccessSeen _) -> new Step(new State.Finished(),
          new Output.Accept(new EapPacket.Success(identifier).encode(), p.user(), p.msk()));
      // The peer does not believe our proof.
      case Cell(State.Proving _, MsChapV2Packet.FailureSeen _) -> reject(identifier);
      case Cell(State _, MsChapV2Packet _) -> discard(state, EapDiscard.UNEXPECTED);
    };
  }

  private static Step checked(Config config, State.Challenged c, MsChapV2Packet.Response r, RandomGenerator random) {
    byte[] name = MsChapV2.withoutDomain(r.name());
    // An empty hash stands for a user that is not known: the same work, and never the right answer.
    Optional<byte[]> hash = config.passwords().apply(c.user()).map(MsChapV2::ntPasswordHash);
    byte[] expected = MsChapV2.ntResponse(c.challenge(), r.peerChallenge(), name, hash.orElse(new byte[16]));
    boolean right = MessageDigest.isEqual(expected, r.ntResponse());
    int identifier = c.identifier() + 1 & 0xff;
    // The name must be the identity: what is granted is looked up by it, and the proof is for the name.
    if (right && hash.isPresent() && user(r.name()).equals(c.user())) {
      String proof = MsChapV2.authenticatorResponse(hash.get(), expected, r.peerChallenge(), c.challenge(), name);
      return ask(new State.Proving(c.user(), identifier, MsChapV2.msk(hash.get(), expected)), identifier,
          new MsChapV2Packet.Success(r.id(), utf8(proof + " M=welcome")));
    }
    if (c.retriesLeft() > 0) {
      byte[] challenge = challenge(random);
      var error = new MsChapError(MsChapError.AUTHENTICATION_FAILURE, Optional.of(challenge));
      return ask(new State.Challenged(c.user(), identifier, challenge, c.retriesLeft() - 1, true), identifier,
          new MsChapV2Packet.Failure(r.id(), error.message()));
    }
    var error = new MsChapError(MsChapError.AUTHENTICATION_FAILURE, Optional.empty());
    return ask(new State.Refusing(identifier), identifier, new MsChapV2Packet.Failure(r.id(), error.message()));
  }

  private static Step ask(State next, int identifier, MsChapV2Packet packet) {
    return new Step(next,
        new Output.Ask(new EapPacket.Request(identifier, EapPacket.MSCHAPV2, packet.encode()).encode()));
  }

  /** RFC 3748 §4.2: under the identifier of the response that it answers. */
  private static Step reject(int identifier) {
    return new Step(new State.Finished(), new Output.Reject(new EapPacket.Failure(identifier).encode()));
  }

  private static Step discard(State state, EapDiscard reason) {
    return new Step(state, new Output.Discarded(reason));
  }

  private static byte[] challenge(RandomGenerator random) {
    byte[] challenge = new byte[MsChapV2.CHALLENGE_OCTETS];
    random.nextBytes(challenge);
    return challenge;
  }

  private static String user(byte[] name) {
    return new String(MsChapV2.withoutDomain(name), StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
