package io.carrierlab.loadgen.report;

import io.carrierlab.loadgen.report.TimelineEvent.Hsrp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * After a fault another router of an HSRP group became active.
 *
 * @param fault in words, at {@code faultNanos}
 * @param to the node that is active now; {@code from}: the one that was before
 * @param afterNanos since the fault
 */
record SwitchOver(String fault, long faultNanos, String to, String from, Group group, long afterNanos) {
  private static final String ACTIVE = "Active";

  /** @param link whose segment it is: numbers are reused on others */
  record Group(String link, int number) {
    static Group of(Hsrp hsrp) {
      return new Group(hsrp.link(), hsrp.group());
    }

    @Override
    public String toString() {
      return "group " + number + (link.isEmpty() ? "" : " on " + link);
    }
  }

  /**
   * The first after each fault and before the next, of each group.
   *
   * @param faults and {@code states} in order of time
   */
  static List<SwitchOver> of(List<FaultMark> faults, List<Hsrp> states) {
    var found = new ArrayList<SwitchOver>();
    Map<Group, String> active = new HashMap<>();
    Set<Group> moved = new HashSet<>();
    int begun = 0;
    for (Hsrp hsrp : states) {
      while (begun < faults.size() && faults.get(begun).atNanos() <= hsrp.atNanos()) {
        begun++;
        moved.clear();
      }
      if (!hsrp.state().equals(ACTIVE)) {
        continue;
      }
      Group group = Group.of(hsrp);
      String before = active.put(group, hsrp.node());
      if (begun > 0 && before != null && !before.equals(hsrp.node()) && moved.add(group)) {
        FaultMark fault = faults.get(begun - 1);
        found.add(new SwitchOver(fault.what(), fault.atNanos(), hsrp.node(), before, group,
            hsrp.atNanos() - fault.atNanos()));
      }
    }
    return List.copyOf(found);
  }
}
