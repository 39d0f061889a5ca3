package io.carrierlab.cluster.bench;

import io.carrierlab.cluster.run.RunOptions;
import io.carrierlab.cluster.run.Runner;
import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread.Part;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread.Quantiles;
import io.carrierlab.node.inspect.ClientView;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code bench failover}: how long clients are out when their aggregator dies, as a function of what people can set.
 * Virtual time: the outages are the same on any machine.
 */
final class FailoverBenchmark implements Benchmark {
  private static final int USUAL_CLIENTS = 10_000;
  private static final int USUAL_DPD = 10;
  private static final int USUAL_HANDSHAKES = 250;

  @Override
  public String name() {
    return "failover";
  }

  @Override
  public String description() {
    return "an aggregator dies: how long clients are out, by their number, DPD interval and the aggregator's "
        + "handshakes a second, one varied at a time";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.numbers("clients", "remote-access clients", 1_000, USUAL_CLIENTS, 50_000),
        Argument.numbers("dpd", "DPD idle times, seconds", 5, USUAL_DPD, 30, 60),
        Argument.numbers("handshakes", "handshakes a second that an aggregator's processor does", 100,
            USUAL_HANDSHAKES, 1_000),
        Argument.number("threads", "worker threads", Runtime.getRuntime().availableProcessors()),
        Argument.file("svg", "the plot is written there, too"));
  }

  @Override
  public int run(List<String> given, PrintStream out) throws IOException {
    var arguments = new Arguments(given, arguments());
    Optional<Path> svg = arguments.value("svg").map(Path::of);
    int threads = arguments.count("threads");
    int[] clients = arguments.numbers("clients");
    int[] dpd = arguments.numbers("dpd");
    int[] handshakes = arguments.numbers("handshakes");
    var usual = new FailoverLab(usual(USUAL_CLIENTS, clients), usual(USUAL_DPD, dpd),
        usual(USUAL_HANDSHAKES, handshakes));
    var panels = new LinkedHashMap<String, List<FailoverLab>>();
    panels.put("clients", labs(clients, n -> new FailoverLab(n, usual.dpdIdleSeconds(), usual.handshakes())));
    panels.put("DPD idle, seconds", labs(dpd, n -> new FailoverLab(usual.clients(), n, usual.handshakes())));
    panels.put("handshakes a second", labs(handshakes,
        n -> new FailoverLab(usual.clients(), usual.dpdIdleSeconds(), n)));
    var distinct = new LinkedHashSet<FailoverLab>();
    panels.values().forEach(distinct::addAll);
    var figures = new Figures(name(), arguments, out);
    figures.say("clients  DPD idle  handshakes/s   p50      p90      p99      last     detection  waiting  handshake  "
        + "convergence  attempts  peak/s  wall");
    Map<FailoverLab, OutageSpread> results = new LinkedHashMap<>();
    boolean all = true;
    for (FailoverLab lab : distinct) {
      OutageSpread spread = measure(lab, threads, figures);
      results.put(lab, spread);
      all &= spread.back() == spread.affected() && spread.affected() == lab.clients();
    }
    if (svg.isPresent()) {
      Files.writeString(svg.get(), FailoverPlot.of(panels, results));
      figures.say("plot written to " + svg.get());
    }
    return figures.close(all);
  }

  /** What a quantity has while another is varied: the usual value, or the first where that is not wanted. */
  private static int usual(int value, int[] wanted) {
    return java.util.Arrays.stream(wanted).anyMatch(each -> each == value) ? value : wanted[0];
  }

  private static List<FailoverLab> labs(int[] values, java.util.function.IntFunction<FailoverLab> lab) {
    return java.util.Arrays.stream(values).mapToObj(lab).toList();
  }

  private static OutageSpread measure(FailoverLab lab, int threads, Figures figures) throws IOException {
    Scenario scenario = lab.scenario();
    var options = new RunOptions(1, threads, false, true, lab.end(), List.of(), false, Optional.empty());
    Runner.Outcome outcome;
    try (var runner = new Runner(scenario, options)) {
      outcome = runner.run(reached -> { });
    }
    OutageSpread spread = outcome.verdicts().stream().flatMap(verdict -> verdict.evidence().stream())
        .filter(OutageSpread.class::isInstance).map(OutageSpread.class::cast).findFirst()
        .orElseThrow(() -> new IllegalStateException("nobody was out: " + outcome.verdicts()));
    double attempts = outcome.seen().access().getLast().clients().stream()
        .mapToInt(FailoverBenchmark::attempts).average().orElse(0);
    int peak = spread.reconnects().counts().stream().mapToInt(Integer::intValue).max().orElse(0);
    var total = spread.total();
    figures.add(String.format("%,7d %7d s  %12s  %8s %8s %8s %8s  %9s %8s %10s %12s  %8.1f  %6d  %.1f s",
        lab.clients(), lab.dpdIdleSeconds(), lab.handshakes(), said(total.p50Nanos()), said(total.p90Nanos()),
        said(total.p99Nanos()), said(total.lastNanos()), mean(spread, "detection"), mean(spread, "waiting"),
        mean(spread, "handshake"), mean(spread, "convergence"), attempts, peak, outcome.wallSeconds()),
        Figures.of("clients", lab.clients(), "dpdIdleSeconds", lab.dpdIdleSeconds(), "handshakes", lab.handshakes(),
            "affected", spread.affected(), "back", spread.back(), "p50", figure(total.p50Nanos()),
            "p90", figure(total.p90Nanos()), "p99", figure(total.p99Nanos()), "last", figure(total.lastNanos()),
            "detection", mean(spread, "detection"), "waiting", mean(spread, "waiting"),
            "handshake", mean(spread, "handshake"), "convergence", mean(spread, "convergence"), "attempts", attempts,
            "peakPerSecond", peak, "virtualSeconds", lab.end().toSeconds(), "threads", threads,
            "wallSeconds", outcome.wallSeconds()));
    return spread;
  }

  private static int attempts(ClientView client) {
    return client.outages().stream().mapToInt(ClientView.Outage::attempts).sum();
  }

  /** Clients that are not back have no figure. */
  private static Object figure(long nanos) {
    return nanos == Quantiles.NOT_BACK ? "not back" : (Object) seconds(nanos);
  }

  private static String said(long nanos) {
    return nanos == Quantiles.NOT_BACK ? "not back" : String.format("%.1f s", seconds(nanos));
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }

  /** The mean of a part, in seconds. */
  private static String mean(OutageSpread spread, String part) {
    return spread.parts().stream().filter(each -> each.name().equals(part)).findFirst().map(Part::spread)
        .map(each -> String.format("%.1f s", seconds(each.meanNanos()))).orElse("-");
  }
}
