package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.aaa.UserPolicy;
import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.esp.EspTransform;
import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.ChildPolicy;
import io.carrierlab.protocols.ike.ChildSa;
import io.carrierlab.protocols.ike.GroupPolicy;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkePolicy;
import io.carrierlab.protocols.ike.IkePolicy.IkeCipher;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.ike.InnerConfig;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.ike.Timing;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.sim.World;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.x509.TrustStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * A client and a gateway on a {@link World}, perhaps with a NAT between them; AAA answers as it is told to. The
 * gateway finds sessions by cookie, as its shell will.
 */
final class IkeNet {
  static final int CLIENT = Ipv4.parse("192.168.1.10");
  static final int NAT = Ipv4.parse("198.51.100.7");
  static final int GATEWAY = Ipv4.parse("203.0.113.1");
  static final int INNER = Ipv4.parse("10.77.0.5");

  static final Timing TIMING = Timing.DEFAULT;
  static final ChildPolicy CHILD = new ChildPolicy(List.of(
      EspTransform.esp(EspTransform.Cipher.AES_CBC_256, EspTransform.Integrity.HMAC_SHA1_96),
      EspTransform.esp(EspTransform.Cipher.TRIPLE_DES_CBC, EspTransform.Integrity.HMAC_MD5_96)), false,
      Optional.empty(), Duration.ofHours(1), 4_608_000);
  static final GroupPolicy GROUP = new GroupPolicy("ENGINEERING", octets("groupsecret"), Optional.of("red"),
      Optional.of("pool"), List.of(Ipv4.parse("10.0.0.53"), Ipv4.parse("10.0.1.53")), List.of(Ipv4.parse("10.0.0.42")),
      Optional.of("example.com"), Optional.of("Welcome"), List.of(Ipv4Prefix.parse("10.0.0.0/8")), false);

  /** One end and what has become of it. */
  final class End {
    final String name;
    final Ike1Session session;
    final boolean client;
    final List<IkeAction> actions = new ArrayList<>();
    /** Installed and not removed, by inbound SPI. */
    final Map<Integer, ChildSa> installed = new LinkedHashMap<>();
    Optional<IkeFailure> closed = Optional.empty();
    Optional<Path> moved = Optional.empty();
    private long wakeAt = Long.MAX_VALUE;
    private long wakes;
    long lastInbound;
    long lastOutbound;
    /** It answers, and does nothing of its own. */
    boolean passive;

    private End(String name, Ike1Session session, boolean client) {
      this.name = name;
      this.session = session;
      this.client = client;
    }

    void on(IkeEvent event) {
      perform(session.on(event, world.nowNanos()));
    }

    private void perform(List<IkeAction> todo) {
      for (IkeAction action : todo) {
        actions.add(action);
        switch (action) {
          case IkeAction.Transmit(Path path, byte[] octets) -> send(this, path, octets);
          case IkeAction.WakeAt(long at) -> wake(at);
          case IkeAction.AskGroup ask -> later(new IkeEvent.Group(groups.get(ask.identity().text())));
          case IkeAction.AskUser(String user, String password) -> later(askUser(user, password));
          case IkeAction.AskAddress(int wanted) -> later(new IkeEvent.Inner(pool.map(each ->
              new InnerConfig(wanted != 0 ? wanted : each, -1, GROUP))));
          case IkeAction.Install(ChildSa sa, int replaces) -> {
            installed.put(sa.spiIn(), sa);
            installs++;
            if (replaces != 0) {
              rekeys++;
            }
          }
          case IkeAction.Remove(int spi) -> installed.remove(spi);
          case IkeAction.Moved(Path path) -> moved = Optional.of(path);
          case IkeAction.Closed(IkeFailure reason) -> {
            closed = Optional.of(reason);
            installed.clear();
          }
          case IkeAction.NatKeepalive _, IkeAction.AskEap _, IkeAction.Authenticated _, IkeAction.Configured _,
              IkeAction.Keys _, IkeAction.Rejected _ -> { }
        }
      }
    }

    private IkeEvent askUser(String user, String password) {
      if (aaaDead) {
        return new IkeEvent.AaaDead();
      }
      return user.equals("alice") && password.equals("alicepw") ? new IkeEvent.UserAccepted(UserPolicy.PLAIN)
          : new IkeEvent.UserRefused(new byte[0]);
    }

    private void later(IkeEvent answer) {
      IkeEvent told = answer instanceof IkeEvent.Group group && group.policy() == null
          ? new IkeEvent.Group(Optional.empty()) : answer;
      world.after(Duration.ofMillis(5), () -> on(told));
    }

    private void wake(long at) {
      long order = ++wakes;
      wakeAt = at;
      if (at != Long.MAX_VALUE) {
        world.after(Duration.ofNanos(Math.max(0, at - world.nowNanos())), () -> {
          if (order == wakes && !passive) {
            on(new IkeEvent.Wake(lastInbound, lastOutbound));
          }
        });
      }
    }

