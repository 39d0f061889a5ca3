package io.carrierlab.protocols.radius;

import io.carrierlab.protocols.aaa.AaaAnswer;
import io.carrierlab.protocols.aaa.AaaQuestion;
import io.carrierlab.protocols.eap.Msk;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.List;

/** What a server's response means to who has asked. */
final class Answers {
  private static final int MPPE_SEND_KEY = 16;
  private static final int MPPE_RECV_KEY = 17;

  private Answers() {}

  /**
   * @param response a response of access that has passed all checks
   * @throws DecodeException if something that it hides cannot be revealed
   */
  static AaaAnswer of(AaaQuestion question, RadiusPacket response, int server, byte[] secret,
      byte[] requestAuthenticator) throws DecodeException {
    return switch (response.code()) {
      case ACCESS_ACCEPT -> switch (question) {
        case AaaQuestion.Group _ ->
            new AaaAnswer.GroupGranted(GroupProfile.read(response, secret, requestAuthenticator));
        case AaaQuestion.User _ -> new AaaAnswer.UserAccepted(UserProfile.read(response));
        case AaaQuestion.Eap _ -> new AaaAnswer.EapAccepted(response.joined(AttributeType.EAP_MESSAGE),
            msk(response, secret, requestAuthenticator), UserProfile.read(response));
      };
      case ACCESS_CHALLENGE -> switch (question) {
        // A NAS that cannot ask the user again treats a challenge as a reject (RFC 2865 §4.4).
        case AaaQuestion.Group _, AaaQuestion.User _ -> refused(response);
        case AaaQuestion.Eap _ -> new AaaAnswer.EapChallenge(response.joined(AttributeType.EAP_MESSAGE),
            new AaaQuestion.Conversation(server, response.octets(AttributeType.STATE).orElse(new byte[0])));
      };
      case ACCESS_REJECT -> refused(response);
      case ACCESS_REQUEST, ACCOUNTING_REQUEST, ACCOUNTING_RESPONSE ->
          throw new IllegalArgumentException(response.code() + " is no response of access");
    };
  }

  private static AaaAnswer refused(RadiusPacket response) {
    return new AaaAnswer.Refused(response.text(AttributeType.REPLY_MESSAGE).orElse(""),
        response.joined(AttributeType.EAP_MESSAGE));
  }

  /** Empty if there are no keys, or more than a master session key has room for. */
  private static byte[] msk(RadiusPacket accept, byte[] secret, byte[] authenticator) throws DecodeException {
    List<byte[]> receive = accept.vendor(Attribute.Vendor.MICROSOFT, MPPE_RECV_KEY);
    List<byte[]> send = accept.vendor(Attribute.Vendor.MICROSOFT, MPPE_SEND_KEY);
    if (receive.isEmpty() || send.isEmpty()) {
      return new byte[0];
    }
    byte[] first = Hiding.revealSalted(receive.getFirst(), secret, authenticator);
    byte[] second = Hiding.revealSalted(send.getFirst(), secret, authenticator);
    return first.length + second.length > Msk.OCTETS ? new byte[0] : Msk.of(first, second).octets();
  }

  /** MS-MPPE-Recv-Key and MS-MPPE-Send-Key, named from the NAS's end (RFC 2548 §2.4.2). */
  static List<Attribute> keys(Msk msk, int salt, byte[] secret, byte[] authenticator) {
    return List.of(
        Attribute.vendor(Attribute.Vendor.MICROSOFT, MPPE_RECV_KEY,
            Hiding.salted(msk.receiveKey(), salt, secret, authenticator)),
        Attribute.vendor(Attribute.Vendor.MICROSOFT, MPPE_SEND_KEY,
            Hiding.salted(msk.sendKey(), salt ^ 1, secret, authenticator)));
  }
}
