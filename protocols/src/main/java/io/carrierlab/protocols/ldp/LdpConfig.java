package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.mpls.LabelEntry;
import java.time.Duration;

/**
 * LDP of one router. The LSR id is its transport address too, as on a router whose loopback names it.
 *
 * @param lsrId an address of the router, not zero
 * @param helloInterval between hellos on a link; shortened where a neighbour's hold time asks for it
 * @param helloHold whole seconds, 1 to 65534: how long neighbours are to believe a hello; both ends take the smaller
 * @param keepAlive whole seconds, 1 to 65535: the longest silence in a session; both ends take the smaller
 * @param firstHello from an interface coming up to its first hello
 * @param firstLabel of the dynamic range, at least 16
 * @param lastLabel of the dynamic range, inclusive, 20 bits
 * @param labelled which FECs get labels of ours; what others announce is used for any
 */
public record LdpConfig(int lsrId, Duration helloInterval, Duration helloHold, Duration keepAlive, Duration firstHello,
    int firstLabel, int lastLabel, Labelled labelled) {

  /** Whether a route's prefix gets a label of ours. The default route never does, as on IOS. */
  public enum Labelled { EVERY_PREFIX, HOST_ROUTES }

  public LdpConfig {
    if (lsrId == 0) {
      throw new IllegalArgumentException("LSR id 0.0.0.0 names no router");
    }
    seconds("hello hold time", helloHold, 65_534);
    seconds("keepalive time", keepAlive, 65_535);
    if (!helloInterval.isPositive() || firstHello.isNegative()) {
      throw new IllegalArgumentException("hello interval " + helloInterval + ", first hello after " + firstHello);
    }
    if (firstLabel < LabelEntry.FIRST_UNRESERVED || lastLabel > LabelEntry.MAX_LABEL || firstLabel > lastLabel) {
      throw new IllegalArgumentException(firstLabel + " to " + lastLabel + " is not a range of labels in 16..1048575");
    }
  }

  /** Hellos every 5 s, held for 15 s; keepalive 60 s; all labels; every prefix: the defaults of IOS. */
  public static LdpConfig of(int lsrId) {
    return new LdpConfig(lsrId, Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(60), Duration.ZERO,
        LabelEntry.FIRST_UNRESERVED, LabelEntry.MAX_LABEL, Labelled.EVERY_PREFIX);
  }

  private static void seconds(String name, Duration value, long most) {
    if (value.toSeconds() < 1 || value.toSeconds() > most || value.getNano() != 0) {
      throw new IllegalArgumentException(name + " " + value + " is not 1 to " + most + " whole seconds");
    }
  }
}
