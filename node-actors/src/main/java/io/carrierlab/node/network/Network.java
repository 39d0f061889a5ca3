package io.carrierlab.node.network;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.carrierlab.node.fabric.DeliveryObserver;
import io.carrierlab.node.fabric.Direction;
import io.carrierlab.node.fabric.InterfaceCapture;
import io.carrierlab.node.fabric.LinkQuality;
import io.carrierlab.node.fabric.Links;
import io.carrierlab.node.fabric.Links.PortOf;
import io.carrierlab.node.fabric.LocalFabric;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.network.NodeReport.Reported;
import io.carrierlab.node.time.Engine;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A running network in this JVM. What it does to its nodes, it does in their contexts, at a time. */
public final class Network implements AutoCloseable {
  /** Where no link says it. */
  private static final Duration WINDOW = Duration.ofMillis(1);
  /** In real time events happen up to one window early, so it is short. */
  private static final Duration PACED_WINDOW = Duration.ofNanos(200_000);
  private final Topology topology;
  private final ActorSystem<Consumer<ActorContext<?>>> system;
  private final Engine engine;
  private final LocalFabric fabric;
  private final Outbox.Office office = new Outbox.Office();
  private final List<Outbox> outboxes = new ArrayList<>();
  private final boolean keys;
  private final List<ActorRef<NodeOrder>> nodes = new ArrayList<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private boolean failed;
  private volatile boolean closing;
  private volatile Consumer<Reported> reports = report -> { };

  /**
   * How a network is run.
   *
   * @param seed of all chance, in virtual time
   * @param threads that take nodes in hand, in virtual time
   * @param serialize encode and decode every frame at every hop
   * @param virtual virtual time; else the wall clock
   * @param keys the keys of IKE and IPsec sessions are kept, for Wireshark
   */
  public record Options(long seed, int threads, boolean serialize, boolean virtual, boolean keys) {
    /** Without keys. */
    public Options(long seed, int threads, boolean serialize, boolean virtual) {
      this(seed, threads, serialize, virtual, false);
    }
  }

