package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.crypto.DhCounter;
import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.DhKey;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkeKeys;
import io.carrierlab.protocols.ike.IkePolicy;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Path;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What all stages of a session share: settings, chance, the path to the peer, and the actions of this turn. */
final class Peering {
  static final long NEVER = Long.MAX_VALUE;
  static final int NONCE_OCTETS = 32;
  final IkeSettings settings;
  final RandomGenerator random;
  /** We began the session; who began an IKE SA or a child SA may be another. */
  final boolean initiator;
  Path path;
  boolean natHere;
  boolean natThere;
  boolean initialContact;
  /** The peer does not get transport mode, whatever the settings accept. */
  boolean tunnelOnly;
  long now;
  long sentAt;
  Stage stage;
  final DhCounter computations = new DhCounter();
  private boolean closed;
  private List<IkeAction> actions = new ArrayList<>();

  Peering(IkeSettings settings, RandomGenerator random, boolean initiator) {
    this.settings = settings;
    this.random = random;
    this.initiator = initiator;
  }

  boolean closed() {
    return closed;
  }

  /** Whether SAs may be in transport mode. */
  boolean transport() {
    return settings.child().transport() && !tunnelOnly;
  }

  boolean encapsulated() {
    return natHere || natThere;
  }

  DhKey newKey(DhGroup group) {
    return computations.generate(group, random);
  }

  void emit(IkeAction action) {
    actions.add(action);
  }

  void transmit(Path to, byte[] octets) {
    sentAt = now;
    actions.add(new IkeAction.Transmit(to, octets));
  }

  void reject(IkeFailure reason) {
    actions.add(new IkeAction.Rejected(reason));
  }

  /** The last action of a session. */
  void close(IkeFailure reason) {
    if (!closed) {
      closed = true;
      actions.add(new IkeAction.Closed(reason));
    }
  }

  List<IkeAction> take() {
    List<IkeAction> taken = actions;
    actions = new ArrayList<>();
    return taken;
  }

  void keys(long initiatorSpi, long responderSpi, Suite suite, SkKeys keys) {
    emit(new IkeAction.Keys(new IkeKeys.V2(initiatorSpi, responderSpi, suite.cipher(), suite.digest(), keys.ei(),
        keys.er(), keys.ai(), keys.ar())));
  }

  /** Not 0, which stands for an SPI that is not known yet. */
  long newIkeSpi() {
    long spi;
    do {
      spi = random.nextLong();
    } while (spi == 0);
    return spi;
  }

  /** 1 to 255 are reserved (RFC 4303 §2.1). */
  int newChildSpi() {
    int spi;
    do {
      spi = random.nextInt();
    } while (spi >>> 8 == 0);
    return spi;
  }

  byte[] nonce() {
    byte[] nonce = new byte[NONCE_OCTETS];
    random.nextBytes(nonce);
    return nonce;
  }

  /** {@link #NEVER} for a span of zero, which means no limit. */
  long after(Duration span) {
    return span.isZero() ? NEVER : now + span.toNanos();
  }

  /**
   * When to replace an SA: at 80 to 90 percent of its lifetime, by chance, if we began the session, else at 92 to 96:
   * so the two ends seldom do it at once, and one does if the other forgets.
   */
  long renewal(Duration lifetime) {
    long percent = initiator ? 80 + random.nextInt(11) : 92 + random.nextInt(5);
    return lifetime.isZero() ? NEVER : now + lifetime.toNanos() / 100 * percent;
  }

  /** The suites of all policies that fit IKEv2, each once. */
  List<Suite> suites() {
    var suites = new ArrayList<Suite>();
    for (IkePolicy policy : settings.policies()) {
      Suite suite = Suite.of(policy);
      boolean ours = switch (policy.authentication()) {
        case PRE_SHARED_KEY, CERTIFICATE, EAP -> true;
        case XAUTH_PRE_SHARED_KEY, XAUTH_CERTIFICATE -> false;
      };
      if (ours && !suites.contains(suite)) {
        suites.add(suite);
      }
    }
    return suites;
  }

  /** The shortest lifetime of a policy with this suite. */
  Duration lifetime(Suite suite) {
    return settings.policies().stream().filter(policy -> Suite.of(policy).equals(suite)).map(IkePolicy::lifetime)
        .filter(each -> !each.isZero()).min(Duration::compareTo).orElse(Duration.ZERO);
  }

  /** The body of NAT_DETECTION_*: SHA-1 of the SPIs, an address and a port (RFC 7296 §2.23). */
  static byte[] natHash(long initiatorSpi, long responderSpi, int address, int port) {
    return io.carrierlab.protocols.crypto.Digest.SHA1.of(ByteBuffer.allocate(22).putLong(initiatorSpi)
        .putLong(responderSpi).putInt(address).putShort((short) port).array());
  }

  List<Payload> natPayloads(long initiatorSpi, long responderSpi, Path by) {
    return List.of(
        Payload.Notify.of(NotifyType.NAT_DETECTION_SOURCE_IP,
            natHash(initiatorSpi, responderSpi, by.localAddress(), by.localPort())),
        Payload.Notify.of(NotifyType.NAT_DETECTION_DESTINATION_IP,
            natHash(initiatorSpi, responderSpi, by.remoteAddress(), by.remotePort())));
  }

  /** Looks for NATs on both sides. A peer may name several source addresses: one that fits is enough. */
  void detectNat(List<Payload> payloads, long initiatorSpi, long responderSpi, Path by) {
    boolean sources = false;
    boolean sourceFits = false;
    for (Payload.Notify notify : Ike2Message.all(payloads, Payload.Notify.class)) {
      if (notify.is(NotifyType.NAT_DETECTION_SOURCE_IP)) {
        sources = true;
        sourceFits |= java.util.Arrays.equals(notify.data(),
            natHash(initiatorSpi, responderSpi, by.remoteAddress(), by.remotePort()));
      } else if (notify.is(NotifyType.NAT_DETECTION_DESTINATION_IP)) {
        natHere = !java.util.Arrays.equals(notify.data(),
            natHash(initiatorSpi, responderSpi, by.localAddress(), by.localPort()));
      }
    }
    natThere = sources && !sourceFits;
  }
}
