package io.carrierlab.node.fabric;

/**
 * How a link carries frames of one sender. Shares are probabilities for each frame, 0 to 1.
 *
 * @param delayNanos of propagation
 * @param bitsPerSecond 0: not limited
 * @param loss share that is lost
 * @param jitterNanos that come to the delay at most, equally distributed; the wire keeps its order all the same
 * @param duplicate share that arrives twice
 * @param reorder share that has the delay that was configured and no jitter, and overtakes what is slower
 * @param corrupt share of which one bit of the payload arrives changed
 */
public record LinkQuality(long delayNanos, long bitsPerSecond, double loss, long jitterNanos, double duplicate,
    double reorder, double corrupt) {
  /** As links are configured. */
  public LinkQuality(long delayNanos, long bitsPerSecond, double loss) {
    this(delayNanos, bitsPerSecond, loss, 0, 0, 0, 0);
  }
}
