package io.carrierlab.node.ipsec;

import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.protocols.esp.EspDrop;
import io.carrierlab.protocols.esp.EspTransform;
import io.carrierlab.protocols.esp.SaCounters;
import io.carrierlab.protocols.ike.ChildSa;
import io.carrierlab.protocols.ike.IkeSaView;
import io.carrierlab.protocols.ip.Ipv4;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code show isakmp} and {@code show sas} of every end of a tunnel: aggregator, client, site. */
public final class SaTables {
  private static final List<String> ISAKMP = List.of("dst", "src", "state", "conn-id", "profile", "identity", "user",
      "inner-address", "cipher", "digest", "authentication", "dh-group", "lifetime-left-seconds", "heard-seconds",
      "dpd-unanswered", "drops", "failures");
  private static final List<String> SAS = List.of("peer", "local-ident", "remote-ident", "spi-in", "spi-out",
      "transform", "pfs", "mode", "encaps", "decaps", "octets-out", "octets-in", "age-seconds",
      "lifetime-left-seconds", "kilobytes-left", "replay-errors", "errors");

  /**
   * Whose session it is, as its owner knows it; empty where this end does not know, or it does not apply.
   *
   * @param destination the gateway's address; @param source the other's
   * @param failures of sessions before, by reason
   */
  public record Who(String destination, Optional<String> source, Optional<Integer> number, Optional<String> profile,
      Optional<String> identity, Optional<String> user, Optional<String> inner, Map<?, Integer> failures) {
    /** A client or a site, which knows itself. */
    public static Who initiator(int gateway, int address, Optional<String> inner, Map<?, Integer> failures) {
      return new Who(Ipv4.format(gateway), Optional.of(Ipv4.format(address)), Optional.empty(), Optional.empty(),
          Optional.empty(), Optional.empty(), inner, failures);
    }
  }

  private SaTables() {}

  /** No session. */
  public static StateTable noSession(String node) {
    return new StateTable(node, "isakmp", "", ISAKMP, List.of());
  }

  /** No pair of SAs. */
  public static StateTable noSas(String node) {
    return new StateTable(node, "sas", "", SAS, List.of());
  }

  /** @param end null: there is none just now */
  public static StateTable session(String node, String vrf, Who who, TunnelEnd end, long nowNanos) {
    Optional<IkeSaView> sa = end == null ? Optional.empty() : end.session().sa();
    Optional<IkeSaView.Liveness> liveness = sa.flatMap(IkeSaView::liveness);
    return new StateTable(node, "isakmp", vrf, ISAKMP, List.of(StateTable.row(who.destination(), who.source(),
        end == null ? "DOWN" : end.session().state(), who.number(), who.profile(), who.identity(), who.user(),
        who.inner(), sa.map(each -> each.cipher().toString()), sa.map(each -> each.digest().toString()),
        sa.flatMap(IkeSaView::authentication).map(Object::toString), sa.map(each -> each.group().toString()),
        sa.filter(each -> each.expiresAtNanos().isPresent())
            .map(each -> StateTable.seconds(each.expiresAtNanos().getAsLong() - nowNanos)),
        liveness.map(each -> StateTable.seconds(nowNanos - Math.max(each.heardAtNanos(), end.lastInboundNanos()))),
        liveness.map(IkeSaView.Liveness::unanswered), StateTable.byCause(end == null ? Map.of() : end.drops()),
        StateTable.byCause(who.failures()))));
  }

  /** The pairs at work, the one that sends last. */
  public static StateTable sas(String node, String vrf, TunnelEnd end, long nowNanos) {
    var rows = new ArrayList<List<Object>>();
    for (TunnelEnd.Pair pair : end.pairs()) {
      ChildSa sa = pair.sa();
      SaCounters in = pair.in().counters();
      SaCounters out = pair.out().counters();
      rows.add(StateTable.row(end.path().toString(), SaText.text(sa.local()), SaText.text(sa.remote()), spi(sa.spiIn()),
          spi(sa.spiOut()), text(sa.in().transform()), sa.pfs().map(Object::toString),
          (sa.transport() ? "transport" : "tunnel") + (sa.encapsulated() ? ", UDP-encaps" : ""), out.packets(),
          in.packets(), out.octets(), in.octets(), StateTable.seconds(nowNanos - pair.sinceNanos()),
          sa.lifetime().isZero() ? null
              : StateTable.seconds(pair.sinceNanos() + sa.lifetime().toNanos() - nowNanos),
          sa.lifetimeKilobytes() == 0 ? null : sa.lifetimeKilobytes() - out.octets() / 1024,
          in.drops(EspDrop.REPLAY) + in.drops(EspDrop.TOO_OLD), in.drops() + out.drops()));
    }
    return new StateTable(node, "sas", vrf, SAS, rows);
  }

  private static String spi(int spi) {
    return String.format("0x%08X", spi);
  }

  /** As transform sets are written, {@code ESP-AES_CBC_256-HMAC_SHA1_96}, with a word about weak ones. */
  static String text(EspTransform transform) {
    boolean weak = transform.cipher().weak() && transform.protocol() == EspTransform.Protocol.ESP
        || transform.integrity().weak() && !transform.cipher().aead();
    return transform.protocol() + "-" + transform.cipher() + (transform.cipher().aead() ? ""
        : "-" + transform.integrity()) + (transform.extendedSequence() ? "-ESN" : "") + (weak ? " (weak)" : "");
  }
}
