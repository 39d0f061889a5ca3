package io.carrierlab.node.fabric;

import io.carrierlab.node.topology.LinkConfig;

/** What the ends of a link share: constant during a run, so that every node may read it. */
final class LocalLink {
  final String name;
  final boolean lan;
  final long delayNanos;
  final long bitsPerSecond;
  final double loss;
  final int queueFrames;
  final LocalPort[] ends;
  /** Set before the run; null: nobody captures it. */
  LinkCapture capture;

  LocalLink(LinkConfig config) {
    name = config.name();
    lan = config.lan();
    delayNanos = config.delay().toNanos();
    bitsPerSecond = config.bitsPerSecond();
    loss = config.loss();
    queueFrames = config.queueFrames();
    ends = new LocalPort[config.ends().size()];
  }
}
