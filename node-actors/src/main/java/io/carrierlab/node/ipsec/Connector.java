package io.carrierlab.node.ipsec;

import io.carrierlab.node.ip.Tunnel;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Node;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.ike.ChildSa;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkeSession;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ike1.Ike1Session;
import io.carrierlab.protocols.ike2.Ike2Session;
import io.carrierlab.protocols.ip.Ipv4;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A site's end of an IPsec tunnel, which connects to the provider's gateway, and again after every failure. It owns no
 * actor: a router or a site's IPsec device calls it, and it calls back.
 */
public final class Connector implements TunnelEnd.Owner, Tunnel {
  /** The device around. */
  public interface Owner {
    /** A protected packet, complete, with the origin of what is in it. */
    void sendOuter(Frame packet);

    void sendUdp(Path path, byte[] payload);

    /** {@link #connect} is to be called then. */
    void connectIn(Duration after);

    /** {@link #wake} is to be called then; replaces the time before. {@link Long#MAX_VALUE}: not at all. */
    void wakeAt(long atNanos);

    /** A packet that came out of the tunnel. */
    void inner(Frame packet);

    /** A packet that must not be cut does not fit the tunnel. @param mtu octets that would */
    void tooBig(Frame packet, int mtu);

    /** A packet was to be sent, and there is no tunnel. */
    void notConnected(Frame packet);

    /** The first pair of SAs is there, or the last one is gone. */
    void connected(boolean there);
  }

  /**
   * Whom to connect to, and how.
   *
   * @param address our public one @param gateway the other end's
   * @param retry wait after a failure
   */
  public record Settings(int address, int gateway, int ikeVersion, IkeSettings ike, Initiator initiator,
      Duration retry) {}

  private final Node node;
  private final Settings settings;
  private final Owner owner;
  private final Map<IkeFailure, Integer> failures = new EnumMap<>(IkeFailure.class);
  private TunnelEnd end;

  public Connector(Node node, Settings settings, Owner owner) {
    this.node = node;
    this.settings = settings;
    this.owner = owner;
  }

  /** Whether what comes from there to here is for this tunnel. */
  public boolean serves(int local, int remote) {
    return settings.address() == local && settings.gateway() == remote;
  }

  public void connect() {
    if (end == null) {
      IkeSettings since = settings.ike().since(node.clock().epoch());
      IkeSession session = settings.ikeVersion() == 1
          ? Ike1Session.initiator(since, settings.initiator(), node.clock().random())
          : Ike2Session.initiator(since, settings.initiator(), node.clock().random());
      end = new TunnelEnd(session, node, this);
      end.on(new IkeEvent.Start(new Path(settings.address(), Path.IKE, settings.gateway(), Path.IKE)));
    }
  }

  public void wake() {
    if (end != null) {
      end.wake();
    }
  }

  /** {@code clear crypto sa}: in good order. */
  public void clear() {
    if (end != null) {
      end.on(new IkeEvent.Close());
    }
  }

  /** A packet of ESP or AH. @return false if there is no tunnel */
  public boolean ipsec(Frame packet) {
    if (end != null) {
      end.ipsec(packet);
    }
    return end != null;
  }

  /** A UDP datagram of port 500 or 4500. @param frame that it came in @return false if there is no tunnel */
  public boolean udp(Path path, byte[] payload, Frame frame) {
    if (end != null) {
      end.udp(path, payload, frame);
    }
    return end != null;
  }

  @Override
  public void send(Frame packet) {
    if (end == null) {
      owner.notConnected(packet);
    } else {
      end.send(packet);
    }
  }

  @Override
  public String name() {
    return Ipv4.format(settings.gateway());
  }

  @Override
  public void sendOuter(Frame packet) {
    owner.sendOuter(packet);
  }

  @Override
  public void sendUdp(Path path, byte[] payload) {
    owner.sendUdp(path, payload);
  }

  @Override
  public void wakeAt(long atNanos) {
    owner.wakeAt(atNanos);
  }

  @Override
  public void inner(Frame packet) {
    owner.inner(packet);
  }

  @Override
  public void tooBig(Frame packet, int mtu) {
    owner.tooBig(packet, mtu);
  }

  @Override
  public void ask(IkeAction.Question question) {
    throw new IllegalStateException("an initiator asks nobody: " + question);
  }

  @Override
  public void news(IkeAction.News news) {
    switch (news) {
      case IkeAction.Closed(IkeFailure reason) -> {
        failures.merge(reason, 1, Integer::sum);
        TunnelEnd over = end;
        end = null;
        over.close();
        owner.wakeAt(Long.MAX_VALUE);
        owner.connectIn(settings.retry());
        node.report(new DeviceEvent.SiteTunnel(name(), "", false, Optional.of(reason)));
      }
      case IkeAction.Rejected(IkeFailure reason) -> failures.merge(reason, 1, Integer::sum);
      case IkeAction.Authenticated authenticated -> { }
      case IkeAction.Configured configured -> { }
      case IkeAction.Moved moved -> { }
      case IkeAction.Keys keptByTheGateway -> { }
    }
  }

  @Override
  public void installed(ChildSa sa, boolean first) {
    if (first) {
      owner.connected(true);
      node.report(new DeviceEvent.SiteTunnel(name(), "", false, Optional.empty()));
    }
  }

  @Override
  public void removed(ChildSa sa, boolean last) {
    if (last) {
      owner.connected(false);                            // the session says Closed, or installs another
    }
  }

  /** Pairs of SAs at work. */
  public int sas() {
    return end == null ? 0 : end.sas().size();
  }

  /** The pairs of SAs at work, for whoever compares both ends. */
  public void inspect(Findings into) {
    if (end != null) {
      end.inspect(into, node.name(), false, "", node.name());
    }
  }

  /** For {@code show isakmp} and {@code show sas}. */
  public void tables(Findings into) {
    long now = node.clock().nowNanos();
    into.add(SaTables.session(node.name(), "", SaTables.Who.initiator(settings.gateway(), settings.address(),
        Optional.empty(), failures), end, now));
    into.add(end == null ? SaTables.noSas(node.name()) : SaTables.sas(node.name(), "", end, now));
  }
}