    long wakeAt() {
      return wakeAt;
    }

    int installs;
    int rekeys;

    <T extends IkeAction> List<T> all(Class<T> type) {
      return actions.stream().filter(type::isInstance).map(type::cast).toList();
    }
  }

  record Wire(long atNanos, Path sender, byte[] octets) {}

  final World world;
  final double duplication;
  final Map<String, Optional<GroupPolicy>> groups = new LinkedHashMap<>();
  final List<Wire> wire = new ArrayList<>();
  final List<End> gateways = new ArrayList<>();
  final IkeSettings gatewaySettings;
  Optional<Integer> pool = Optional.of(INNER);
  boolean aaaDead;
  boolean gatewayDead;
  boolean nat;
  int natPort = 40_000;
  /** Changes a message under way; null: it is lost. */
  UnaryOperator<byte[]> meddler = octets -> octets;
  End client;
  private final SplittableRandom chance;

  IkeNet(World world, double duplication, IkeSettings gatewaySettings) {
    this.world = world;
    this.duplication = duplication;
    this.gatewaySettings = gatewaySettings;
    this.chance = world.random.split();
    groups.put("ENGINEERING", Optional.of(GROUP));
  }

  static IkeNet plain() {
    return new IkeNet(new World(1, 0), 0, settings(AuthMethod.XAUTH_PRE_SHARED_KEY, CHILD));
  }

  static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static IkePolicy policy(AuthMethod method) {
    return new IkePolicy(IkeCipher.AES_CBC_128, Digest.SHA1, method, DhGroup.MODP_1024, Duration.ofDays(1));
  }

  static IkeSettings settings(AuthMethod method, ChildPolicy child) {
    return settings(List.of(policy(method)), child, TIMING);
  }

  static IkeSettings settings(List<IkePolicy> policies, ChildPolicy child, Timing timing) {
    return new IkeSettings(policies, child, timing, Optional.empty(), new TrustStore(List.of()), Instant.EPOCH, true);
  }

  static Initiator remoteAccess(String key, String user, String password) {
    return new Initiator(Identity.ofKeyId("ENGINEERING"), octets(key), Optional.of(user), Optional.of(password), true,
        true, Selector.ANY, Selector.ANY);
  }

  static Initiator alice() {
    return remoteAccess("groupsecret", "alice", "alicepw");
  }

  End connect(IkeSettings settings, Initiator who) {
    client = new End("client", Ike1Session.initiator(settings, who, chance.split()), true);
    client.on(new IkeEvent.Start(new Path(CLIENT, Path.IKE, GATEWAY, Path.IKE)));
    return client;
  }

  End connect(Initiator who) {
    return connect(gatewaySettings, who);
  }

  /** The session of the client at the gateway that lives and came last. */
  End gateway() {
    return gateways.reversed().stream().filter(each -> each.closed.isEmpty()).findFirst()
        .orElseGet(gateways::getLast);
  }

  void run(Duration span) {
    world.runFor(span, () -> { });
  }

  private void send(End from, Path path, byte[] octets) {
    wire.add(new Wire(world.nowNanos(), path, octets));
    int copies = chance.nextDouble() < duplication ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      byte[] changed = meddler.apply(octets);
      if (changed != null) {
        world.send(() -> deliver(from, path, changed));
      }
    }
  }

  private void deliver(End from, Path path, byte[] octets) {
    if (from.client) {
      if (!gatewayDead) {
        int address = nat ? NAT : path.localAddress();
        int port = nat ? natPort + path.localPort() % 1000 : path.localPort();
        toGateway(new Path(path.remoteAddress(), path.remotePort(), address, port), octets);
      }
    } else if (client.closed.isEmpty() && !gatewayDead) {
      int port = nat ? path.remotePort() - natPort == 500 && path.localPort() == 4500 ? 4500 : 500 : path.remotePort();
      client.on(new IkeEvent.Datagram(new Path(CLIENT, port, path.localAddress(), path.localPort()), octets));
    }
  }

  private void toGateway(Path path, byte[] octets) {
    Ike1Header header;
    try {
      header = Ike1Header.peek(octets);
    } catch (DecodeException noHeader) {
      return;
    }
    for (End each : gateways) {
      if (each.closed.isEmpty() && each.session.owns(header)) {
        each.on(new IkeEvent.Datagram(path, octets));
        return;
      }
    }
    if (header.responderCookie() == 0) {
      var fresh = new End("gateway", Ike1Session.responder(gatewaySettings, chance.split()), false);
      gateways.add(fresh);
      fresh.on(new IkeEvent.Datagram(path, octets));
    }
  }
}
