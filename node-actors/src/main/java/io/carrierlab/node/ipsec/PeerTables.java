package io.carrierlab.node.ipsec;

import io.carrierlab.node.inspect.Inspection;
import io.carrierlab.node.inspect.Inspection.Countable;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.protocols.aaa.AccountingRecord.Usage;
import io.carrierlab.protocols.esp.EspTransform;
import io.carrierlab.protocols.ike.ChildSa;
import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.ip.Ipv4;
import java.util.ArrayList;
import java.util.List;

/** A peer's state: its row in {@code show isakmp}, its rows in {@code show sas}, its counts. */
final class PeerTables {
  static final List<String> ISAKMP = List.of("dst", "src", "state", "conn-id", "profile", "identity", "user",
      "inner-address");
  static final List<String> SAS = List.of("peer", "local-ident", "remote-ident", "spi-in", "spi-out",
      "transform", "mode", "encaps", "decaps", "octets-out", "octets-in", "errors");

  private PeerTables() {}

  static void into(Inspection into, PeerActor peer) {
    String node = peer.setup().node().name();
    String vrf = peer.placement().map(PeerCommand.Placement::vrfName).orElse("");
    List<ChildSa> sas = peer.end().sas();
    count(into, node, Countable.IKE_SAS, vrf, peer.identity().isPresent() ? 1 : 0);
    count(into, node, Countable.SAS, vrf, sas.size());
    count(into, node, Countable.CLIENTS, vrf, peer.inner().isPresent() ? 1 : 0);
    if (into.wantsHoldings() && !sas.isEmpty()) {
      peer.end().inspect(into, node, true, vrf, peer.name());
    }
    if (!into.wantsTables()) {
      return;
    }
    into.add(new StateTable(node, "isakmp", vrf, ISAKMP, List.of(List.of(
        Ipv4.format(peer.setup().config().publicAddress()),
        peer.end().path() == null ? "-" : peer.end().path().toString(), peer.end().session().state(),
        peer.setup().number(), peer.placement().map(PeerCommand.Placement::profile).orElse("-"),
        peer.identity().map(Object::toString).orElse("-"), peer.user().isEmpty() ? "-" : peer.user(),
        peer.inner().map(each -> Ipv4.format(each.address())).orElse("-")))));
    if (!sas.isEmpty()) {
      into.add(new StateTable(node, "sas", vrf, SAS, rows(peer, sas)));
    }
  }

  /** Of the whole device, and of the VRF. */
  private static void count(Inspection into, String node, Countable of, String vrf, long value) {
    into.count(node, of, "", value);
    if (!vrf.isEmpty()) {
      into.count(node, of, vrf, value);
    }
  }

  private static List<List<Object>> rows(PeerActor peer, List<ChildSa> sas) {
    var rows = new ArrayList<List<Object>>();
    Usage usage = peer.end().usage(0);
    long errors = peer.end().drops().values().stream().mapToLong(Long::longValue).sum();
    for (ChildSa sa : sas) {
      rows.add(List.of(peer.end().path().toString(), text(sa.local()), text(sa.remote()),
          String.format("0x%08X", sa.spiIn()), String.format("0x%08X", sa.spiOut()), text(sa.in().transform()),
          (sa.transport() ? "transport" : "tunnel") + (sa.encapsulated() ? ", UDP-encaps" : ""), usage.outputPackets(),
          usage.inputPackets(), usage.outputOctets(), usage.inputOctets(), errors));
    }
    return rows;
  }

  private static String text(Selector selector) {
    return selector.first() == selector.last() ? Ipv4.format(selector.first())
        : Ipv4.format(selector.first()) + "-" + Ipv4.format(selector.last());
  }

  /** As transform sets are written, {@code ESP-AES_CBC_256-HMAC_SHA1_96}, with a word about weak ones. */
  private static String text(EspTransform transform) {
    boolean weak = transform.cipher().weak() && transform.protocol() == EspTransform.Protocol.ESP
        || transform.integrity().weak() && !transform.cipher().aead();
    return transform.protocol() + "-" + transform.cipher() + (transform.cipher().aead() ? ""
        : "-" + transform.integrity()) + (transform.extendedSequence() ? "-ESN" : "") + (weak ? " (weak)" : "");
  }
}
