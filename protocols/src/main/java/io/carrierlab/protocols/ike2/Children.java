package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.esp.EspTransform;
import io.carrierlab.protocols.esp.SaKeys;
import io.carrierlab.protocols.ike.ChildPolicy;
import io.carrierlab.protocols.ike.ChildSa;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The child SAs of a session, whichever of its IKE SAs made them. */
final class Children {
  private final Peering peering;
  private final List<Child> all = new ArrayList<>(2);

  Children(Peering peering) {
    this.peering = peering;
  }

  /** What an exchange has agreed upon. @param ours we were the exchange's initiator; @param shared empty without PFS */
  record Agreed(EspTransform transform, int spiIn, int spiOut, boolean ours, byte[] shared, byte[] ni, byte[] nr,
      boolean transport, Optional<DhGroup> pfs) {}

  List<Child> all() {
    return all;
  }

  /** Derives the keys of a child SA and installs it. @param replaces SPI of ours; 0: none */
  Child add(IkeSa sa, Agreed agreed, List<Selector> local, List<Selector> remote, int replaces) {
    EspTransform transform = agreed.transform();
    byte[] material = KeySchedule.childMaterial(sa.suite.digest(), sa.deriving, agreed.shared(), agreed.ni(),
        agreed.nr(), 2 * transform.keyMaterialOctets());
    SaKeys[] keys = KeySchedule.childKeys(transform, material);
    ChildPolicy policy = peering.settings.child();
    var child = new Child(agreed.spiIn(), agreed.spiOut(), transform, agreed.transport(), local, remote);
    child.renewAt = peering.renewal(policy.lifetime());
    child.expireAt = peering.after(policy.lifetime());
    all.add(child);
    peering.emit(new IkeAction.Install(new ChildSa(child.spiIn, child.spiOut, agreed.ours() ? keys[1] : keys[0],
        agreed.ours() ? keys[0] : keys[1], child.transport, peering.encapsulated(), Selectors.cover(local),
        Selectors.cover(remote), policy.lifetime(), policy.lifetimeKilobytes(), agreed.pfs()), replaces));
    return child;
  }

  Optional<Child> byInbound(int spi) {
    return all.stream().filter(each -> each.spiIn == spi).findFirst();
  }

  Optional<Child> byOutbound(int protocol, int spi) {
    return all.stream().filter(each -> each.spiOut == spi && ChildOffer.protocol(each.transform) == protocol)
        .findFirst();
  }

  void remove(Child child) {
    if (all.remove(child)) {
      peering.emit(new IkeAction.Remove(child.spiIn));
    }
  }
}
