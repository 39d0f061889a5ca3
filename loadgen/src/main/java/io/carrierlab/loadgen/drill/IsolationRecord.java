package io.carrierlab.loadgen.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What the fabric's isolation check saw.
 *
 * @param checked frames that carried a VPN's tag and were looked at; 0: nothing was proved
 * @param leaks how often, by VPN of the frame and VPN of the place, ordered by these names
 * @param first the earliest violations, in order of time; the rest is only counted
 * @param routes that VRFs held at the end though they are another VPN's: a leak that packets only need to use
 */
public record IsolationRecord(long checked, List<Leak> leaks, List<Violation> first, List<RouteLeak> routes) {
  public IsolationRecord {
    leaks = List.copyOf(leaks);
    first = List.copyOf(first);
    routes = List.copyOf(routes);
  }

  /** Without leaked routes. */
  public IsolationRecord(long checked, List<Leak> leaks, List<Violation> first) {
    this(checked, leaks, first, List.of());
  }

  /** A route of {@code exportingVpn} in a VRF of {@code importingVpn}, which may not reach it. */
  public record RouteLeak(String node, String vrf, String importingVpn, String prefix, String exportingVpn) {
    @Override
    public String toString() {
      return "VRF " + vrf + " on " + node + " (VPN " + importingVpn + ") holds " + prefix + " of VPN " + exportingVpn;
    }
  }

  public long total() {
    return leaks.stream().mapToLong(Leak::frames).sum();
  }

  /** @param placeVpn empty: the provider's core */
  public record Leak(String originVpn, String placeVpn, long frames) {}

  /**
   * One frame where it must not be.
   *
   * @param originVpn VPN of the frame, from its origin tag; likewise the node that made it and its sequence number
   * @param node where it arrived, with {@code interfaceName} and the VPN of that place
   * @param rule what was broken, in words
   */
  public record Violation(long atNanos, String originVpn, String originNode, long sequence, String link, String node,
      String interfaceName, String placeVpn, String rule) {
    public String place() {
      return node + ":" + interfaceName;
    }
  }

  /** Collects violations in bounded memory: a leak can be found at line rate. Not safe for use by two threads. */
  public static final class Log {
    private record Pair(String originVpn, String placeVpn) implements Comparable<Pair> {
      @Override
      public int compareTo(Pair other) {
        int byOrigin = originVpn.compareTo(other.originVpn);
        return byOrigin != 0 ? byOrigin : placeVpn.compareTo(other.placeVpn);
      }
    }

    private final int keep;
    private final TreeMap<Pair, Long> frames = new TreeMap<>();
    private final TreeMap<Pair, Integer> kept = new TreeMap<>();
    private final List<Violation> first = new ArrayList<>();
    private final List<RouteLeak> routes = new ArrayList<>();
    private long checked;

    /** @param keep violations kept in full for each pair of VPNs */
    public Log(int keep) {
      this.keep = keep;
    }

    public void checked(long moreFrames) {
      checked += moreFrames;
    }

    /** To be called in order of time. */
    public void add(Violation violation) {
      var pair = new Pair(violation.originVpn(), violation.placeVpn());
      frames.merge(pair, 1L, Long::sum);
      if (kept.merge(pair, 1, (a, b) -> Math.min(keep + 1, a + b)) <= keep) {
        first.add(violation);
      }
    }

    /** Violations that are counted only. */
    public void addCounted(String originVpn, String placeVpn, long more) {
      if (more > 0) {
        frames.merge(new Pair(originVpn, placeVpn), more, Long::sum);
      }
    }

    public void add(RouteLeak route) {
      routes.add(route);
    }

    public IsolationRecord record() {
      var leaks = new ArrayList<Leak>();
      frames.forEach((pair, count) -> leaks.add(new Leak(pair.originVpn(), pair.placeVpn(), count)));
      return new IsolationRecord(checked, leaks, first, routes);
    }
  }
}
