package io.carrierlab.protocols.eap;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;

/**
 * What an EAP packet of type 26 carries (draft-kamath-pppext-eap-mschapv2-02 §2). Widths in bits, after the type:
 * <pre>
 *   octet 0 | opcode: 8 | MS-CHAPv2-ID: 8 | octets from the opcode on: 16
 *         4 | Challenge: size = 16: 8 | challenge: 128 | name
 *           | Response: size = 49: 8 | peer's challenge: 128 | 0: 64 | NT-Response: 192 | flags = 0: 8 | name
 *           | Success, Failure: message
 * </pre>
 * The answers to Success and Failure are the opcode alone.
 */
public sealed interface MsChapV2Packet {
  /** @param challenge 16 octets; @param name of the server */
  record Challenge(int id, byte[] challenge, byte[] name) implements MsChapV2Packet {
    public Challenge {
      fits(id, challenge.length, MsChapV2.CHALLENGE_OCTETS);
    }
  }

  /** @param peerChallenge 16 octets; @param ntResponse 24 octets; @param name user's, with domain if any */
  record Response(int id, byte[] peerChallenge, byte[] ntResponse, byte[] name) implements MsChapV2Packet {
    public Response {
      fits(id, peerChallenge.length, MsChapV2.CHALLENGE_OCTETS);
      fits(id, ntResponse.length, MsChapV2.NT_RESPONSE_OCTETS);
    }
  }

  /** @param message {@code S=<40 digits> M=<text>} */
  record Success(int id, byte[] message) implements MsChapV2Packet {
    public Success {
      fits(id, 0, 0);
    }
  }

  /** @param message {@code E=<error> R=<1: may retry> C=<new challenge, 32 digits> V=3 M=<text>} */
  record Failure(int id, byte[] message) implements MsChapV2Packet {
    public Failure {
      fits(id, 0, 0);
    }
  }

  /** The peer has checked the server's proof. */
  record SuccessSeen() implements MsChapV2Packet {}

  /** The peer has read the error and will not retry. */
  record FailureSeen() implements MsChapV2Packet {}

  /** What a server sent: a challenge, a success or a failure. */
  static MsChapV2Packet decodeRequest(byte[] data) throws DecodeException {
    var in = new WireReader(data);
    int opcode = in.u8("opcode");
    if (opcode != 1 && opcode != 3 && opcode != 4) {
      throw in.refused("draft-kamath §2");
    }
    int id = in.u8("MS-CHAPv2-ID");
    length(in);
    if (opcode == 1) {
      in.expect8("size", MsChapV2.CHALLENGE_OCTETS, "draft-kamath §2.1");
      return new Challenge(id, in.octets("challenge", MsChapV2.CHALLENGE_OCTETS), in.rest());
    }
    return opcode == 3 ? new Success(id, in.rest()) : new Failure(id, in.rest());
  }

  /** What a peer sent: a response, or that it has seen the outcome. */
  static MsChapV2Packet decodeResponse(byte[] data) throws DecodeException {
    var in = new WireReader(data);
    int opcode = in.u8("opcode");
    if (opcode < 2 || opcode > 4) {
      throw in.refused("draft-kamath §2");
    }
    if (opcode != 2) {
      in.end();
      return opcode == 3 ? new SuccessSeen() : new FailureSeen();
    }
    int id = in.u8("MS-CHAPv2-ID");
    length(in);
    in.expect8("size", 49, "draft-kamath §2.2");
    byte[] challenge = in.octets("peer challenge", MsChapV2.CHALLENGE_OCTETS);
    in.skip("reserved", 8);
    byte[] response = in.octets("NT-Response", MsChapV2.NT_RESPONSE_OCTETS);
    in.skip("flags", 1);
    return new Response(id, challenge, response, in.rest());
  }

  /** The data of an EAP packet of type 26. */
  default byte[] encode() {
    return switch (this) {
      case Challenge(int id, byte[] challenge, byte[] name) ->
          head(1, id, 1 + challenge.length + name.length).u8(challenge.length).octets(challenge).octets(name)
              .toByteArray();
      case Response(int id, byte[] peer, byte[] nt, byte[] name) ->
          head(2, id, 50 + name.length).u8(49).octets(peer).zeros(8).octets(nt).u8(0).octets(name).toByteArray();
      case Success(int id, byte[] message) -> head(3, id, message.length).octets(message).toByteArray();
      case Failure(int id, byte[] message) -> head(4, id, message.length).octets(message).toByteArray();
      case SuccessSeen() -> new byte[] {3};
      case FailureSeen() -> new byte[] {4};
    };
  }

  private static WireWriter head(int opcode, int id, int more) {
    return new WireWriter(4 + more).u8(opcode).u8(id).u16(4 + more);
  }

  private static void length(WireReader in) throws DecodeException {
    int left = in.left();
    if (in.u16("MS-Length") != left + 2) {
      throw in.refused("draft-kamath §2: EAP length less 5");
    }
  }

  private static void fits(int id, int octets, int wanted) {
    if (id >>> 8 != 0 || octets != wanted) {
      throw new IllegalArgumentException("id " + id + ", " + octets + " octets for " + wanted);
    }
  }
}
