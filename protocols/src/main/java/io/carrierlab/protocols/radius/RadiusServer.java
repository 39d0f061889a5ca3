package io.carrierlab.protocols.radius;

import io.carrierlab.protocols.aaa.Accounts;
import io.carrierlab.protocols.aaa.GroupAttributes;
import io.carrierlab.protocols.aaa.NumberedUsers;
import io.carrierlab.protocols.eap.EapPacket;
import io.carrierlab.protocols.eap.EapServer;
import io.carrierlab.protocols.eap.Msk;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A RADIUS server. It answers a request at once or, if it is not entitled to an answer, not at all; it has no timers. A
 * user costs what {@link Accounts} costs, a session one line of the {@link AccountingBook}.
 */
public final class RadiusServer {
  private static final int SERVICE_OUTBOUND = 5;
  private static final int ACCOUNTING_ON = 7;
  private static final int ACCOUNTING_OFF = 8;
  /** Octets of Proxy-State that are sent back, if they fit the answer beside what we have to say. */
  private static final int MAX_PROXY_STATE = 1_500;
  private static final byte[] ANY_SECRET = new byte[1];

  /** A request as it came. @param localPort which port of ours it came to */
  public record Datagram(int clientAddress, int clientPort, int localPort, byte[] octets) {}

  private final RadiusServerConfig config;
  private final RandomGenerator random;
  private final Map<Integer, byte[]> secrets;
  private final RecentAnswers recent;
  private final AccountingBook book;
  private final EapRounds rounds;
  /** Octets of attributes Proxy-State that fit every answer. */
  private final int mostProxyState;
  private long accepts;
  private long rejects;
  private long challenges;
  private long accounted;
  private long duplicates;
  private long unknownClients;
  private long badAuthenticators;
  private long malformed;
  private long unsupported;
  private long eapDiscarded;

  /** @throws IllegalArgumentException if a profile does not fit its attributes, or these one packet */
  public RadiusServer(RadiusServerConfig config, RandomGenerator random) {
    this.config = config;
    this.random = random;
    this.secrets = config.clients().stream()
        .collect(Collectors.toMap(RadiusServerConfig.Client::address, RadiusServerConfig.Client::secret));
    this.recent = new RecentAnswers(config.maxRecent());
    this.book = new AccountingBook(config.maxSessions());
    this.rounds = new EapRounds(config.accounts(), config.maxRecent(), random);
    Accounts accounts = config.accounts();
    int longest = accounts.groups().values().stream().mapToInt(RadiusServer::acceptOctets).max().orElse(0);
    this.mostProxyState = Math.min(MAX_PROXY_STATE, RadiusPacket.MAX_OCTETS - longest);
    accounts.users().values().forEach(user -> UserProfile.attributes(user.policy()));
    accounts.rules().forEach((NumberedUsers rule) -> UserProfile.attributes(rule.policy()));
  }

  /**
   * Octets of the Access-Accept that says this.
   *
   * @throws IllegalArgumentException if something does not fit its attribute, or all of it one packet
   */
  public static int acceptOctets(GroupAttributes group) {
    byte[] authenticator = new byte[RadiusPacket.AUTHENTICATOR_OCTETS];
    return new RadiusPacket(RadiusCode.ACCESS_ACCEPT, 0, authenticator, Signing.withMessageAuthenticator(
        GroupProfile.attributes(group, 0, ANY_SECRET, authenticator))).encode().length;
  }

  /**
   * @param nowNanos since the start of the run; never runs backwards
   * @return the octets that go back to where the request came from; empty: it is dropped, and counted
   */
  public Optional<byte[]> on(Datagram request, long nowNanos) {
    byte[] secret = secrets.get(request.clientAddress());
    if (secret == null) {
      unknownClients++;
      return Optional.empty();
    }
    RadiusPacket packet;
    try {
      packet = RadiusPacket.decode(request.octets());
    } catch (DecodeException e) {
      malformed++;
      return Optional.empty();
    }
    if (!belongs(packet.code(), request.localPort())) {
      unsupported++;
      return Optional.empty();
    }
    byte[] octets = Signing.trimmed(request.octets());
    if (!authentic(packet, octets, secret)) {
      badAuthenticators++;
      return Optional.empty();
    }
    if (proxyStateOctets(packet) > mostProxyState) {
      malformed++;
      return Optional.empty();
    }
    Optional<byte[]> before = recent.find(request, packet, nowNanos);
    if (before.isPresent()) {
      duplicates++;
      return before;
    }
    Optional<byte[]> answer = packet.code() == RadiusCode.ACCOUNTING_REQUEST
        ? account(request.clientAddress(), packet, secret)
        : packet.has(AttributeType.EAP_MESSAGE) ? eap(request.clientAddress(), packet, secret, nowNanos)
        : Optional.of(access(packet, secret));
    answer.ifPresent(each -> recent.keep(request, packet, each, nowNanos));
    return answer;
  }

  public RadiusServerView view() {
    return new RadiusServerView(book.lines(), new RadiusServerView.Counters(accepts, rejects, challenges, accounted,
        duplicates, unknownClients, badAuthenticators, malformed, unsupported, eapDiscarded, book.dropped(),
        book.repeated(), book.outOfOrder()));
  }

  private static int proxyStateOctets(RadiusPacket packet) {
    var out = new WireWriter();
    packet.attributes().stream().filter(each -> each.type() == AttributeType.PROXY_STATE.number())
        .forEach(each -> each.write(out));
    return out.size();
  }

  private boolean belongs(RadiusCode code, int port) {
    return switch (code) {
      case ACCESS_REQUEST -> port == config.authPort();
      case ACCOUNTING_REQUEST -> port == config.acctPort();
      case ACCESS_ACCEPT, ACCESS_REJECT, ACCESS_CHALLENGE, ACCOUNTING_RESPONSE -> false;
    };
  }

