package io.carrierlab.node.ipsec;

import io.carrierlab.node.fabric.PathNote;
import io.carrierlab.node.gre.TunnelCommand;
import io.carrierlab.node.ip.Tunnel;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.network.NodeReport;
import io.carrierlab.node.router.RouterCommand;
import io.carrierlab.node.topology.AccessConfig;
import io.carrierlab.node.vrf.VrfCommand;
import io.carrierlab.protocols.aaa.AaaQuestion.Caller;
import io.carrierlab.protocols.aaa.AccountingRecord;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.ike.ChildSa;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkeSession;
import io.carrierlab.protocols.ike.InnerConfig;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * One IPsec peer of an aggregator: its IKE session, its SAs, and the way between them and its VRF. What is decrypted
 * goes to the VRF's actor, past the global table; the VRF's route to what is behind the peer leads here.
 */
public final class PeerActor extends ExtensibleBehavior<PeerCommand> implements TunnelEnd.Owner, Tunnel {
  /**
   * What a peer's actor is made of.
   *
   * @param number the aggregator's for it, and its NAS-Port
   * @param bootSecond when the aggregator started: numbers begin anew then, and sessions are accounted for by both
   * @param config the aggregator's
   */
  record Setup(Node node, int number, int bootSecond, IkeSession session, AccessConfig config,
      ActorRef<RouterCommand> router) {}

  private static final int LOOPBACK = 127 << 24;
  private final Setup setup;
  private final ActorRef<PeerCommand> self;
  private final TimerScheduler<PeerCommand> timers;
  private final TunnelEnd end;
  private List<Long> spis = List.of();
  private PeerCommand.Placement placement;
  private Identity identity;
  private boolean asked;
  private String user = "";
  private byte[] classAttribute = {};
  private Duration interim;
  private InnerConfig inner;
  /** Why we end it, where the session does not know. From then on nothing passes, though its SAs go later. */
  private Optional<IkeFailure> refusal = Optional.empty();
  private VrfCommand.ReverseRoute route;
  /** What it protects of the router's tunnels, if it is there for that. */
  private TunnelCommand.Guard guard;
  private boolean started;
  /** The public address is another router's: nothing is sent from it. */
  private boolean muted;
  private long unsent;
  private long barred;                                   // packets of either direction since it was refused
  private AfterTheEnd afterwards;
  private PeerReport.Counted counted = PeerSums.NOTHING;
  private int computations;                             // of the session, as far as the processor knows
  /** No SA is left since the message in hand; the session may still say why, or install another. */
  private boolean bare;
  private long startedNanos;
  private long nextInterimNanos = Long.MAX_VALUE;
  private long sessionWakeNanos = Long.MAX_VALUE;
  private long armedNanos = Long.MAX_VALUE;

  static Behavior<PeerCommand> create(Setup setup) {
    return Behaviors.setup(context -> Behaviors.withTimers(timers -> new PeerActor(setup, context, timers)));
  }

  private PeerActor(Setup setup, ActorContext<PeerCommand> context, TimerScheduler<PeerCommand> timers) {
    this.setup = setup;
    this.self = context.getSelf();
    this.timers = timers;
    this.interim = setup.config().interim();
    this.end = new TunnelEnd(setup.session(), setup.node(), this);
  }

  @Override
  public Behavior<PeerCommand> receive(TypedActorContext<PeerCommand> ignored, PeerCommand command) {
    if (!end.closed()) {
      on(command);
    } else if (afterwards.on(command)) {
      return Behaviors.stopped();
    }
    if (bare) {
      withdraw();
    }
    if (!end.closed() && !counted.still(this)) {
      counted = PeerReport.Counted.of(this);
      report(counted);
    }
    return Behaviors.same();
  }

