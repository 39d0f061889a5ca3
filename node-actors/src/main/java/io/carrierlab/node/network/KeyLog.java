package io.carrierlab.node.network;

import io.carrierlab.protocols.ike.ChildSa;
import io.carrierlab.protocols.ike.IkeKeys;
import io.carrierlab.protocols.ike.Path;
import java.util.ArrayList;
import java.util.List;

/** Keys of sessions, for whoever opens a capture. Off, it keeps nothing: keys of 10,000 sessions are megabytes. */
public final class KeyLog {
  /** A pair of SAs and who used it: {@code path} as its gateway saw it when it was made. */
  public record Sas(Path path, ChildSa sa) {}

  private final boolean on;
  private final List<IkeKeys> ike = new ArrayList<>(0);
  private final List<Sas> sas = new ArrayList<>(0);

  KeyLog(boolean on) {
    this.on = on;
  }

  public synchronized void add(IkeKeys keys) {
    if (on) {
      ike.add(keys);
    }
  }

  public synchronized void add(Path path, ChildSa sa) {
    if (on) {
      sas.add(new Sas(path, sa));
    }
  }

  public synchronized List<IkeKeys> ike() {
    return List.copyOf(ike);
  }

  public synchronized List<Sas> sas() {
    return List.copyOf(sas);
  }
}
