package io.carrierlab.node.inspect;

/** How much a device is asked for. Each includes what is before it. */
public enum Depth {
  /** Counts: they cost next to nothing. */
  COUNTS,
  /** What both ends of tunnels and RADIUS servers hold, as typed figures. */
  HOLDINGS,
  /** And what devices have dropped, by cause. */
  DROPS,
  /** All that {@code show} prints. */
  TABLES
}