  private void on(PeerCommand command) {
    switch (command) {
      case PeerCommand.Ike(Path path, byte[] octets) -> {
        on(new IkeEvent.Datagram(path, octets));
        if (!end.closed() && !asked && identity == null && sessionWakeNanos == Long.MAX_VALUE) {
          // No session came of it, and nothing would ever end it.
          news(new IkeAction.Closed(IkeFailure.UNEXPECTED_MESSAGE));
        }
      }
      case PeerCommand.Ipsec(List<Frame> packets) -> packets.forEach(end::ipsec);
      case PeerCommand.Inner(Frame packet) -> {
        if (allowed(packet)) {
          end.send(packet);
        }
      }
      case PeerCommand.Answer(IkeEvent event) -> on(event);
      case PeerCommand.Placed(var group, var where) -> {
        placement = where.orElse(null);
        on(new IkeEvent.Group(Optional.of(group), placement == null || !placement.gre()));
      }
      case PeerCommand.Accepted(var where, var policy, var event) -> {
        placement = where;
        classAttribute = policy.classAttribute();
        if (!policy.interimInterval().isZero()) {
          interim = policy.interimInterval();
        }
        on(event);
      }
      case PeerCommand.End(IkeFailure reason) -> news(new IkeAction.Closed(reason));
      case PeerCommand.Mute(boolean mute) -> muted = mute;
      case PeerCommand.Clear() -> on(new IkeEvent.Close());
      case PeerCommand.Refused(IkeFailure reason) -> {
        refusal = Optional.of(reason);
        on(new IkeEvent.Close());
      }
      case PeerCommand.Inspected(Findings into) -> {
        PeerTables.into(into, this);
        into.done();
      }
      case PeerCommand.Forgotten() -> throw new IllegalStateException("it ends this actor: see receive");
      case PeerCommand.Wake() -> woken();
      case PeerCommand.Job(PeerCommand what) -> {
        on(what);
        reportComputations();
        report(new PeerReport.Served(setup.number()));
      }
    }
  }

  @Override
  public Behavior<PeerCommand> receiveSignal(TypedActorContext<PeerCommand> ignored, Signal signal) {
    return Behaviors.unhandled();
  }

  private void on(IkeEvent event) {
    end.on(event);
    registerSpis();
  }

  /** A session's SPI changes when its IKE SA is rekeyed; for a while it has two or three. */
  private void registerSpis() {
    List<Long> now = setup.session().localSpis();
    if (end.closed() || now.equals(spis)) {
      return;
    }
    now.stream().filter(each -> each != 0 && !spis.contains(each))
        .forEach(each -> report(new PeerReport.IkeSpi(setup.number(), each, true)));
    spis.stream().filter(each -> !now.contains(each))
        .forEach(each -> report(new PeerReport.IkeSpi(setup.number(), each, false)));
    spis = now;
  }

  /** Before what comes of them is sent. Nobody asks where there is no model of a processor. */
  private void reportComputations() {
    int now = setup.session().dhComputations();
    if (now != computations && setup.config().cpu().isPresent()) {
      report(new PeerReport.Computed(setup.number(), now - computations));
      computations = now;
    }
  }

  private void report(PeerReport what) {
    setup.router().tell(new RouterCommand.OfPeer(what));
  }

  private void woken() {
    armedNanos = Long.MAX_VALUE;
    long now = setup.node().clock().nowNanos();
    if (now >= nextInterimNanos) {
      account(new AccountingRecord.Kind.Interim());
      nextInterimNanos = now + interim.toNanos();
    }
    if (now >= sessionWakeNanos) {
      sessionWakeNanos = Long.MAX_VALUE;
      end.wake();
      registerSpis();
    }
    arm();
  }

  /** One timer for the session and for accounting. */
  private void arm() {
    long next = Math.min(sessionWakeNanos, nextInterimNanos);
    if (next != armedNanos && next != Long.MAX_VALUE && !end.closed()) {
      armedNanos = next;
      timers.startSingleTimer("wake", new PeerCommand.Wake(),
          Duration.ofNanos(Math.max(0, next - setup.node().clock().nowNanos())));
    }
  }

  @Override
  public void wakeAt(long atNanos) {
    sessionWakeNanos = atNanos;
    arm();
  }

  @Override
  public void sendOuter(Frame packet) {
    if (mayTransmit()) {
      setup.router().tell(new RouterCommand.Route(packet));
    } else {
      setup.node().note(packet, PathNote.Kind.LOST, "dropped by IPsec: the public address is another router's now");
    }
  }

  @Override
  public void sendUdp(Path path, byte[] payload) {
    if (mayTransmit()) {
      reportComputations();
      setup.router().tell(new RouterCommand.SendUdp(path, payload));
    }
  }

  /** Whether its packets may pass. Who is told to delete its SAs may take its time, or not do it at all. */
  private boolean allowed(Frame packet) {
    if (refusal.isPresent()) {
      barred++;
      setup.node().note(packet, PathNote.Kind.LOST, "dropped by IPsec: the peer has been refused (REFUSED)");
    } else if (Node.follows(packet) && placement != null) {
      setup.node().note(packet, PathNote.Kind.IPSEC, "ISAKMP profile " + placement.profile() + ", peer "
          + setup.number() + ", " + name());
    }
    return refusal.isEmpty();
  }

