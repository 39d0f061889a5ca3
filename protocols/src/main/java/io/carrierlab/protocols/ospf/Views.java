package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ospf.OspfView.Counters;
import io.carrierlab.protocols.ospf.OspfView.InterfaceView;
import io.carrierlab.protocols.ospf.OspfView.LsaView;
import io.carrierlab.protocols.ospf.OspfView.NeighborView;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Copies of the state for people. */
final class Views {
  private Views() {}

  static List<InterfaceView> interfaces(Core core) {
    return core.links.stream().map(link -> {
      int heard = (int) link.neighbors.values().stream().filter(n -> n.state != NeighborState.DOWN).count();
      return new InterfaceView(link.index(), link.config.name(), link.state, link.config.address(),
          link.config.prefixLength(), link.config.cost(), link.designatedRouter, link.backupDesignatedRouter,
          heard, link.fullNeighbors(), link.rejections.byReason(), link.rejections.last());
    }).toList();
  }

  static List<NeighborView> neighbors(Core core) {
    long deadNanos = core.config.timers().dead().toNanos();
    return core.links.stream().flatMap(link -> link.neighbors.values().stream()).map(it ->
        new NeighborView(it.link.index(), it.routerId, it.address, it.state, it.priority, it.designatedRouter,
            it.backupDesignatedRouter,
            it.state == NeighborState.DOWN ? OptionalLong.empty() : OptionalLong.of(it.heardNanos + deadNanos),
            it.requestsLeft(), it.unacknowledgedCount(), Optional.ofNullable(it.lastDown),
            it.link.rejections.lastFrom(it.address))).toList();
  }

  static List<LsaView> database(Core core, long nowNanos) {
    var views = new ArrayList<LsaView>(core.database.size());
    for (StoredLsa stored : core.database.toArray()) {
      try {
        LsaBody body = stored.lsa.body();
        views.add(new LsaView(stored.header(nowNanos), body, text(body)));
      } catch (DecodeException impossible) {
        throw new IllegalStateException("stored unread: " + stored.lsa, impossible);
      }
    }
    return views;
  }

  private static String text(LsaBody body) {
    return switch (body) {
      case LsaBody.Router router -> router.links().stream().map(Views::text).collect(Collectors.joining("; "));
      case LsaBody.Network network -> "mask " + Ipv4.format(network.mask()) + ", routers "
          + network.attachedRouters().stream().map(Ipv4::format).collect(Collectors.joining(" "));
      case LsaBody.Opaque opaque -> opaque.hex();
    };
  }

  private static String text(LsaBody.Link link) {
    String id = Ipv4.format(link.id());
    String data = Ipv4.format(link.data());
    return switch (link.type()) {
      case POINT_TO_POINT -> "point-to-point to router " + id + " by " + data;
      case TRANSIT -> "transit network of designated router " + id + " by " + data;
      case STUB -> "stub " + id + " mask " + data;
      case VIRTUAL -> "virtual link to router " + id + " by " + data;
    } + " metric " + link.metric();
  }

  static Counters counters(Core core) {
    return new Counters(Arrays.stream(core.receivedPackets).boxed().toList(),
        Arrays.stream(core.sentPackets).boxed().toList(), core.rejected, core.lsasRefused, core.lsasOriginated,
        core.lsasRetransmitted, core.adjacencyResets, core.spfRuns);
  }
}
