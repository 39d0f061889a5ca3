package io.carrierlab.node.router;

import io.carrierlab.node.topology.VrfConfig;
import io.carrierlab.node.topology.VrfConfig.LabelMode;
import io.carrierlab.protocols.bgp.rib.SpeakerConfig.Labels;
import io.carrierlab.protocols.mpls.LabelEntry;
import java.util.List;

/**
 * How a PE divides its label space: LDP has the labels from 16 on, VRFs those from 100,000 on. A VRF with one label
 * has one, the VRFs with a label for each prefix share the rest evenly.
 */
final class LabelPlan {
  static final int LAST_OF_LDP = 99_999;
  private static final int FIRST_OF_VRFS = LAST_OF_LDP + 1;

  private final List<VrfConfig> vrfs;
  private final int share;

  LabelPlan(List<VrfConfig> vrfs) {
    this.vrfs = vrfs;
    long perPrefix = vrfs.stream().filter(vrf -> vrf.labels() == LabelMode.PER_PREFIX).count();
    long left = LabelEntry.MAX_LABEL - FIRST_OF_VRFS - vrfs.size();
    share = perPrefix == 0 ? 0 : (int) (left / perPrefix);
  }

  /** What the VRF at this place of the configuration may use. */
  Labels of(int vrf) {
    if (vrfs.get(vrf).labels() == LabelMode.PER_VRF) {
      return new Labels.PerVrf(FIRST_OF_VRFS + vrf);
    }
    return new Labels.PerPrefix(firstShare() + share * ordinal(vrf), share);
  }

  /** The place of the VRF that the label belongs to; -1 if it is no VRF's. */
  int vrfOf(int label) {
    if (label < FIRST_OF_VRFS) {
      return -1;
    }
    if (label < firstShare()) {
      int vrf = label - FIRST_OF_VRFS;
      return vrfs.get(vrf).labels() == LabelMode.PER_VRF ? vrf : -1;
    }
    int ordinal = share == 0 ? Integer.MAX_VALUE : (label - firstShare()) / share;
    for (int vrf = 0; vrf < vrfs.size(); vrf++) {
      if (vrfs.get(vrf).labels() == LabelMode.PER_PREFIX && ordinal(vrf) == ordinal) {
        return vrf;
      }
    }
    return -1;
  }

  private int firstShare() {
    return FIRST_OF_VRFS + vrfs.size();
  }

  private int ordinal(int vrf) {
    return (int) vrfs.subList(0, vrf).stream().filter(each -> each.labels() == LabelMode.PER_PREFIX).count();
  }
}
