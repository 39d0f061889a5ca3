package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.PathAttributes;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * What a VRF exports: its best routes of local origin (from CEs, connected, static), each with a label (RFC 4364
 * §4.3.2). A prefix keeps its label while its best path changes. The label of a best path that is exported stands in
 * the label field of the path, so it costs nothing more; one per prefix, 5 octets to find the prefix by it.
 */
final class VrfExport {
  private static final int NO_LABEL = 0;

  private final SpeakerConfig.Vrf vrf;
  private final OutboundPolicy policy;
  private final long[] targets;
  private final RouteBatch batch;
  private final BitSet labelsInUse = new BitSet();
  private int[] addressOfLabel = {};
  private byte[] lengthOfLabel = {};
  private AttributeSet lastSet;
  private PathAttributes lastAttributes;
  private long unlabelled;

  VrfExport(SpeakerConfig.Vrf vrf, OutboundPolicy policy) {
    this.vrf = vrf;
    this.policy = policy;
    targets = vrf.sortedExports();
    batch = new RouteBatch(Family.VPNV4, gathered -> new SpeakerAction.ExportToVpn(vrf.name(), gathered.routes()));
  }

  void changed(Rib.Change change, Rib rib) {
    boolean had = isExported(change.before) && (isPerVrf() || change.before.label != NO_LABEL);
    int label = had ? isPerVrf() ? perVrf() : change.before.label : NO_LABEL;
    if (isExported(change.after)) {
      label = had ? label : allocate(change);
      if (label == NO_LABEL) {
        unlabelled++;
        return;
      }
      if (!isPerVrf()) {
        int slot = rib.table.best(rib.table.first(change.address, change.length, change.after.source));
        rib.table.change(slot, change.after.set.id, label);
      }
      if (!had || change.before.set != change.after.set) {
        batch.announce(SpeakerAction.Source.LOCAL, 0, exported(change.after.set), vrf.rd(), change, label);
      }
    } else if (had) {
      free(label);
      batch.withdraw(vrf.rd(), change);
    }
  }

  void drain(List<SpeakerAction> actions) {
    batch.drain(actions);
  }

  /** Whose label it is, when each prefix has its own. */
  Optional<Ipv4Prefix> prefixOf(int label) {
    return switch (vrf.labels()) {
      case SpeakerConfig.Labels.PerVrf _ -> Optional.empty();
      case SpeakerConfig.Labels.PerPrefix(int first, int count) -> {
        int index = label - first;
        yield index >= 0 && index < count && labelsInUse.get(index)
            ? Optional.of(new Ipv4Prefix(addressOfLabel[index], lengthOfLabel[index])) : Optional.empty();
      }
    };
  }

  /** Times that a route could not be exported for want of a label. */
  long unlabelled() {
    return unlabelled;
  }

  private static boolean isExported(Rib.Chosen chosen) {
    return chosen.exists() && chosen.peer() != PeerState.IMPORTED && !chosen.set.noAdvertise;
  }

  private PathAttributes exported(AttributeSet set) {
    if (lastSet != set) {
      lastSet = set;
      lastAttributes = policy.toVpn(set, targets);
    }
    return lastAttributes;
  }

  private boolean isPerVrf() {
    return vrf.labels() instanceof SpeakerConfig.Labels.PerVrf;
  }

  private int perVrf() {
    return vrf.labels() instanceof SpeakerConfig.Labels.PerVrf(int label) ? label : NO_LABEL;
  }

  private int allocate(Rib.Change change) {
    return switch (vrf.labels()) {
      case SpeakerConfig.Labels.PerVrf(int label) -> label;
      case SpeakerConfig.Labels.PerPrefix(int first, int count) -> {
        int index = labelsInUse.nextClearBit(0);
        if (index >= count) {
          yield NO_LABEL;
        }
        if (index >= addressOfLabel.length) {
          int room = Math.min(count, index + 8 + (index >>> 1));
          addressOfLabel = Arrays.copyOf(addressOfLabel, room);
          lengthOfLabel = Arrays.copyOf(lengthOfLabel, room);
        }
        labelsInUse.set(index);
        addressOfLabel[index] = change.address;
        lengthOfLabel[index] = (byte) change.length;
        yield first + index;
      }
    };
  }

  private void free(int label) {
    switch (vrf.labels()) {
      case SpeakerConfig.Labels.PerVrf _ -> { }
      case SpeakerConfig.Labels.PerPrefix(int first, int _) -> labelsInUse.clear(label - first);
    }
  }
}
