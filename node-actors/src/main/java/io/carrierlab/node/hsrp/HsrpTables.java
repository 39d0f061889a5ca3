package io.carrierlab.node.hsrp;

import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.topology.HsrpConfig;
import io.carrierlab.protocols.ethernet.Mac;
import io.carrierlab.protocols.hsrp.HsrpView;
import io.carrierlab.protocols.ip.Ipv4;
import java.time.Duration;
import java.util.List;

/** {@code show standby}. */
final class HsrpTables {
  private static final List<String> COLUMNS = List.of("interface", "group", "name", "state", "priority", "active",
      "standby", "virtual-address", "virtual-mac", "hello", "hold", "preempt", "since", "reason", "bad-authentication",
      "own-address", "other-address");

  private HsrpTables() {}

  static StateTable of(String node, String vrf, List<List<Object>> rows) {
    return new StateTable(node, "hsrp", vrf, COLUMNS, rows);
  }

  static List<Object> row(HsrpPlace place, HsrpView view) {
    HsrpConfig config = place.config();
    boolean follows = config.follows().isPresent();
    int own = place.port().address();
    return List.of(place.port().name(), config.group(), config.name(), view.state().toString(),
        follows ? "-" : Integer.toString(view.priority()), router(view.activeRouter(), own),
        router(view.standbyRouter(), own), view.virtualAddress() == 0 ? "-" : Ipv4.format(view.virtualAddress()),
        Mac.formatCisco(view.virtualMac()), follows ? "-" : text(view.hello()), follows ? "-" : text(view.hold()),
        preempt(config), text(Duration.ofNanos(view.sinceNanos())), view.why().isEmpty() ? "-" : view.why(),
        view.drops().authentication(), view.drops().ownAddress(), view.drops().otherAddress());
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
