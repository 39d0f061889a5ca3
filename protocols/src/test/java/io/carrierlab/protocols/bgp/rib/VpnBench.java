package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.BgpException;
import io.carrierlab.protocols.bgp.Family;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Measures {@link VpnTableLoad}: CPU per route and heap per route after collection. Run with
 * {@code -XX:+UseCompactObjectHeaders -XX:+UseSerialGC -Xmx1g}; arguments: routes, VRFs, rounds.
 */
public final class VpnBench {
  private VpnBench() {}

  public static void main(String[] arguments) throws BgpException {
    int routes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
    int vrfs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 500;
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
    for (int round = 0; round < rounds; round++) {
      for (var plan : VpnTableLoad.Plan.values()) {
        measure(routes, vrfs, plan);
      }
    }
  }

  private static void measure(int routes, int vrfs, VpnTableLoad.Plan plan) throws BgpException {
    var load = new VpnTableLoad(routes, vrfs, plan);
    List<byte[]> messages = load.announcements();
    List<byte[]> withdrawals = load.withdrawals();
    long emptyOctets = heap();
    long announced = time(load, messages);
    double octets = (double) (heap() - emptyOctets) / routes;
    if (load.imported() != routes || load.pe().view().destinations(Family.VPNV4) != routes) {
      throw new IllegalStateException("of " + routes + " routes " + load.pe().view() + ", imported " + load.imported()
          + ", " + load.pe().view().peers());
    }
    long tables = load.pe().view().tableOctets();
    for (int i = 0; i < vrfs; i++) {
      tables += load.vrf(i).view().tableOctets();
    }
    long withdrawn = time(load, withdrawals);
    double left = (double) (heap() - emptyOctets) / routes;
    System.out.printf("%,9d routes, %d VRFs, %-17s: %.3f us a route (%,.0f/s), %.1f octets a route (%.1f in tables);"
        + " withdrawn: %.3f us, %.2f octets left; messages %d%n", routes, vrfs, plan, announced / 1e3 / routes,
        routes * 1e9 / announced, octets, (double) tables / routes, withdrawn / 1e3 / routes, left, messages.size());
  }

  private static long time(VpnTableLoad load, List<byte[]> messages) throws BgpException {
    var threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    for (byte[] message : messages) {
      load.receive(message);
    }
    return threads.getCurrentThreadCpuTime() - start;
  }

  /** The serial collector leaves some dead objects in place, except at every fourth collection. */
  private static long heap() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
