package io.carrierlab.node.network;

import io.carrierlab.node.fabric.Leaked;
import io.carrierlab.node.fabric.PacketNote;
import io.carrierlab.node.fabric.PortCounters;
import io.carrierlab.node.fabric.Violation;
import io.carrierlab.node.inspect.AccountingView;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.inspect.Countable;
import io.carrierlab.node.inspect.GatewayView;
import io.carrierlab.node.inspect.SaView;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.protocols.esp.SaKeys;
import io.carrierlab.protocols.ike.ChildSa;
import io.carrierlab.protocols.ike.IkeKeys;
import io.carrierlab.protocols.ike.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What a node reports: data, and handed over when it has been through with a round. */
public sealed interface NodeReport {
  /** A report, of whom and when. @param atNanos since the start of the run */
  record Reported(long atNanos, int node, NodeReport what) {}

  /** Of its own accord: something has happened. */
  record Event(DeviceEvent what) implements NodeReport {}

  /** For who opens a capture: what was made. Only where keys are wanted. */
  sealed interface OfKeys extends NodeReport {}

  /** An IKE SA. */
  record Ike(IkeKeys keys) implements OfKeys {}

  /**
   * A pair of IPsec SAs.
   *
   * @param gateway IPv4 address of this end
   * @param spiIn of what comes to it; {@code spiOut}: of what it sends
   */
  record Sas(int gateway, int spiIn, SaKeys in, int spiOut, SaKeys out) implements OfKeys {
    /** @param path as the gateway sees it */
    public static Sas of(Path path, ChildSa sa) {
      return new Sas(path.localAddress(), sa.spiIn(), sa.in(), sa.spiOut(), sa.out());
    }
  }

  /** A delivery has broken the isolation policy: of each node, the first hundred. */
  record Broken(Violation violation) implements NodeReport {}

  /** Of a packet that somebody follows. */
  record OfPacket(PacketNote note) implements NodeReport {}

  /** In answer to {@link NodeOrder.Show}, in any number, and then one {@link Done} or {@link Off}. */
  sealed interface OfQuestion extends NodeReport {
    long question();
  }

  /** All has been said. */
  record Done(long question) implements OfQuestion {}

  /** It has no power: there is nothing to be had. */
  record Off(long question) implements OfQuestion {}

  record Table(long question, StateTable table) implements OfQuestion {}

  /** What has passed its ports, by number, with power or without. */
  record Ports(long question, Map<Integer, PortCounters> counters) implements OfQuestion {}

  /** How often the isolation policy was broken at it. */
  record Leaks(long question, List<Leaked> leaked) implements OfQuestion {}

  /** Of a client, in answer to its own order. @param address inside its company; empty: it has none */
  record InnerAddress(long question, OptionalInt address) implements OfQuestion {}

  /** @param vrf empty: of the device, or its global table */
  record Count(long question, Countable of, String vrf, long value) implements OfQuestion {}

  record Client(long question, ClientView client) implements OfQuestion {}

  record Accounting(long question, AccountingView session) implements OfQuestion {}

  record Sa(long question, SaView sa) implements OfQuestion {}

  record Gateway(long question, GatewayView gateway) implements OfQuestion {}
}
