package io.carrierlab.loadgen.drill;

import java.time.Duration;

/** What a drill does to the network, at a time from the start of the run. */
public sealed interface Fault {
  Duration at();

  /** For people and the timeline: {@code cut p1--p2}. */
  String what();

  /** Both ends lose carrier and frames on the wire are lost, until {@link Restore}. */
  record Cut(Duration at, String link) implements Fault {
    @Override
    public String what() {
      return "cut " + link;
    }
  }

  /** Frames vanish, carrier stays: only keepalives of protocols notice. Until {@link Restore}. */
  record BlackHole(Duration at, String link) implements Fault {
    @Override
    public String what() {
      return "black-hole " + link;
    }
  }

  record Restore(Duration at, String link) implements Fault {
    @Override
    public String what() {
      return "restore " + link;
    }
  }

  /** Power is gone: the node, its state, and carrier on its point-to-point links. Until {@link Restart}. */
  record Crash(Duration at, String node) implements Fault {
    @Override
    public String what() {
      return "crash " + node;
    }
  }

  /** The node starts cold. */
  record Restart(Duration at, String node) implements Fault {
    @Override
    public String what() {
      return "restart " + node;
    }
  }
}
