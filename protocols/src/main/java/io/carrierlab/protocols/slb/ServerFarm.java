package io.carrierlab.protocols.slb;

import java.util.ArrayList;
import java.util.List;

/**
 * Weighted round robin over the real servers of a farm: as many clients in a row as a server's weight says, then those
 * of the next. A server that takes nobody loses the rest of its turn.
 */
final class ServerFarm {
  final SlbConfig.Farm config;
  final List<RealServer> reals = new ArrayList<>();
  private int turn;
  private int taken;

  ServerFarm(SlbConfig.Farm config) {
    this.config = config;
    config.reals().forEach(real -> reals.add(new RealServer(config, real)));
  }

  /** The server for a new client; null: none takes one. */
  RealServer next() {
    // Once more than there are servers: the first one's turn may be over, and it be the only one.
    for (int i = 0; i <= reals.size() && !reals.isEmpty(); i++) {
      RealServer candidate = reals.get(turn);
      if (candidate.takesNew() && taken < candidate.config.weight()) {
        taken++;
        return candidate;
      }
      turn = (turn + 1) % reals.size();
      taken = 0;
    }
    return null;
  }
}