  private boolean authentic(RadiusPacket packet, byte[] octets, byte[] secret) {
    if (packet.code() == RadiusCode.ACCOUNTING_REQUEST) {
      return Signing.accountingRequestHolds(octets, secret)
          && Signing.messageAuthenticator(octets, new byte[16], secret) != Signing.Check.WRONG;
    }
    return switch (Signing.messageAuthenticator(octets, packet.authenticator(), secret)) {
      case RIGHT -> true;
      case WRONG -> false;
      case ABSENT -> !config.signed() && !packet.has(AttributeType.EAP_MESSAGE);
    };
  }

  private byte[] access(RadiusPacket packet, byte[] secret) {
    String name = packet.text(AttributeType.USER_NAME).orElse("");
    if (packet.number(AttributeType.SERVICE_TYPE).orElse(0) == SERVICE_OUTBOUND) {
      Optional<GroupAttributes> group = config.accounts().group(name);
      return group.isPresent() && passwordIs(GroupProfile.PASSWORD, packet, secret)
          ? accept(packet, secret, GroupProfile.attributes(group.get(), random.nextInt(), secret,
              packet.authenticator()))
          : reject(packet, secret);
    }
    return config.accounts().user(name).filter(user -> passwordIs(user.password(), packet, secret))
        .map(user -> accept(packet, secret, UserProfile.attributes(user.policy())))
        .orElseGet(() -> reject(packet, secret));
  }

  private Optional<byte[]> eap(int client, RadiusPacket packet, byte[] secret, long nowNanos) {
    byte[] message = packet.joined(AttributeType.EAP_MESSAGE);
    Optional<EapRounds.Round> round = rounds.on(client, packet.octets(AttributeType.STATE), message, nowNanos);
    if (round.isEmpty()) {
      int identifier = message.length > 1 ? message[1] & 0xff : 0;
      return Optional.of(reject(packet, secret, new EapPacket.Failure(identifier).encode()));
    }
    return switch (round.get().output()) {
      case EapServer.Output.Ask(byte[] request) -> {
        challenges++;
        var attributes = new ArrayList<>(RadiusPacket.split(AttributeType.EAP_MESSAGE, request));
        attributes.add(Attribute.octets(AttributeType.STATE, round.get().state()));
        yield Optional.of(respond(RadiusCode.ACCESS_CHALLENGE, packet, secret,
            Signing.withMessageAuthenticator(attributes)));
      }
      case EapServer.Output.Accept(byte[] success, String user, Msk msk) -> {
        var attributes = new ArrayList<>(RadiusPacket.split(AttributeType.EAP_MESSAGE, success));
        attributes.addAll(Answers.keys(msk, random.nextInt(), secret, packet.authenticator()));
        config.accounts().user(user).ifPresent(known -> attributes.addAll(UserProfile.attributes(known.policy())));
        yield Optional.of(accept(packet, secret, attributes));
      }
      case EapServer.Output.Reject(byte[] failure) -> Optional.of(reject(packet, secret, failure));
      case EapServer.Output.Discarded _ -> {
        eapDiscarded++;
        yield Optional.empty();
      }
    };
  }

  private static boolean passwordIs(String password, RadiusPacket packet, byte[] secret) {
    try {
      Optional<byte[]> hidden = packet.octets(AttributeType.USER_PASSWORD);
      return hidden.isPresent() && MessageDigest.isEqual(password.getBytes(StandardCharsets.UTF_8),
          Hiding.revealPassword(hidden.get(), secret, packet.authenticator()));
    } catch (DecodeException e) {
      return false;                                   // counted with the reject that follows
    }
  }

  private byte[] accept(RadiusPacket request, byte[] secret, List<Attribute> attributes) {
    accepts++;
    return respond(RadiusCode.ACCESS_ACCEPT, request, secret, Signing.withMessageAuthenticator(attributes));
  }

  private byte[] reject(RadiusPacket request, byte[] secret) {
    rejects++;
    return respond(RadiusCode.ACCESS_REJECT, request, secret, Signing.withMessageAuthenticator(
        List.of(new Attribute.Text(AttributeType.REPLY_MESSAGE, "Access denied"))));
  }

  /** Without Reply-Message, which EAP does not want beside it (RFC 3579 §2.6.5). */
  private byte[] reject(RadiusPacket request, byte[] secret, byte[] failure) {
    rejects++;
    return respond(RadiusCode.ACCESS_REJECT, request, secret,
        Signing.withMessageAuthenticator(RadiusPacket.split(AttributeType.EAP_MESSAGE, failure)));
  }

  private Optional<byte[]> account(int client, RadiusPacket packet, byte[] secret) {
    long status = packet.number(AttributeType.ACCT_STATUS_TYPE).orElse(0);
    if (status != ACCOUNTING_ON && status != ACCOUNTING_OFF && !book.enter(client, packet)) {
      malformed++;
      return Optional.empty();                        // not in the books, so not confirmed (RFC 2866 §2)
    }
    accounted++;
    return Optional.of(respond(RadiusCode.ACCOUNTING_RESPONSE, packet, secret, List.of()));
  }

  private static byte[] respond(RadiusCode code, RadiusPacket request, byte[] secret, List<Attribute> attributes) {
    var all = new ArrayList<>(attributes);
    request.attributes().stream().filter(each -> each.type() == AttributeType.PROXY_STATE.number()).forEach(all::add);
    return Signing.response(new RadiusPacket(code, request.identifier(), request.authenticator(), all),
        request.authenticator(), secret);
  }
}
