package io.carrierlab.node.hsrp;

import io.carrierlab.node.ip.Drop;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.ip.IpPacket;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.topology.HsrpConfig;
import io.carrierlab.protocols.hsrp.HsrpAction;
import io.carrierlab.protocols.hsrp.HsrpEvent;
import io.carrierlab.protocols.hsrp.HsrpFollower;
import io.carrierlab.protocols.hsrp.HsrpGroup;
import io.carrierlab.protocols.hsrp.HsrpMachine;
import io.carrierlab.protocols.hsrp.HsrpMessage;
import io.carrierlab.protocols.hsrp.HsrpState;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.udp.UdpDatagram;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The HSRP groups of one routing context: it lends the machines its owner's timers and interfaces. It owns no actor;
 * the router or the VRF calls it in its own context.
 */
public final class HsrpShell {
  /** The router or VRF around. */
  public interface Owner {
    void arm(HsrpAlarm alarm, Duration after);

    void disarm(HsrpAlarm alarm);

    /** A group has another state: other contexts of the router may follow it. */
    void groupState(String group, HsrpState state, String why);
  }

  private static final class Member {
    final HsrpPlace place;
    final HsrpGroup group;
    /** Messages of its number in the version that it does not speak. */
    long otherVersion;

    Member(HsrpPlace place, HsrpGroup group) {
      this.place = place;
      this.group = group;
    }
  }

  private final Node node;
  private final String vrf;
  private final IpStack stack;
  private final Owner owner;
  private final List<Member> members = new ArrayList<>();

  /** Empty if there are no groups: most contexts have none. @param vrf empty: the global table */
  public static Optional<HsrpShell> of(Node node, String vrf, List<HsrpPlace> places, IpStack stack, Owner owner) {
    return places.isEmpty() ? Optional.empty() : Optional.of(new HsrpShell(node, vrf, places, stack, owner));
  }

  private HsrpShell(Node node, String vrf, List<HsrpPlace> places, IpStack stack, Owner owner) {
    this.node = node;
    this.vrf = vrf;
    this.stack = stack;
    this.owner = owner;
    places.forEach(place -> members.add(new Member(place, group(place))));
  }

  /** @throws IllegalArgumentException if a group cannot be run with what is said of it */
  public static void check(List<HsrpPlace> places) {
    places.forEach(HsrpShell::group);
  }

  private static HsrpGroup group(HsrpPlace place) {
    HsrpConfig config = place.config();
    IpInterface port = place.port();
    if (config.follows().isPresent()) {
      return new HsrpFollower(config.follows().get(), port.address(), config.version(), config.group(),
          config.virtualAddress());
    }
    var tracks = new TreeMap<String, Integer>();
    config.tracks().forEach(track -> tracks.merge(track.interfaceName(), track.decrement(), Integer::sum));
    return new HsrpMachine(new HsrpMachine.Config(port.address(), port.mac(), config.version(), config.group(),
        config.virtualAddress(), config.hello(), config.hold(), config.priority(), config.preempt(),
        config.preemptDelay(), config.authentication(), tracks));
  }

