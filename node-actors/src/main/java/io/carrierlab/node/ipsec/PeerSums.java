package io.carrierlab.node.ipsec;

import io.carrierlab.node.inspect.Countable;
import io.carrierlab.node.network.Findings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the peers of an aggregator add up to, of the device and of each VRF: kept as they tell of changes, so that a
 * count asks nobody. 4 octets for each peer here and at the peer, and a report of 32 that the two share.
 */
final class PeerSums {
  /** Of a peer that has told nothing yet. */
  static final PeerReport.Counted NOTHING = new PeerReport.Counted(0, "", 0, 0, 0);

  private static final class Sum {
    private long ikeSas;
    private long sas;
    private long clients;

    private void add(PeerReport.Counted what, int sign) {
      ikeSas += sign * what.ikeSas();
      sas += sign * what.sas();
      clients += sign * what.clients();
    }

    private void into(Findings into, String vrf) {
      into.count(Countable.IKE_SAS, vrf, ikeSas);
      into.count(Countable.SAS, vrf, sas);
      into.count(Countable.CLIENTS, vrf, clients);
    }
  }

  private final Sum all = new Sum();
  /** Only looked up. */
  private final Map<String, Sum> ofVrf = new HashMap<>();

  /** A peer is no longer what it was. */
  void changed(PeerEntry peer, PeerReport.Counted now) {
    add(peer.counted, -1);
    add(now, 1);
    peer.counted = now;
  }

  private void add(PeerReport.Counted what, int sign) {
    all.add(what, sign);
    if (!what.vrf().isEmpty()) {
      ofVrf.computeIfAbsent(what.vrf(), _ -> new Sum()).add(what, sign);
    }
  }

  /** @param vrfs where peers may be: of each there is a count, too, if there is none */
  void into(Findings into, List<String> vrfs) {
    all.into(into, "");
    vrfs.forEach(vrf -> ofVrf.getOrDefault(vrf, new Sum()).into(into, vrf));
  }
}
