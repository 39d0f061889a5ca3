package io.carrierlab.protocols.esp;

/**
 * What an SA has passed and dropped. 32 octets, and 136 more once it has dropped something, as most SAs never do.
 */
public final class SaCounters {
  private static final long[] NONE = {};
  private long packets;
  private long octets;
  private long[] drops = NONE;

  SaCounters() {}

  /** Packets that were passed. */
  public long packets() {
    return packets;
  }

  /** Octets of their payload, in tunnel mode the inner packets: what a lifetime in kilobytes counts. */
  public long octets() {
    return octets;
  }

  public long drops(EspDrop reason) {
    return drops.length == 0 ? 0 : drops[reason.ordinal()];
  }

  public long drops() {
    long sum = 0;
    for (long each : drops) {
      sum += each;
    }
    return sum;
  }

  void passed(int payloadOctets) {
    packets++;
    octets += payloadOctets;
  }

  EspResult.Dropped dropped(EspDrop reason) {
    if (drops.length == 0) {
      drops = new long[EspDrop.values().length];
    }
    drops[reason.ordinal()]++;
    return new EspResult.Dropped(reason);
  }
}
