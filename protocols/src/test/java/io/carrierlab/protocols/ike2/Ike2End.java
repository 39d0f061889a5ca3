package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.ike.ChildSa;
import io.carrierlab.protocols.ike.GroupPolicy;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.InnerConfig;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Lends a session what its shell would: a timer, a wire, AAA, an address pool, and a table of SAs. */
final class Ike2End {
  static final int POOL = Ipv4.parse("10.9.0.1");
  final World world;
  final Ike2Session session;
  /** How messages leave: path as this end sees it, octets. */
  BiConsumer<Path, byte[]> wire = (path, octets) -> { };
  Function<Identity, Optional<GroupPolicy>> groups = identity -> Optional.of(Ike2Lab.group());
  UnaryOperator<IkeEvent> aaa = UnaryOperator.identity();
  Function<IkeAction.AskEap, IkeEvent> eap = ask -> new IkeEvent.UserRefused(new byte[0]);
  Optional<Integer> address = Optional.of(POOL);
  GroupPolicy groupOfAddress = Ike2Lab.group();
  final Map<Integer, ChildSa> sas = new LinkedHashMap<>();
  final List<IkeAction> log = new ArrayList<>();
  final List<IkeFailure> rejected = new ArrayList<>();
  final List<IkeAction.Keys> keys = new ArrayList<>();
  Optional<IkeFailure> closed = Optional.empty();
  Optional<Identity> peer = Optional.empty();
  Optional<InnerConfig> inner = Optional.empty();
  long lastInbound;
  long lastOutbound;
  int keepalives;
  private long timer;

  Ike2End(World world, Ike2Session session) {
    this.world = world;
    this.session = session;
  }

  void on(IkeEvent event) {
    for (IkeAction action : session.on(event, world.nowNanos())) {
      if (closed.isPresent()) {
        throw new AssertionError(action + " after " + closed.get());
      }
      log.add(action);
      perform(action);
    }
  }

  void perform(IkeAction action) {
    switch (action) {
      case IkeAction.Transmit(Path path, byte[] octets) -> wire.accept(path, octets);
      case IkeAction.NatKeepalive _ -> keepalives++;
      case IkeAction.WakeAt(long at) -> {
        long mine = ++timer;
        if (at != Long.MAX_VALUE) {
          world.after(Duration.ofNanos(Math.max(0, at - world.nowNanos())), () -> {
            if (mine == timer && closed.isEmpty()) {
              on(new IkeEvent.Wake(lastInbound, lastOutbound));
            }
          });
        }
      }
      case IkeAction.AskGroup(Identity identity) -> later(new IkeEvent.Group(groups.apply(identity)));
      case IkeAction.AskUser _ -> throw new AssertionError("IKEv2 has no XAuth");
      case IkeAction.AskEap ask -> later(eap.apply(ask));
      case IkeAction.AskAddress _ -> later(new IkeEvent.Inner(address.map(each ->
          new InnerConfig(each, -1, groupOfAddress))));
      case IkeAction.Authenticated(Identity identity, String _) -> peer = Optional.of(identity);
      case IkeAction.Configured(InnerConfig config) -> inner = Optional.of(config);
      case IkeAction.Install(ChildSa sa, int _) -> sas.put(sa.spiIn(), sa);
      case IkeAction.Remove(int spiIn) -> {
        if (sas.remove(spiIn) == null) {
          throw new AssertionError("no SA " + spiIn);
        }
      }
      case IkeAction.Moved _ -> { }
      case IkeAction.Keys each -> keys.add(each);
      case IkeAction.Rejected(IkeFailure reason) -> rejected.add(reason);
      case IkeAction.Closed(IkeFailure reason) -> {
        closed = Optional.of(reason);
        sas.clear();
      }
    }
  }

  private void later(IkeEvent answer) {
    world.after(Duration.ofMillis(3), () -> {
      if (closed.isEmpty()) {
        on(aaa.apply(answer));
      }
    });
  }
}
