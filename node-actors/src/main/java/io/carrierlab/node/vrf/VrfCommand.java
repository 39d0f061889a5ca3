package io.carrierlab.node.vrf;

import io.carrierlab.node.bgp.BgpAlarm;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.inspect.Inspection;
import io.carrierlab.node.router.TunnelTable;
import io.carrierlab.protocols.arp.ArpTable;
import io.carrierlab.protocols.bgp.rib.Routes;
import io.carrierlab.protocols.frame.Frame;
import java.util.List;

/** What the rest of its PE, or it itself, tells a VRF. */
public sealed interface VrfCommand extends PortMessage.OfDevice {
  /** Packets that came through the core with a label of this VRF, which is off. */
  record FromCore(List<Frame> packets) implements VrfCommand {}

  /** The ways to other PEs have changed. */
  record Tunnels(TunnelTable table) implements VrfCommand {}

  /** Routes of other VRFs that this one imports, by the PE's global speaker. */
  record Imported(Routes routes) implements VrfCommand {}

  record Inspected(Inspection into) implements VrfCommand {}

  record Fired(BgpAlarm alarm) implements VrfCommand {}

  record ArpTimer(int port, ArpTable.Timer timer) implements VrfCommand {}

  /** The speaker has more to do. */
  record Continue() implements VrfCommand {}
}
