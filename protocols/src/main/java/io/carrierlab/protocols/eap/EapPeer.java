package io.carrierlab.protocols.eap;

import io.carrierlab.protocols.wire.DecodeException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A client that authenticates with MS-CHAPv2, as a pure function. It makes the server prove that it knows the password
 * too: there is no MSK, and an EAP-Success means nothing, before that.
 *
 * <p>A conversation takes about 600 octets; drop it when it is over.
 */
public final class EapPeer {
  private EapPeer() {}

  /**
   * @param identity user name, with {@code DOMAIN\} if any: answers Identity and is the name that is authenticated
   * @param passwords tried one after the other, while the server allows a retry: as a user who mistypes does
   */
  public record Config(String identity, List<String> passwords) {
    public Config {
      passwords = List.copyOf(passwords);
      if (passwords.isEmpty() || identity.length() > 1000) {
        throw new IllegalArgumentException("no password, or an identity of " + identity.length() + " characters");
      }
    }

    public static Config of(String identity, String password) {
      return new Config(identity, List.of(password));
    }
  }

  /** How far the conversation is. */
  public sealed interface Phase {
    record Waiting() implements Phase {}

    /** @param tried passwords tried; @param proof what the server must show; @param msk if it does */
    record Answered(int tried, String proof, Msk msk) implements Phase {}

    /** The server knows the password. */
    record Proven(Msk msk) implements Phase {}

    /** The server said why not; its EAP-Failure is to come. */
    record Failed(MsChapError error) implements Phase {}

    record Over() implements Phase {}
  }

  /** @param last for a request that comes again: the answer must not be made anew (RFC 3748 §4.1) */
  public record State(Phase phase, Optional<Exchange> last) {}

  /** A request and the answer to it. */
  public record Exchange(byte[] request, byte[] response) {}

  public enum Refusal {
    /** EAP-Failure; the error says more, if the server did. */
    BY_SERVER,
    /** The server does not know the password: it is an impostor. */
    SERVER_NOT_PROVEN
  }

  public sealed interface Output {
    /** Send this response. */
    record Answer(byte[] response) implements Output {}

    /** The end: both know the password. */
    record Authenticated(Msk msk) implements Output {}

    /** The end. */
    record Refused(Refusal why, Optional<MsChapError> error) implements Output {}

    record Discarded(EapDiscard reason) implements Output {}
  }

  public record Step(State next, Output output) {}

  private record Cell(Phase phase, MsChapV2Packet packet) {}

  public static State start() {
    return new State(new Phase.Waiting(), Optional.empty());
  }

  /** @param octets what the server sent; @param random for the peer's challenge; drawn from only when one is sent */
  public static Step step(Config config, State state, byte[] octets, RandomGenerator random) {
    EapPacket packet;
    try {
      packet = EapPacket.decode(octets);
    } catch (DecodeException malformed) {
      return discard(state, EapDiscard.MALFORMED);
    }
    if (state.phase() instanceof Phase.Over) {
      return discard(state, EapDiscard.UNEXPECTED);
    }
    return switch (packet) {
      case EapPacket.Request request -> state.last().filter(l -> Arrays.equals(l.request(), octets))
          .map(l -> new Step(state, new Output.Answer(l.response())))
          .orElseGet(() -> asked(config, state, request, octets, random));
      case EapPacket.Response _ -> discard(state, EapDiscard.UNEXPECTED);
      case EapPacket.Success _ -> state.phase() instanceof Phase.Proven(Msk msk)
          ? over(new Output.Authenticated(msk)) : discard(state, EapDiscard.UNEXPECTED);
      case EapPacket.Failure _ -> over(new Output.Refused(Refusal.BY_SERVER,
          state.phase() instanceof Phase.Failed(MsChapError error) ? Optional.of(error) : Optional.empty()));
    };
  }