  private boolean mayTransmit() {
    unsent += muted ? 1 : 0;
    return !muted;
  }

  @Override
  public void inner(Frame packet) {
    if (!allowed(packet) || placement == null) {
      return;
    }
    if (placement.gre()) {
      if (guard != null) {
        setup.router().tell(new RouterCommand.OfTunnels(new TunnelCommand.Decrypted(guard.local(), guard.remote(),
            packet)));
      }
      return;
    }
    placement.vrf().tell(new VrfCommand.FromPeer(List.of(packet)));
  }

  @Override
  public void tooBig(Frame packet, int mtu) {
    placement.vrf().tell(new VrfCommand.TooBig(packet, mtu));
  }

  @Override
  public void ask(IkeAction.Question question) {
    asked = true;
    if (question instanceof IkeAction.AskUser(String name, String password)) {
      user = name;
    } else if (question instanceof IkeAction.AskEap(String name, byte[] eap)) {
      user = name;
    }
    report(new PeerReport.Asks(setup.number(), question));
  }

  @Override
  public void news(IkeAction.News news) {
    switch (news) {
      case IkeAction.Authenticated(Identity peer, String description) -> {
        identity = peer;
        report(new PeerReport.Located(setup.number(), end.path()));
      }
      case IkeAction.Configured(InnerConfig config) -> inner = config;
      case IkeAction.Moved(Path path) -> report(new PeerReport.Located(setup.number(), path));
      case IkeAction.Keys(var keys) -> setup.node().reportKeys(new NodeReport.Ike(keys));
      case IkeAction.Rejected(IkeFailure reason) -> report(new PeerReport.Rejected(setup.number(), reason));
      case IkeAction.Closed(IkeFailure reason) -> {
        IkeFailure why = refusal.orElse(reason);
        reportComputations();
        end.close();
        afterwards = new AfterTheEnd(setup);
        gone(why);
        var dropped = end.drops();
        if (unsent > 0) {
          dropped.put(Aggregator.NOT_ACTIVE, unsent);
        }
        if (barred > 0) {
          dropped.put("REFUSED", barred);
        }
        report(new PeerReport.Closed(setup.number(), why, dropped));
      }
    }
  }

  @Override
  public void installed(ChildSa sa, boolean first) {
    report(new PeerReport.IpsecSpi(setup.number(), sa.spiIn(), true));
    setup.node().reportKeys(NodeReport.Sas.of(end.path(), sa));
    bare = false;
    if (refusal.isPresent()) {
      return;
    }
    if (placement == null) {
      refuse(IkeFailure.USER_REFUSED);                  // it has skipped his authentication, by a policy without it
    } else if (sa.transport() != placement.gre()) {
      refuse(IkeFailure.NO_PROPOSAL_CHOSEN);            // what comes out of transport mode is of the global table
    } else if (placement.gre()) {
      protectGre(sa);
    } else if (inner == null && !placement.permits(sa.remote())) {
      refuse(IkeFailure.BAD_SELECTORS);
    } else {
      if (route == null && setup.config().reverseRoutes() != AccessConfig.ReverseRoutes.OFF) {
        route = reverseRoute(sa);
        placement.vrf().tell(route);
      }
      start();
    }
  }

  /** The session is in the middle of something, and hears of it later; nothing passes from now on. */
  private void refuse(IkeFailure reason) {
    refusal = Optional.of(reason);
    withdraw();
    self.tell(new PeerCommand.Refused(reason));
  }

  /** Its SAs are for GRE between the peer's address and ours, or for nothing. */
  private void protectGre(ChildSa sa) {
    var local = new Selector(setup.config().publicAddress(), setup.config().publicAddress(), IpProtocol.GRE, 0);
    var remote = new Selector(end.path().remoteAddress(), end.path().remoteAddress(), IpProtocol.GRE, 0);
    if (!sa.local().equals(local) || !sa.remote().equals(remote)) {
      refuse(IkeFailure.BAD_SELECTORS);
    } else if (guard == null) {
      guard = new TunnelCommand.Guard(local.first(), remote.first(), this, true);
      setup.router().tell(new RouterCommand.OfTunnels(guard));
      start();
    }
  }

