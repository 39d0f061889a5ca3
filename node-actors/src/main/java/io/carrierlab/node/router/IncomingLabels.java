package io.carrierlab.node.router;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ldp.LdpAction;
import io.carrierlab.protocols.ldp.LdpAction.Out;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The incoming label map (RFC 3031 §3.11) of LDP's labels, which begin at 16 and are few: an array. */
final class IncomingLabels {
  /** What to do with a label. @param prefix the FEC, for people */
  record Entry(int label, Ipv4Prefix prefix, Out[] outs) {}

  private Entry[] entries = new Entry[64];
  private int size;

  /** The entry of a label; null if packets with it are to be dropped. */
  Entry get(int label) {
    return label < entries.length ? entries[label] : null;
  }

  void set(LdpAction.IncomingLabel change) {
    if (change.label() >= entries.length) {
      entries = Arrays.copyOf(entries, Math.max(change.label() + 1, entries.length * 2));
    }
    if (entries[change.label()] == null) {
      size++;
    }
    entries[change.label()] = new Entry(change.label(), change.prefix(), change.outs().toArray(Out[]::new));
  }

  void remove(int label) {
    if (get(label) != null) {
      entries[label] = null;
      size--;
    }
  }

  int size() {
    return size;
  }

  /** By label. */
  List<Entry> all() {
    var all = new ArrayList<Entry>();
    for (Entry entry : entries) {
      if (entry != null) {
        all.add(entry);
      }
    }
    return all;
  }
}