  private static Step asked(Config config, State state, EapPacket.Request request, byte[] octets,
      RandomGenerator random) {
    boolean waiting = state.phase() instanceof Phase.Waiting;
    return switch (request.type()) {
      case EapPacket.IDENTITY -> waiting
          ? answer(state.phase(), request, octets, EapPacket.IDENTITY, utf8(config.identity()))
          : discard(state, EapDiscard.UNEXPECTED);
      case EapPacket.NOTIFICATION -> answer(state.phase(), request, octets, EapPacket.NOTIFICATION, new byte[0]);
      case EapPacket.MSCHAPV2 -> method(config, state, request, octets, random);
      // Legacy Nak (RFC 3748 §5.3.1) names the method that we have; in the middle of a method it is not allowed.
      default -> waiting && request.type() > EapPacket.NAK
          ? answer(state.phase(), request, octets, EapPacket.NAK, new byte[] {EapPacket.MSCHAPV2})
          : discard(state, EapDiscard.UNEXPECTED);
    };
  }

  private static Step method(Config config, State state, EapPacket.Request request, byte[] octets,
      RandomGenerator random) {
    MsChapV2Packet packet;
    try {
      packet = MsChapV2Packet.decodeRequest(request.data());
    } catch (DecodeException malformed) {
      return discard(state, EapDiscard.MALFORMED);
    }
    return switch (new Cell(state.phase(), packet)) {
      case Cell(Phase.Waiting _, MsChapV2Packet.Challenge(int id, byte[] challenge, _)) ->
          respond(config, request, octets, new Attempt(id, challenge, 0), random);
      case Cell(Phase.Answered a, MsChapV2Packet.Success(_, byte[] message)) -> proves(a.proof(), message)
          ? answer(new Phase.Proven(a.msk()), request, octets, EapPacket.MSCHAPV2,
              new MsChapV2Packet.SuccessSeen().encode())
          : over(new Output.Refused(Refusal.SERVER_NOT_PROVEN, Optional.empty()));
      case Cell(Phase.Answered a, MsChapV2Packet.Failure(int id, byte[] message)) -> {
        var error = MsChapError.parse(message);
        yield error.challenge().isPresent() && a.tried() < config.passwords().size()
            ? respond(config, request, octets, new Attempt(id, error.challenge().get(), a.tried()), random)
            : answer(new Phase.Failed(error), request, octets, EapPacket.MSCHAPV2,
                new MsChapV2Packet.FailureSeen().encode());
      }
      case Cell(Phase _, MsChapV2Packet _) -> discard(state, EapDiscard.UNEXPECTED);
    };
  }

  /** @param tried passwords that were tried before */
  private record Attempt(int id, byte[] challenge, int tried) {}

  private static Step respond(Config config, EapPacket.Request request, byte[] octets, Attempt attempt,
      RandomGenerator random) {
    byte[] peerChallenge = new byte[MsChapV2.CHALLENGE_OCTETS];
    random.nextBytes(peerChallenge);
    byte[] name = utf8(config.identity());
    byte[] user = MsChapV2.withoutDomain(name);
    byte[] hash = MsChapV2.ntPasswordHash(config.passwords().get(attempt.tried()));
    byte[] response = MsChapV2.ntResponse(attempt.challenge(), peerChallenge, user, hash);
    String proof = MsChapV2.authenticatorResponse(hash, response, peerChallenge, attempt.challenge(), user);
    return answer(new Phase.Answered(attempt.tried() + 1, proof, MsChapV2.msk(hash, response)), request, octets,
        EapPacket.MSCHAPV2, new MsChapV2Packet.Response(attempt.id(), peerChallenge, response, name).encode());
  }

  /** Servers write the digits in either case, and text of theirs after a space. */
  private static boolean proves(String proof, byte[] message) {
    String said = new String(message, StandardCharsets.ISO_8859_1);
    return said.regionMatches(true, 0, proof, 0, proof.length())
        && (said.length() == proof.length() || said.charAt(proof.length()) == ' ');
  }

  private static Step answer(Phase next, EapPacket.Request request, byte[] octets, int type, byte[] data) {
    byte[] response = new EapPacket.Response(request.identifier(), type, data).encode();
    return new Step(new State(next, Optional.of(new Exchange(octets.clone(), response))), new Output.Answer(response));
  }

  private static Step over(Output output) {
    return new Step(new State(new Phase.Over(), Optional.empty()), output);
  }

  private static Step discard(State state, EapDiscard reason) {
    return new Step(state, new Output.Discarded(reason));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