  /** The carrier of an interface of this context has come or gone; the stack knows already. */
  public void carrier(int port, boolean up) {
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).place.port().port() == port) {
        on(i, up ? new HsrpEvent.Up() : new HsrpEvent.Down());
      }
    }
  }

  /** The line state of an interface of the router, in this context or in another one: groups may track it. */
  public void line(String interfaceName, boolean up) {
    all(new HsrpEvent.Line(interfaceName, up));
  }

  /** A group of another context of this router has changed. */
  public void leader(String group, HsrpState state) {
    all(new HsrpEvent.Leader(group, state));
  }

  /** The operator's command to take over. @return whether the group is of this context */
  public boolean takeOver(String group) {
    boolean here = false;
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).place.config().name().equals(group)) {
        here = true;
        on(i, new HsrpEvent.TakeOver());
      }
    }
    return here;
  }

  public void due(HsrpAlarm alarm) {
    on(alarm.place(), new HsrpEvent.TimerFired(alarm.timer()));
  }

  /**
   * Takes a datagram for HSRP if it came by an interface with a group. It is believed only if it can come from the
   * interface's own network: sent to all routers there by one of them, and forwarded by nobody.
   *
   * @param in null: by none
   * @param octets of the packet, from {@code offset} on
   */
  public boolean takes(IpInterface in, byte[] octets, int offset, UdpDatagram datagram) {
    if (in == null || datagram.destinationPort() != HsrpMessage.PORT
        || members.stream().noneMatch(member -> member.place.port() == in)) {
      return false;
    }
    int source = Ipv4Header.source(octets, offset);
    int destination = Ipv4Header.destination(octets, offset);
    boolean toRouters = destination == HsrpMessage.ALL_ROUTERS || destination == HsrpMessage.VERSION_2_GROUP;
    if (!toRouters || !in.network().contains(source) || Ipv4Header.ttl(octets, offset) != HsrpMessage.TTL) {
      stack.drop(Drop.HSRP_OFF_LINK);
    } else if (HsrpMessage.advertises(datagram.payload())) {
      stack.drop(Drop.HSRP_NOT_SUPPORTED);
    } else {
      try {
        received(in, source, destination, HsrpMessage.decode(datagram.payload()));
      } catch (DecodeException malformed) {
        stack.drop(Drop.MALFORMED_PAYLOAD);
      }
    }
    return true;
  }

  private void received(IpInterface in, int source, int destination, HsrpMessage message) {
    if (destination != HsrpMessage.destination(message.version())) {
      stack.drop(Drop.HSRP_OFF_LINK);
      return;
    }
    Member otherVersion = null;
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      if (member.place.port() == in && member.place.config().group() == message.group()) {
        if (member.place.config().version() == message.version()) {
          on(i, new HsrpEvent.Received(source, message));
          return;
        }
        otherVersion = member;
      }
    }
    if (otherVersion == null) {
      stack.drop(Drop.UNKNOWN_HSRP_GROUP);
    } else {
      otherVersion(otherVersion, source, message.version());
    }
  }

  /** Said once for each group: both routers will be active, and nothing else would tell why. */
  private void otherVersion(Member member, int source, int version) {
    stack.drop(Drop.HSRP_OTHER_VERSION);
    if (member.otherVersion++ == 0) {
      HsrpConfig config = member.place.config();
      node.report(new DeviceEvent.HsrpOtherVersion(member.place.port().name(), config.group(),
          member.group.view().state(), source, version, config.version()));
    }
  }

  private void all(HsrpEvent event) {
    for (int i = 0; i < members.size(); i++) {
      on(i, event);
    }
  }

  private void on(int place, HsrpEvent event) {
    Member member = members.get(place);
    IpInterface port = member.place.port();
    HsrpConfig config = member.place.config();
    for (HsrpAction action : member.group.on(event, node.clock().nowNanos())) {
      switch (action) {
        case HsrpAction.Send(HsrpMessage message, long sourceMac) -> send(port, message, sourceMac);
        case HsrpAction.Arm(var timer, Duration after) -> owner.arm(new HsrpAlarm(place, timer), after);
        case HsrpAction.Disarm(var timer) -> owner.disarm(new HsrpAlarm(place, timer));
        case HsrpAction.Announce(int address, long mac) -> stack.own(port, address, mac);
        case HsrpAction.Release(int address, long mac) -> stack.disown(port, address, mac);
        case HsrpAction.Changed(HsrpState from, HsrpState to, String why) -> {
          node.report(new DeviceEvent.HsrpChange(port.name(), config.group(), to, why));
          leader(config.name(), to);
          owner.groupState(config.name(), to, why);
        }
        case HsrpAction.Refused(HsrpState state, String why) ->
            node.report(new DeviceEvent.HsrpPreemptRefused(port.name(), config.group(), state, why));
      }
    }
  }

  private void send(IpInterface port, HsrpMessage message, long sourceMac) {
    int to = HsrpMessage.destination(message.version());
    byte[] datagram = new UdpDatagram(HsrpMessage.PORT, HsrpMessage.PORT, message.encode()).encode(port.address(), to);
    stack.sendOn(port, IpPacket.control(port.address(), to, IpProtocol.UDP, HsrpMessage.TTL, datagram),
        sourceMac == 0 ? port.mac() : sourceMac);
  }

  public void inspect(Findings into) {
    if (into.wantsTables()) {
      into.add(HsrpTables.of(node.name(), vrf,
          members.stream().map(each -> HsrpTables.row(each.place, each.group.view(), each.otherVersion)).toList()));
    }
  }
}
