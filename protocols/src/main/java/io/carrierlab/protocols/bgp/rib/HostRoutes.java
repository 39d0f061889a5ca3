package io.carrierlab.protocols.bgp.rib;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts a VRF's imported host routes (/32) by next hop: where remote-access clients are. Costs a comparison for each
 * change of a best path, and 12 octets for each next hop.
 */
final class HostRoutes {
  private static final int HOST = 32;
  /** Entries whose count is another than at the end of the last event, or was meanwhile. */
  private final List<NextHopTable.Entry> touched = new ArrayList<>();

  void changed(Rib.Change change) {
    if (change.length == HOST) {
      add(change.before, -1);
      add(change.after, 1);
    }
  }

  private void add(Rib.Chosen chosen, int more) {
    if (!chosen.exists() || chosen.peer() != PeerState.IMPORTED || chosen.set.nextHop == null) {
      return;
    }
    NextHopTable.Entry entry = chosen.set.nextHop;
    entry.hosts += more;
    if (!entry.hostsTouched) {
      entry.hostsTouched = true;
      touched.add(entry);
    }
  }

  /** What is different at the end of an event: the first are there, or the last is gone. */
  void drain(List<SpeakerAction> to) {
    for (NextHopTable.Entry entry : touched) {
      entry.hostsTouched = false;
      if (entry.hosts > 0 && entry.mostHosts == 0) {
        to.add(new SpeakerAction.HostRoutesVia(entry.address, true, entry.hosts));
      }
      entry.mostHosts = Math.max(entry.mostHosts, entry.hosts);
      if (entry.hosts == 0 && entry.mostHosts > 0) {
        to.add(new SpeakerAction.HostRoutesVia(entry.address, false, entry.mostHosts));
        entry.mostHosts = 0;
      }
    }
    touched.clear();
  }
}
