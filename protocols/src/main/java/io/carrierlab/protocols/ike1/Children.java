package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.esp.EspTransform;
import io.carrierlab.protocols.ike.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The pairs of IPsec SAs of a session, the oldest first. Their keys are with whoever installed them, not here. */
final class Children {
  /** A pair of IPsec SAs: about 100 octets. */
  static final class Child {
    final Association owner;
    final int protocol;
    final int spiIn;
    final int spiOut;
    final Selector local;
    final Selector remote;
    /** What it was made with. */
    EspTransform transform;
    /** Null without. */
    DhGroup pfs;
    /** When to begin a successor, unless the other end has; never again once the other has refused. */
    long renewAt = Long.MAX_VALUE;
    long expiresAt = Long.MAX_VALUE;
    /** Replaced: kept for packets in flight until then. */
    long removeAt = Long.MAX_VALUE;
    /** A successor is being negotiated. */
    boolean renewing;

    Child(Association owner, int protocol, int spiIn, int spiOut, Selector local, Selector remote) {
      this.owner = owner;
      this.protocol = protocol;
      this.spiIn = spiIn;
      this.spiOut = spiOut;
      this.local = local;
      this.remote = remote;
    }

    boolean replaced() {
      return removeAt != Long.MAX_VALUE;
    }

    boolean sameTraffic(Selector ofLocal, Selector ofRemote) {
      return local.equals(ofLocal) && remote.equals(ofRemote);
    }

    long nextNanos() {
      long next = Math.min(expiresAt, removeAt);
      return renewing || replaced() ? next : Math.min(next, renewAt);
    }
  }

  private final List<Child> children = new ArrayList<>(1);

  void add(Child child) {
    children.add(child);
  }

  void remove(Child child) {
    children.remove(child);
  }

  List<Child> all() {
    return List.copyOf(children);
  }

  List<Child> of(Association owner) {
    return children.stream().filter(each -> each.owner == owner).toList();
  }

  /** The youngest that fits. */
  Optional<Child> find(Predicate<Child> wanted) {
    for (int i = children.size() - 1; i >= 0; i--) {
      if (wanted.test(children.get(i))) {
        return Optional.of(children.get(i));
      }
    }
    return Optional.empty();
  }
}
