package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.ike.GroupPolicy;
import io.carrierlab.protocols.ike.Selector;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Traffic selectors: narrowed (RFC 7296 §2.9), written, and taken together. */
final class Selectors {
  private Selectors() {}

  /** What is both offered and allowed. */
  static List<Selector> narrow(List<Selector> offered, List<Selector> allowed) {
    var result = new LinkedHashSet<Selector>();
    for (Selector mine : allowed) {
      for (Selector theirs : offered) {
        Optional<Selector> both = intersection(mine, theirs);
        if (both.isPresent() && result.size() < GroupPolicy.MOST_SPLIT_IN_IKE_2) {
          result.add(both.get());
        }
      }
    }
    return List.copyOf(result);
  }

  private static Optional<Selector> intersection(Selector a, Selector b) {
    int first = Integer.compareUnsigned(a.first(), b.first()) > 0 ? a.first() : b.first();
    int last = Integer.compareUnsigned(a.last(), b.last()) < 0 ? a.last() : b.last();
    boolean protocol = a.protocol() == 0 || b.protocol() == 0 || a.protocol() == b.protocol();
    boolean port = a.port() == 0 || b.port() == 0 || a.port() == b.port();
    if (Integer.compareUnsigned(first, last) > 0 || !protocol || !port) {
      return Optional.empty();
    }
    return Optional.of(new Selector(first, last, a.protocol() == 0 ? b.protocol() : a.protocol(),
        a.port() == 0 ? b.port() : a.port()));
  }

  /** Whether every one of {@code inner} lies within one of {@code outer}. */
  static boolean within(List<Selector> inner, List<Selector> outer) {
    return !inner.isEmpty() && inner.stream().allMatch(each ->
        outer.stream().anyMatch(whole -> intersection(each, whole).equals(Optional.of(each))));
  }

  /** One that holds all of them: what {@code ChildSa} can say of several networks. */
  static Selector cover(List<Selector> selectors) {
    Selector cover = selectors.getFirst();
    for (Selector each : selectors) {
      cover = new Selector(Integer.compareUnsigned(each.first(), cover.first()) < 0 ? each.first() : cover.first(),
          Integer.compareUnsigned(each.last(), cover.last()) > 0 ? each.last() : cover.last(),
          each.protocol() == cover.protocol() ? cover.protocol() : 0, each.port() == cover.port() ? cover.port() : 0);
    }
    return cover;
  }

  static Payload.Ts payload(boolean initiator, List<Selector> selectors) {
    return new Payload.Ts(initiator, selectors.stream().map(TrafficSelector::of).toList());
  }

  /** Those that can be taken. @param initiator of TSi, else of TSr */
  static List<Selector> read(List<Payload> payloads, boolean initiator) {
    var selectors = new ArrayList<Selector>();
    for (Payload.Ts ts : Ike2Message.all(payloads, Payload.Ts.class)) {
      if (ts.initiator() == initiator) {
        ts.selectors().forEach(each -> each.selector().ifPresent(selectors::add));
      }
    }
    return selectors;
  }
}
