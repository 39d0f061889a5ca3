package io.carrierlab.protocols.radius;

import io.carrierlab.protocols.aaa.AaaQuestion;
import io.carrierlab.protocols.aaa.AccountingRecord;
import io.carrierlab.protocols.ip.Ipv4;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Attributes of what a client asks and reports, as Cisco's aggregators write them. */
final class Requests {
  private static final int SERVICE_FRAMED = 2;
  private static final int SERVICE_OUTBOUND = 5;
  private static final int PORT_VIRTUAL = 5;
  private static final int MEDIUM_IPV4 = 1;
  private static final int AUTHENTIC_RADIUS = 1;
  private static final int MAX_PASSWORD = 128;
  private static final int MAX_EAP = 3_072;

  private Requests() {}

  /** Why this question cannot be put into a packet: it comes from a peer who may send anything. */
  static Optional<String> unaskable(AaaQuestion question) {
    return switch (question) {
      case AaaQuestion.Group group -> badName(group.name());
      case AaaQuestion.User user -> badName(user.name()).or(() -> octets(user.password()).length > MAX_PASSWORD
          ? Optional.of("password longer than " + MAX_PASSWORD + " octets") : Optional.empty());
      case AaaQuestion.Eap eap -> badName(eap.user()).or(() -> eap.eap().length > MAX_EAP || eap.eap().length == 0
          ? Optional.of("EAP message of " + eap.eap().length + " octets") : Optional.empty());
    };
  }

  private static Optional<String> badName(String name) {
    int octets = octets(name).length;
    return octets == 0 || octets > Attribute.MAX_VALUE ? Optional.of("name of " + octets + " octets")
        : Optional.empty();
  }

  static List<Attribute> access(RadiusClientConfig nas, AaaQuestion question, byte[] secret, byte[] authenticator) {
    var all = new ArrayList<Attribute>();
    switch (question) {
      case AaaQuestion.Group group -> {
        all.add(new Attribute.Text(AttributeType.USER_NAME, group.name()));
        all.add(password(GroupProfile.PASSWORD, secret, authenticator));
        all.add(new Attribute.Number(AttributeType.SERVICE_TYPE, SERVICE_OUTBOUND));
      }
      case AaaQuestion.User user -> {
        all.add(new Attribute.Text(AttributeType.USER_NAME, user.name()));
        all.add(password(user.password(), secret, authenticator));
        all.add(new Attribute.Number(AttributeType.SERVICE_TYPE, SERVICE_FRAMED));
      }
      case AaaQuestion.Eap eap -> {
        all.add(new Attribute.Text(AttributeType.USER_NAME, eap.user()));
        all.add(new Attribute.Number(AttributeType.SERVICE_TYPE, SERVICE_FRAMED));
        all.addAll(RadiusPacket.split(AttributeType.EAP_MESSAGE, eap.eap()));
        eap.conversation().filter(each -> each.state().length > 0)
            .ifPresent(each -> all.add(Attribute.octets(AttributeType.STATE, each.state())));
      }
    }
    addNas(all, nas, question.caller());
    return Signing.withMessageAuthenticator(all);
  }

  private static Attribute password(String password, byte[] secret, byte[] authenticator) {
    return Attribute.octets(AttributeType.USER_PASSWORD, Hiding.password(octets(password), secret, authenticator));
  }

  private static void addNas(List<Attribute> all, RadiusClientConfig nas, AaaQuestion.Caller caller) {
    all.add(new Attribute.Address(AttributeType.NAS_IP_ADDRESS, nas.nasAddress()));
    all.add(new Attribute.Text(AttributeType.NAS_IDENTIFIER, clipped(nas.nasIdentifier(), Attribute.MAX_VALUE)));
    all.add(new Attribute.Number(AttributeType.NAS_PORT, caller.nasPort()));
    all.add(new Attribute.Number(AttributeType.NAS_PORT_TYPE, PORT_VIRTUAL));
    all.add(new Attribute.Text(AttributeType.CALLING_STATION_ID, Ipv4.format(caller.clientAddress())));
    all.add(new Attribute.Text(AttributeType.CALLED_STATION_ID, Ipv4.format(caller.serverAddress())));
  }