  /** Accounting is of the session, whatever becomes of its SAs. */
  private void start() {
    if (started) {
      return;
    }
    started = true;
    report(new PeerReport.Up(setup.number(), setup.session().initialContact()));
    startedNanos = setup.node().clock().nowNanos();
    account(new AccountingRecord.Kind.Start());
    if (!interim.isZero() && placement.accounting()) {
      nextInterimNanos = startedNanos + interim.toNanos();
      arm();
    }
    tell(Optional.empty());
  }

  @Override
  public void removed(ChildSa sa, boolean last) {
    report(new PeerReport.IpsecSpi(setup.number(), sa.spiIn(), false));
    bare = last;
  }

  /** No SA is left: nothing behind the peer can be reached. */
  private void withdraw() {
    bare = false;
    if (route != null) {
      placement.vrf().tell(route.down());
      route = null;
    }
    if (guard != null) {
      setup.router().tell(new RouterCommand.OfTunnels(new TunnelCommand.Guard(guard.local(), guard.remote(), this,
          false)));
      guard = null;
    }
  }

  private void gone(IkeFailure reason) {
    withdraw();
    if (started) {
      started = false;
      nextInterimNanos = Long.MAX_VALUE;
      account(new AccountingRecord.Kind.Stop(TerminateCause.of(reason)));
      tell(Optional.of(reason));
    }
  }

  /** One of thousands of clients is of interest as one of its VRF; the peer of a tunnel between sites has a name. */
  private void tell(Optional<IkeFailure> why) {
    setup.node().report(inner == null
        ? new DeviceEvent.SiteTunnel(name(), placement.gre() ? "" : placement.vrfName(), placement.gre(), why)
        : new DeviceEvent.ClientSession(placement.vrfName(), why));
  }

  /**
   * A client's route is its address; the next hop of a site's is an address of 127.0.0.0/8, the peer's number, which
   * stands for the tunnel: public addresses change, and two peers may have one.
   */
  private VrfCommand.ReverseRoute reverseRoute(ChildSa sa) {
    if (inner == null) {
      return new VrfCommand.ReverseRoute(covering(sa.remote()), LOOPBACK | setup.number() & 0xff_ffff, this, true,
          true);
    }
    boolean aggregate = setup.config().reverseRoutes() == AccessConfig.ReverseRoutes.AGGREGATE;
    boolean advertised = aggregate && setup.config().pools().stream().anyMatch(pool ->
        pool.vrf().equals(placement.vrfName()) && Integer.compareUnsigned(pool.first(), inner.address()) <= 0
        && Integer.compareUnsigned(inner.address(), pool.last()) <= 0);
    return new VrfCommand.ReverseRoute(Ipv4Prefix.host(inner.address()), inner.address(), this, !advertised, true);
  }

  /** A selector that is no prefix is routed by the longest one that covers it; the SA drops what is outside. */
  private static Ipv4Prefix covering(Selector range) {
    int length = Integer.numberOfLeadingZeros(range.first() ^ range.last());
    return Ipv4Prefix.covering(range.first(), length);
  }

  private void account(AccountingRecord.Kind kind) {
    if (!placement.accounting()) {
      return;
    }
    String id = String.format("%04X%08X", setup.bootSecond(), setup.number());
    var session = new AccountingRecord.Session(id, user.isEmpty() ? identity.text() : user, caller(),
        inner == null ? OptionalInt.empty() : OptionalInt.of(inner.address()), identity.text(), placement.group(),
        Optional.of(placement.vrfName()), classAttribute);
    long seconds = (setup.node().clock().nowNanos() - startedNanos) / 1_000_000_000L;
    report(new PeerReport.Accounted(setup.number(), new AccountingRecord(kind, session, end.usage(seconds))));
  }

  private Caller caller() {
    return new Caller(setup.number(), end.path().remoteAddress(), setup.config().publicAddress());
  }

  @Override
  public void send(Frame packet) {
    self.tell(new PeerCommand.Inner(packet));
  }

  @Override
  public String name() {
    return user.isEmpty() ? identity == null ? end.path().toString() : identity.text() : user;
  }

  Setup setup() {
    return setup;
  }

  TunnelEnd end() {
    return end;
  }

  Optional<PeerCommand.Placement> placement() {
    return Optional.ofNullable(placement);
  }

  Optional<InnerConfig> inner() {
    return Optional.ofNullable(inner);
  }

  Optional<Identity> identity() {
    return Optional.ofNullable(identity);
  }

  String user() {
    return user;
  }

  long startedNanos() {
    return startedNanos;
  }
}