  /** @param devices makes a node's device, cold */
  public Network(Topology topology, Options options, BiFunction<Node, NodeConfig, Behavior<PortMessage>> devices) {
    this.topology = topology;
    keys = options.keys();
    system = ActorSystem.create(guardian(), "carrierlab", config(topology, options));
    engine = Engine.of(system);
    engine.afterEachRound(() -> office.deliver(reports));
    // Pekko ends it by itself after an error that it takes for fatal, and tells nobody else. It may not come to an end.
    CoordinatedShutdown.get(system).addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "tell", () -> {
      if (!closing) {
        failed(new IllegalStateException("the actor system has ended by itself, as it does when memory runs out"));
      }
      return CompletableFuture.completedFuture(Done.getInstance());
    });
    try {
      for (int node = 0; node < topology.nodes().size(); node++) {
        outboxes.add(new Outbox(office, node, engine.clock(node)));
      }
      fabric = new LocalFabric(topology, engine, options.serialize(), outboxes::get);
      spawn(devices);
    } catch (RuntimeException | Error e) {
      failed = true;
      close();
      throw e;
    }
  }

  /** Whatever goes wrong in the guardian's context is thrown here: there it would end in a log. */
  private void spawn(BiFunction<Node, NodeConfig, Behavior<PortMessage>> devices) {
    var spawned = new CompletableFuture<Void>();
    system.tell(context -> {
      try {
        topology.nodes().forEach(config -> spawn(context, config, devices));
        spawned.complete(null);
      } catch (RuntimeException | Error e) {
        spawned.completeExceptionally(e);
      }
    });
    try {
      spawned.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the network was being built", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the network could not be built: " + e.getCause(), e.getCause());
    }
  }

  /** Does what it is told within its own context: only there may actors be spawned. */
  private static Behavior<Consumer<ActorContext<?>>> guardian() {
    return Behaviors.setup(context -> Behaviors.receiveMessage(task -> {
      task.accept(context);
      return Behaviors.same();
    }));
  }

  private void spawn(ActorContext<?> guardian, NodeConfig config,
      BiFunction<Node, NodeConfig, Behavior<PortMessage>> devices) {
    int index = nodes.size();
    var node = new Node(index, config.name(), engine.clock(index), fabric.of(index), outboxes.get(index), keys);
    Behavior<PortMessage> device = devices.apply(node, config);
    engine.inContextOf(index, () ->
        nodes.add(guardian.spawn(NodeActor.create(node, fabric.control(index), device, this::failed), config.name(),
            DispatcherSelector.fromConfig("carrierlab.node-dispatcher"))));
  }

  private static Config config(Topology topology, Options options) {
    Duration window = topology.links().stream().map(LinkConfig::delay).min(Comparator.naturalOrder()).orElse(WINDOW);
    if (!options.virtual() && window.compareTo(PACED_WINDOW) > 0) {
      window = PACED_WINDOW;
    }
    return ConfigFactory.parseMap(Map.of(
            "carrierlab.time.nodes", topology.nodes().size(),
            "carrierlab.time.seed", options.seed(),
            "carrierlab.time.threads", options.threads(),
            "carrierlab.time.window-nanos", window.toNanos(),
            "carrierlab.time.paced", !options.virtual()))
        .withFallback(ConfigFactory.parseResources("engine.conf"))
        .withFallback(ConfigFactory.load()).resolve();
  }

  /** Time 0 of the run on the calendar. */
  public Instant epoch() {
    return engine.epoch();
  }

  public Topology topology() {
    return topology;
  }

  /** Its links, and its nodes by name. */
  public Links links() {
    return fabric.links();
  }

  /** Over every delivered frame and its time; the same for the same scenario and seed, at any number of threads. */
  public long traceHash() {
    return fabric.traceHash();
  }

  /** Captures at an interface from now on, beside whoever captures there already. */
  public void capture(PortOf end, InterfaceCapture capture) {
    fabric.capture(end, capture);
  }

  /** Watches what is delivered to a port. Set before the run. */
  public void observe(PortOf end, DeliveryObserver observer) {
    fabric.observe(end, observer);
  }

  /**
   * Runs everything up to and including {@code until}; in real time, not before it is that late. Whoever was asked for
   * something until then has answered.
   *
   * @param reported is told what nodes report, by time, then by node, by one thread between rounds
   * @return whether that time was reached; else {@link #stop} was called
   * @throws IllegalStateException if a device or what carries it failed
   */
  public boolean runUntil(Duration until, Consumer<Reported> reported) {
    reports = reported;
    boolean reached;
    try {
      reached = engine.runUntil(until);
    } catch (RuntimeException | Error e) {
      failed = true;
      throw e;
    }
    throwFailure();
    return reached;
  }

  /** The same for who does not want to hear what nodes report. */
  public boolean runUntil(Duration until) {
    return runUntil(until, report -> { });
  }

  private void throwFailure() {
    Throwable failure = failures.peek();
    if (failure != null) {
      failed = true;
      throw new IllegalStateException("a device failed: " + failure, failure);
    }
  }

  /** Nothing of it is to be waited for any more: what runs it has failed. */
  public void abandon() {
    failed = true;
  }

  /** Ends the run under way, or else the next one, before its time; called from any thread. */
  public void stop() {
    engine.stop();
  }

  /** Where a run that was stopped has got to. */
  public Duration paused() {
    return engine.paused();
  }

  private void failed(Throwable failure) {
    failures.add(failure);
    engine.stop();
  }

  /** Has {@code task} run after each round, by one thread, when no node runs. */
  public void afterEachRound(Runnable task) {
    engine.afterEachRound(task);
  }

  /** By how much a round began late at most, by the wall clock, in real time. */
  public Duration behind() {
    return engine.behind();
  }

  /** No event will happen before this time any more. */
  public long reachedNanos() {
    return engine.reached().toNanos();
  }

  /** Has a node obey, at a time; not while a run is under way. Orders of one time are obeyed as they were given. */
  public void order(int node, Duration at, NodeOrder order) {
    engine.at(node, at, () -> nodes.get(node).tell(order));
  }

  /** An order to the device of a node; lost if the node is off then. */
  public void tell(int node, Duration at, PortMessage.OfDevice order) {
    order(node, at, new NodeOrder.ForDevice(order));
  }

  /** Cuts these ends of links, or mends them. */
  public void cut(List<PortOf> ends, Duration at, boolean restore) {
    ends.forEach(end -> order(end.node(), at, restore ? new NodeOrder.Restore(end.port())
        : new NodeOrder.Cut(end.port())));
  }

  /** What these ends of links send vanishes, or what they are sent; the carrier stays. */
  public void blackHole(List<PortOf> ends, Duration at, Direction direction) {
    ends.forEach(end -> order(end.node(), at, new NodeOrder.BlackHole(end.port(), direction)));
  }

  /** @param change from what was configured to what these ends send with, until they are mended */
  public void degrade(List<PortOf> ends, Duration at, UnaryOperator<LinkQuality> change) {
    ends.forEach(end -> order(end.node(), at, new NodeOrder.Quality(end.port(),
        change.apply(links().configured(end)))));
  }

  /** Switches a node off: its state is gone, and so is the light on its point-to-point links. */
  public void powerOff(int node, Duration at) {
    links().farEnds(node).forEach(end -> order(end.node(), at, new NodeOrder.FarEnd(end.port(), true)));
    order(node, at, new NodeOrder.PowerOff());
  }

  /** Switches a node on again, cold. */
  public void powerOn(int node, Duration at) {
    links().farEnds(node).forEach(end -> order(end.node(), at, new NodeOrder.FarEnd(end.port(), false)));
    order(node, at, new NodeOrder.PowerOn());
  }

  /** Waits until all actors have stopped; not after a failure, as there may be some that cannot. */
  @Override
  public void close() {
    closing = true;
    engine.close();
    system.terminate();
    if (!failed) {
      system.getWhenTerminated().toCompletableFuture().join();
    }
  }
}