  /**
   * An accounting record. Cisco's names of its pairs stand in "IPSec VPN Accounting", IOS 12.2(15)T; {@code initator}
   * is how IOS spells it.
   *
   * @param eventSeconds when it happened, since 1970 (RFC 2869 §5.3)
   * @param delaySeconds how long we have tried to send it (RFC 2866 §5.2)
   */
  static List<Attribute> accounting(RadiusClientConfig nas, AccountingRecord record, long eventSeconds,
      long delaySeconds) {
    AccountingRecord.Session session = record.session();
    var all = new ArrayList<Attribute>();
    all.add(number(AttributeType.ACCT_STATUS_TYPE, status(record.kind())));
    all.add(text(AttributeType.ACCT_SESSION_ID, session.id()));
    all.add(text(AttributeType.USER_NAME, session.user()));
    addNas(all, nas, session.caller());
    all.add(number(AttributeType.SERVICE_TYPE, SERVICE_FRAMED));
    all.add(number(AttributeType.ACCT_AUTHENTIC, AUTHENTIC_RADIUS));
    session.framedAddress()
        .ifPresent(address -> all.add(new Attribute.Address(AttributeType.FRAMED_IP_ADDRESS, address)));
    all.add(new Attribute.TaggedNumber(AttributeType.TUNNEL_TYPE, 0, GroupProfile.TUNNEL_TYPE_ESP));
    all.add(new Attribute.TaggedNumber(AttributeType.TUNNEL_MEDIUM_TYPE, 0, MEDIUM_IPV4));
    all.add(new Attribute.TaggedText(AttributeType.TUNNEL_CLIENT_ENDPOINT, OptionalInt.empty(),
        Ipv4.format(session.caller().clientAddress())));
    all.add(new Attribute.TaggedText(AttributeType.TUNNEL_SERVER_ENDPOINT, OptionalInt.empty(),
        Ipv4.format(session.caller().serverAddress())));
    if (session.classAttribute().length > 0 && session.classAttribute().length <= Attribute.MAX_VALUE) {
      all.add(Attribute.octets(AttributeType.CLASS, session.classAttribute()));
    }
    all.add(pair("isakmp-phase1-id=", session.phase1Id()));
    all.add(pair("isakmp-initator-ip=", Ipv4.format(session.caller().clientAddress())));
    session.group().ifPresent(group -> all.add(pair("isakmp-group-id=", group)));
    session.vrf().ifPresent(vrf -> all.add(pair("vrf-id=", vrf)));
    addUsage(all, record);
    all.add(number(AttributeType.EVENT_TIMESTAMP, eventSeconds));
    all.add(number(AttributeType.ACCT_DELAY_TIME, delaySeconds));
    return all;
  }

  private static void addUsage(List<Attribute> all, AccountingRecord record) {
    if (record.kind() instanceof AccountingRecord.Kind.Start) {
      return;
    }
    AccountingRecord.Usage usage = record.usage();
    all.add(number(AttributeType.ACCT_INPUT_OCTETS, usage.inputOctets()));
    all.add(number(AttributeType.ACCT_OUTPUT_OCTETS, usage.outputOctets()));
    all.add(number(AttributeType.ACCT_INPUT_GIGAWORDS, usage.inputOctets() >>> 32));
    all.add(number(AttributeType.ACCT_OUTPUT_GIGAWORDS, usage.outputOctets() >>> 32));
    all.add(number(AttributeType.ACCT_INPUT_PACKETS, usage.inputPackets()));
    all.add(number(AttributeType.ACCT_OUTPUT_PACKETS, usage.outputPackets()));
    all.add(number(AttributeType.ACCT_SESSION_TIME, usage.seconds()));
    if (record.kind() instanceof AccountingRecord.Kind.Stop stop) {
      all.add(number(AttributeType.ACCT_TERMINATE_CAUSE, stop.cause().number()));
    }
  }

  private static int status(AccountingRecord.Kind kind) {
    return switch (kind) {
      case AccountingRecord.Kind.Start _ -> 1;
      case AccountingRecord.Kind.Stop _ -> 2;
      case AccountingRecord.Kind.Interim _ -> 3;
    };
  }

  /** The low 32 bits: counters wrap (RFC 2866 §5.3), and what counts beyond has gigawords. */
  private static Attribute number(AttributeType type, long value) {
    return new Attribute.Number(type, (int) value);
  }

  private static Attribute text(AttributeType type, String text) {
    return new Attribute.Text(type, clipped(text, Attribute.MAX_VALUE));
  }

  private static Attribute pair(String name, String value) {
    return Attribute.ciscoPair(name + clipped(value, Attribute.MAX_VENDOR_VALUE - name.length()));
  }

  private static String clipped(String text, int maxOctets) {
    String clipped = text;
    while (octets(clipped).length > maxOctets) {
      clipped = clipped.substring(0, Math.min(clipped.length() - 1, maxOctets));
    }
    return clipped;
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
