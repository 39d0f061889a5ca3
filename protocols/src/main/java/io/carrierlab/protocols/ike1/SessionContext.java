package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.crypto.DhCounter;
import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.DhKey;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.InnerConfig;
import io.carrierlab.protocols.ike.Initiator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What the parts of one session share: configuration, chance, the time of the event in hand, actions so far. */
final class SessionContext {
  private final IkeSettings settings;
  private final Optional<Initiator> initiator;
  private final RandomGenerator random;
  private final Children children = new Children();
  private final DhCounter computations = new DhCounter();
  /** The peer has no other session with us. */
  boolean initialContact;
  private List<IkeAction> actions = new ArrayList<>();
  private long now;
  /** Told last, so that it is told again only when it changes. */
  private Optional<InnerConfig> inner = Optional.empty();
  private boolean tunnelOnly;

  SessionContext(IkeSettings settings, Optional<Initiator> initiator, RandomGenerator random) {
    this.settings = settings;
    this.initiator = initiator;
    this.random = random;
  }

  IkeSettings settings() {
    return settings;
  }

  /** Whether SAs may be in transport mode. */
  boolean transport() {
    return settings.child().transport() && !tunnelOnly;
  }

  /** The peer does not get transport mode, whatever the settings accept, or does. */
  void tunnelOnly(boolean only) {
    tunnelOnly = only;
  }

  /** Empty on the side of the responder. */
  Optional<Initiator> initiator() {
    return initiator;
  }

  Children children() {
    return children;
  }

  void at(long nowNanos) {
    now = nowNanos;
  }

  long now() {
    return now;
  }

  void emit(IkeAction action) {
    actions.add(action);
  }

  void reject(IkeFailure reason) {
    actions.add(new IkeAction.Rejected(reason));
  }

  List<IkeAction> takeActions() {
    List<IkeAction> taken = actions;
    actions = new ArrayList<>(2);
    return taken;
  }

  Optional<InnerConfig> inner() {
    return inner;
  }

  void configured(InnerConfig config) {
    if (!inner.equals(Optional.of(config))) {
      inner = Optional.of(config);
      emit(new IkeAction.Configured(config));
    }
  }

  RandomGenerator random() {
    return random;
  }

  DhKey newKey(DhGroup group) {
    return computations.generate(group, random);
  }

  int dhComputations() {
    return computations.computations();
  }

  byte[] randomOctets(int count) {
    byte[] octets = new byte[count];
    random.nextBytes(octets);
    return octets;
  }

  long cookie() {
    long cookie = random.nextLong();
    return cookie != 0 ? cookie : 1;
  }

  /** Not 0: that is phase 1. */
  int messageId() {
    int id = random.nextInt();
    return id != 0 ? id : 1;
  }

  /** 256 and up (RFC 2406 §2.1). */
  int spi() {
    int spi = random.nextInt();
    return spi >>> 8 != 0 ? spi : spi | 1 << 24;
  }

  /** When the initiator renews what lasts so long: in its last fifth, not the same for all who began together. */
  long renewAt(long lifetimeNanos) {
    return between(lifetimeNanos, 80, 90);
  }

  /** When the responder does, if the initiator has not. */
  long renewLateAt(long lifetimeNanos) {
    return between(lifetimeNanos, 92, 96);
  }

  private long between(long lifetimeNanos, int from, int to) {
    return now + lifetimeNanos / 100 * from + (long) (random.nextDouble() * (lifetimeNanos / 100 * (to - from)));
  }
}
