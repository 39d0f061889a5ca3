package io.carrierlab.cluster.bench;

import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.rib.VpnTableLoad;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.List;

/** {@code bench vpnv4}: a PE receives a table of VPNv4 routes and imports it into its VRFs. */
final class VpnBenchmark implements Benchmark {
  private static final int[] SIZES = {100_000, 1_000_000};

  @Override
  public String name() {
    return "vpnv4";
  }

  @Override
  public String description() {
    return "a speaker receives VPNv4 routes, decodes and imports them: CPU and octets per route";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.numbers("routes", "VPNv4 routes", SIZES),
        Argument.number("vrfs", "VRFs that they are of", 500),
        Argument.number("rounds", "how often each is measured", 2));
  }

  @Override
  public int run(List<String> given, PrintStream out) throws Exception {
    var arguments = new Arguments(given, arguments());
    int vrfs = arguments.count("vrfs");
    var figures = new Figures(name(), arguments, out);
    boolean complete = true;
    for (int round = 0; round < arguments.number("rounds"); round++) {
      for (int routes : arguments.numbers("routes")) {
        for (VpnTableLoad.Plan plan : VpnTableLoad.Plan.values()) {
          complete &= measure(routes, vrfs, plan, figures);
        }
      }
    }
    return figures.close(complete);
  }

  private static boolean measure(int routes, int vrfs, VpnTableLoad.Plan plan, Figures figures) throws Exception {
    var load = new VpnTableLoad(routes, vrfs, plan);
    List<byte[]> messages = load.announcements();
    long empty = Machine.heapOctets();
    var threads = ManagementFactory.getThreadMXBean();
    double process = Machine.cpuSeconds();
    long begun = threads.getCurrentThreadCpuTime();
    for (byte[] message : messages) {
      load.receive(message);
    }
    long cpu = threads.getCurrentThreadCpuTime() - begun;
    double withCollector = (Machine.cpuSeconds() - process) * 1e6 / routes;
    double octets = (double) (Machine.heapOctets() - empty) / routes;
    figures.add(String.format("%,9d routes, %d VRFs, %-17s: %.2f us CPU a route (%.2f with compiler and"
        + " collector), %.1f octets a route, %,d imported, %,d UPDATEs", routes, vrfs, plan, cpu / 1e3 / routes,
        withCollector, octets, load.imported(), messages.size()),
        Figures.of("routes", routes, "vrfs", vrfs, "plan", plan.toString(), "cpuMicrosPerRoute", cpu / 1e3 / routes,
            "processCpuMicrosPerRoute", withCollector, "octetsPerRoute", octets,
            "imported", load.imported(), "updates", messages.size()));
    return load.imported() == routes && load.pe().view().destinations(Family.VPNV4) == routes;
  }
}
