package io.carrierlab.node.hsrp;

import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.topology.HsrpConfig;
import io.carrierlab.protocols.ethernet.Mac;
import io.carrierlab.protocols.hsrp.HsrpView;
import io.carrierlab.protocols.ip.Ipv4;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code show standby}. */
final class HsrpTables {
  private static final List<String> COLUMNS = List.of("interface", "group", "name", "state", "priority", "active",
      "standby", "virtual-address", "virtual-mac", "hello-seconds", "hold-seconds", "preempt", "since-seconds",
      "reason", "drops");

  private HsrpTables() {}

  static StateTable of(String node, String vrf, List<List<Object>> rows) {
    return new StateTable(node, "hsrp", vrf, COLUMNS, rows);
  }

  static List<Object> row(HsrpPlace place, HsrpView view, long otherVersion) {
    HsrpConfig config = place.config();
    boolean follows = config.follows().isPresent();
    int own = place.port().address();
    return StateTable.row(place.port().name(), config.group(), config.name(), view.state().toString(),
        follows ? null : view.priority(), router(view.activeRouter(), own), router(view.standbyRouter(), own),
        view.virtualAddress() == 0 ? null : Ipv4.format(view.virtualAddress()), Mac.formatCisco(view.virtualMac()),
        follows ? null : seconds(view.hello()), follows ? null : seconds(view.hold()), preempt(config),
        StateTable.seconds(view.sinceNanos()), view.why(), StateTable.byCause(drops(view.drops(), otherVersion)));
  }

  private static Map<String, Long> drops(HsrpView.Drops drops, long otherVersion) {
    var counted = new TreeMap<>(Map.of("bad-authentication", drops.authentication(), "own-address", drops.ownAddress(),
        "other-virtual-address", drops.otherAddress(), "other-version", otherVersion));
    counted.values().removeIf(count -> count == 0);
    return counted;
  }

  private static double seconds(Duration span) {
    return StateTable.seconds(span.toNanos());
  }

  private static String router(int address, int own) {
    return address == 0 ? "unknown" : address == own ? "local" : Ipv4.format(address);
  }

  private static String preempt(HsrpConfig config) {
    return config.follows().map(leader -> "follows " + leader).orElseGet(() -> !config.preempt() ? "no"
        : config.preemptDelay().isZero() ? "yes" : "yes, delay " + text(config.preemptDelay()));
  }

  /** {@code 3s} or {@code 750ms}; without a fraction of a millisecond. */
  private static String text(Duration time) {
    long millis = time.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
