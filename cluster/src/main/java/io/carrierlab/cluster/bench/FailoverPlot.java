package io.carrierlab.cluster.bench;

import io.carrierlab.loadgen.drill.Evidence.OutageSpread;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Outages as a drawing: a panel for each quantity that is varied; in each, for every value, a bar from the client that
 * was back first of a half to the last one, in steps: p50, p90, p99, last. All panels have one scale. Where so many
 * were not back that a step has no end, it is drawn to the top, and open.
 */
final class FailoverPlot {
  private static final int PANEL = 260;
  private static final int HEIGHT = 300;
  private static final int LEFT = 56;
  private static final int TOP = 40;
  private static final String[] SHADES = {"#08519c", "#3182bd", "#6baed6", "#bdd7e7"};
  private static final String[] NAMES = {"p50", "p90", "p99", "last"};

  private FailoverPlot() {}

  static String of(Map<String, List<FailoverLab>> panels, Map<FailoverLab, OutageSpread> results) {
    double most = results.values().stream().map(OutageSpread::total).flatMapToLong(total -> LongStream.of(
        total.p50Nanos(), total.p90Nanos(), total.p99Nanos(), total.lastNanos())).filter(nanos -> nanos > 0).max()
        .orElse(1_000_000_000L) / 1e9;
    double step = step(most);
    double top = Math.ceil(most / step) * step;
    int width = LEFT + panels.size() * PANEL + 20;
    var svg = new StringBuilder(String.format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
        + "width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\" aria-label=\"Outage of "
        + "clients by their number, DPD interval and handshakes a second\">%n<rect width=\"100%%\" height=\"100%%\" "
        + "fill=\"white\"/>%n", width, HEIGHT + TOP + 60, width, HEIGHT + TOP + 60));
    for (double at = 0; at <= top + step / 2; at += step) {
      double y = TOP + HEIGHT * (1 - at / top);
      svg.append(String.format("<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>"
          + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f s</text>%n", LEFT, width - 20, y, y, LEFT - 6, y + 4,
          at));
    }
    for (int i = 0; i < NAMES.length; i++) {
      svg.append(String.format("<rect x=\"%d\" y=\"12\" width=\"12\" height=\"12\" fill=\"%s\"/>"
          + "<text x=\"%d\" y=\"22\">%s</text>%n", LEFT + i * 70, SHADES[i], LEFT + 16 + i * 70, NAMES[i]));
    }
    int panel = 0;
    for (Map.Entry<String, List<FailoverLab>> each : panels.entrySet()) {
      panel(svg, LEFT + panel * PANEL, panel, each, results, top);
      panel++;
    }
    return svg.append("</svg>\n").toString();
  }

  private static void panel(StringBuilder svg, int left, int number, Map.Entry<String, List<FailoverLab>> panel,
      Map<FailoverLab, OutageSpread> results, double top) {
    double slot = (PANEL - 30.0) / panel.getValue().size();
    for (int i = 0; i < panel.getValue().size(); i++) {
      FailoverLab lab = panel.getValue().get(i);
      var total = results.get(lab).total();
      long[] ends = {total.p50Nanos(), total.p90Nanos(), total.p99Nanos(), total.lastNanos()};
      double x = left + 15 + slot * i + slot * 0.2;
      double before = 0;
      for (int part = 0; part < ends.length; part++) {
        boolean known = ends[part] != OutageSpread.Quantiles.NOT_BACK;
        double until = known ? ends[part] / 1e9 : top;
        svg.append(String.format("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"%s>"
            + "<title>%s %s</title></rect>%n", x, TOP + HEIGHT * (1 - until / top), slot * 0.6,
            HEIGHT * (until - before) / top, known ? SHADES[part] : "none",
            known ? "" : " stroke=\"" + SHADES[part] + "\" stroke-dasharray=\"3 3\"", NAMES[part],
            known ? String.format("%.1f s", until) : "not back"));
        before = until;
      }
      int value = number == 0 ? lab.clients() : number == 1 ? lab.dpdIdleSeconds() : lab.handshakes();
      svg.append(String.format("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%,d</text>%n", x + slot * 0.3,
          TOP + HEIGHT + 18, value));
    }
    svg.append(String.format("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" font-weight=\"bold\">%s</text>%n",
        left + PANEL / 2, TOP + HEIGHT + 42, panel.getKey()));
  }

  /** Between lines: 1, 2 or 5 times a power of ten, some six of them. */
  private static double step(double most) {
    double magnitude = Math.pow(10, Math.floor(Math.log10(most / 6)));
    double rest = most / 6 / magnitude;
    return magnitude * (rest <= 1 ? 1 : rest <= 2 ? 2 : rest <= 5 ? 5 : 10);
  }
}
