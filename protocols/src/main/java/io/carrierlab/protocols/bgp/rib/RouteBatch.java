package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.Nlri;
import io.carrierlab.protocols.bgp.PathAttributes;
import io.carrierlab.protocols.bgp.Update.Announcement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Gathers changes for one receiver. A batch says "withdraw these, then announce those", so a withdrawal after an
 * announcement starts a new one: order is kept even if a destination changes twice.
 */
final class RouteBatch {
  private final Family family;
  private final Function<RouteBatch, SpeakerAction> finish;
  private final List<SpeakerAction> finished = new ArrayList<>();
  private Nlri.Builder withdrawn;
  private List<SpeakerAction.Best> groups = new ArrayList<>();
  private SpeakerAction.Source source;
  private int peer;
  private PathAttributes attributes;
  private Nlri.Builder open;

  RouteBatch(Family family, Function<RouteBatch, SpeakerAction> finish) {
    this.family = family;
    this.finish = finish;
  }

  boolean isEmpty() {
    return withdrawn == null && open == null && finished.isEmpty();
  }

  void announce(SpeakerAction.Source from, int address, PathAttributes shared, long distinguisher, Rib.Change change,
      int label) {
    if (open == null || attributes != shared || source != from || peer != address) {
      closeGroup();
      source = from;
      peer = address;
      attributes = shared;
      open = Nlri.of(family);
    }
    Outflow.put(family, open, distinguisher, change.address, change.length, label);
  }

  void withdraw(long distinguisher, Rib.Change change) {
    if (open != null) {
      close();
    }
    if (withdrawn == null) {
      withdrawn = Nlri.of(family);
    }
    Outflow.put(family, withdrawn, distinguisher, change.address, change.length, 0);
  }

  void drain(List<SpeakerAction> actions) {
    close();
    actions.addAll(finished);
    finished.clear();
  }

  /** For {@code finish}: what has been gathered, as a batch between speakers. */
  Routes routes() {
    var announced = groups.stream().map(each -> new Announcement(each.attributes(), each.nlri())).toList();
    return new Routes(withdrawn == null ? List.of() : List.of(withdrawn.build()), announced);
  }

  /** For {@code finish}: what has been gathered, for the routing table. */
  SpeakerAction bestChanged() {
    return new SpeakerAction.BestChanged((withdrawn == null ? Nlri.of(family) : withdrawn).build(), groups);
  }

  private void closeGroup() {
    if (open != null) {
      groups.add(new SpeakerAction.Best(source, peer, attributes, open.build()));
      open = null;
    }
  }

  private void close() {
    closeGroup();
    if (withdrawn != null || !groups.isEmpty()) {
      finished.add(finish.apply(this));
      withdrawn = null;
      groups = new ArrayList<>();
    }
  }
}
