package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.Nlri;
import io.carrierlab.protocols.bgp.Update.Announcement;
import java.util.List;

/**
 * A batch of changes between speakers or between a speaker and its routing table. To be applied in order: first
 * withdrawn, then announced, later announcements replacing earlier ones. Immutable, so that actors may share it;
 * about 20 octets per route.
 */
public record Routes(List<Nlri> withdrawn, List<Announcement> announced) {
  public Routes {
    withdrawn = List.copyOf(withdrawn);
    announced = List.copyOf(announced);
  }

  public static Routes announce(Announcement... announced) {
    return new Routes(List.of(), List.of(announced));
  }

  public static Routes withdraw(Nlri... withdrawn) {
    return new Routes(List.of(withdrawn), List.of());
  }

  /** Destinations in it. */
  public int size() {
    return withdrawn.stream().mapToInt(Nlri::size).sum()
        + announced.stream().mapToInt(each -> each.nlri().size()).sum();
  }
}
