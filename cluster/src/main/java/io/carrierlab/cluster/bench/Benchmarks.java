package io.carrierlab.cluster.bench;

import java.util.List;

/** All of them. */
public final class Benchmarks {
  private Benchmarks() {}

  public static List<Benchmark> all() {
    return List.of(new ForwardingBenchmark(), new VpnBenchmark(), new IdleBenchmark(), new LabBenchmark(),
        new TunnelsBenchmark(), new ClientsBenchmark(), new EspBenchmark(), new FailoverBenchmark(),
        new RealTimeBenchmark(), new ReadingBenchmark());
  }
}
