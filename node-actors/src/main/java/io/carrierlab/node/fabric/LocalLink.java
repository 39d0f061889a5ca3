package io.carrierlab.node.fabric;

import io.carrierlab.node.topology.LinkConfig;

/** What the ends of a link share: constant during a run, so that every node may read it. */
final class LocalLink {
  final String name;
  final boolean lan;
  final LinkQuality quality;
  final int queueFrames;
  final LocalPort[] ends;
  /** Set before the run; null: nobody captures it. */
  LinkCapture capture;

  LocalLink(LinkConfig config) {
    name = config.name();
    lan = config.lan();
    quality = new LinkQuality(config.delay().toNanos(), config.bitsPerSecond(), config.loss());
    queueFrames = config.queueFrames();
    ends = new LocalPort[config.ends().size()];
  }
}
