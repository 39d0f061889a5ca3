package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.BgpException;
import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.Nlri;
import io.carrierlab.protocols.bgp.PathAttributes;
import io.carrierlab.protocols.bgp.Update;
import io.carrierlab.protocols.bgp.UpdateDecoder;
import io.carrierlab.protocols.bgp.UpdateEncoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Speakers joined by reliable ordered pipes that carry UPDATE octets, and by mailboxes in a router. Which
 * pipe or mailbox moves next is drawn by lot.
 */
final class SpeakerNet {
  /** A destination. */
  record Dest(Family family, long distinguisher, int address, int length) implements Comparable<Dest> {
    @Override
    public int compareTo(Dest other) {
      int[] order = {family.compareTo(other.family), Long.compare(distinguisher, other.distinguisher),
        Integer.compare(address, other.address), Integer.compare(length, other.length)};
      return Arrays.stream(order).filter(each -> each != 0).findFirst().orElse(0);
    }

    static Dest of(Nlri nlri, int index) {
      return new Dest(nlri.family(), nlri.distinguisher(index), nlri.address(index), nlri.length(index));
    }
  }

  /** What a receiver was told of a destination. */
  record Held(PathAttributes attributes, int label) {}

  /** One end of a session. */
  static final class End {
    final Node node;
    final int address;
    final Set<Family> families;
    End other;
    boolean up;
    /** What this end holds from the other, by what came out of the pipe. */
    final TreeMap<Dest, Held> held = new TreeMap<>();
    /** Towards this end. */
    final Deque<byte[]> pipe = new ArrayDeque<>();
    final Set<Family> markers = new TreeSet<>();
    UpdateDecoder decoder;
    boolean writable = true;

    End(Node node, int address, Set<Family> families) {
      this.node = node;
      this.address = address;
      this.families = families;
    }

    SpeakerConfig.Peer asSeen() {
      return node.config.peers().stream().filter(peer -> peer.address() == other.address).findFirst().orElseThrow();
    }
  }

  /** A router's global speaker or a VRF's. */
  static final class Node {
    final String name;
    final SpeakerConfig config;
    final BgpSpeaker speaker;
    final Node router;
    Set<Long> imports;
    final List<End> ends = new ArrayList<>();
    final List<Node> vrfs = new ArrayList<>();
    final Deque<SpeakerEvent> mailbox = new ArrayDeque<>();
    final Set<SpeakerAction.Timer> timers = new java.util.LinkedHashSet<>();
    final TreeMap<Dest, Held> local = new TreeMap<>();
    final Map<Integer, OptionalLong> metrics = new TreeMap<>();
    /** By label-switched path; null: it has never heard of any. */
    TreeMap<Integer, Long> tunnels;
    final TreeSet<Integer> tracked = new TreeSet<>();
    int continues;

    Node(String name, SpeakerConfig config, Node router, Set<Long> imports) {
      this.name = name;
      this.config = config;
      this.router = router;
      this.imports = imports;
      speaker = new BgpSpeaker(config, 3);              // so few slots at once that all long work is cut up
    }

    Optional<SpeakerConfig.Vrf> vrf() {
      return config.vrf();
    }
  }

  final List<Node> nodes = new ArrayList<>();
  final List<End> ends = new ArrayList<>();
  private final RandomGenerator random;
  long steps;

  SpeakerNet(RandomGenerator random) {
    this.random = random;
  }

  Node router(String name, SpeakerConfig config) {
    var node = new Node(name, config, null, Set.of());
    nodes.add(node);
    return node;
  }

  Node vrf(Node router, SpeakerConfig config, Set<Long> imports) {
    var vrf = config.vrf().orElseThrow();
    var node = new Node(router.name + "/" + vrf.name(), config, router, imports);
    nodes.add(node);
    router.vrfs.add(node);
    router.mailbox.add(new SpeakerEvent.VrfConfigured(vrf.name(), vrf.rd(), imports));
    return node;
  }

  End session(Node one, int addressOfOne, Node other, int addressOfOther, Set<Family> families) {
    var first = new End(one, addressOfOne, families);
    var second = new End(other, addressOfOther, families);
    first.other = second;
    second.other = first;
    one.ends.add(first);
    other.ends.add(second);
    ends.add(first);
    ends.add(second);
    return first;
  }

  void up(End end) {
    if (!end.up) {
      for (End each : List.of(end, end.other)) {
        each.up = true;
        boolean internal = each.node.config.as() == each.other.node.config.as();
        each.decoder = new UpdateDecoder(
            new UpdateDecoder.Context(each.families, true, internal, each.other.node.config.as()));
        each.writable = true;
        each.node.mailbox.add(new SpeakerEvent.PeerUp(each.other.address, each.families,
            each.other.node.config.routerId(), each.address, true));
      }
    }
  }

  void down(End end) {
    if (end.up) {
      for (End each : List.of(end, end.other)) {
        each.up = false;
        each.held.clear();
        each.markers.clear();
        each.pipe.clear();
        each.node.mailbox.add(new SpeakerEvent.PeerDown(each.other.address));
      }
    }
  }

  void announce(Node node, Dest dest, PathAttributes attributes) {
    node.local.put(dest, new Held(attributes, 0));
    var nlri = Nlri.of(Family.IPV4_UNICAST).ipv4(dest.address(), dest.length()).build();
    node.mailbox.add(new SpeakerEvent.LocalRoutes(Routes.announce(new Update.Announcement(attributes, nlri))));
  }

  void withdraw(Node node, Dest dest) {
    node.local.remove(dest);
    var nlri = Nlri.of(Family.IPV4_UNICAST).ipv4(dest.address(), dest.length()).build();
    node.mailbox.add(new SpeakerEvent.LocalRoutes(Routes.withdraw(nlri)));
  }

  /** Moves a few things. @return false if there is nothing left to move */
  boolean step() {
    var choices = new ArrayList<Runnable>();
    for (Node node : nodes) {
      if (!node.mailbox.isEmpty()) {
        choices.add(() -> deliver(node, node.mailbox.poll()));
      }
      if (node.continues > 0) {
        choices.add(() -> {
          node.continues--;
          deliver(node, new SpeakerEvent.Continue());
        });
      }
    }
    for (End end : ends) {
      if (!end.pipe.isEmpty() && end.node.mailbox.isEmpty()) {
        choices.add(() -> receive(end, end.pipe.poll()));
      }
    }
    if (choices.isEmpty() || random.nextInt(20) == 0) {
      nodes.stream().filter(node -> !node.timers.isEmpty()).forEach(node -> choices.add(() -> fire(node)));
    }
    if (choices.isEmpty()) {
      return false;
    }
    steps++;
    choices.get(random.nextInt(choices.size())).run();
    return true;
  }

  private void fire(Node node) {
    var timer = node.timers.iterator().next();
    node.timers.remove(timer);
    deliver(node, new SpeakerEvent.TimerFired(timer));
  }

  private void receive(End end, byte[] message) {
    try {
      Update update = end.decoder.decode(Arrays.copyOfRange(message, 19, message.length));
      if (!update.faults().isEmpty()) {
        throw new AssertionError("faults " + update.faults());
      }
      for (Nlri nlri : update.withdrawn()) {
        for (int i = 0; i < nlri.size(); i++) {
          end.held.remove(Dest.of(nlri, i));
        }
      }
      for (var each : update.announced()) {
        for (int i = 0; i < each.nlri().size(); i++) {
          end.held.put(Dest.of(each.nlri(), i), new Held(each.attributes(), each.nlri().label(i)));
        }
      }
      update.endOfRib().ifPresent(end.markers::add);
      deliver(end.node, new SpeakerEvent.UpdateReceived(end.other.address, update));
    } catch (BgpException refused) {
      throw new AssertionError(refused);
    }
  }

  private void deliver(Node node, SpeakerEvent event) {
    for (SpeakerAction action : node.speaker.on(event, steps)) {
      perform(node, action);
    }
  }

  private void perform(Node node, SpeakerAction action) {
    switch (action) {
      case SpeakerAction.SendUpdate(int peer, Update update) -> send(node, peer, update);
      case SpeakerAction.SendRefresh(int peer, Family family) -> {
        End end = end(node, peer);
        if (end.up) {
          end.other.node.mailbox.add(new SpeakerEvent.RefreshRequested(end.address, family));
        }
      }
      case SpeakerAction.BestChanged _ -> { }
      case SpeakerAction.HostRoutesVia _ -> { }
      case SpeakerAction.ImportToVrf(String vrf, Routes routes) -> node.vrfs.stream()
          .filter(each -> each.vrf().orElseThrow().name().equals(vrf)).findFirst().orElseThrow()
          .mailbox.add(new SpeakerEvent.ImportRoutes(routes));
      case SpeakerAction.ExportToVpn(String vrf, Routes routes) ->
          node.router.mailbox.add(new SpeakerEvent.ExportedRoutes(vrf, routes));
      case SpeakerAction.Track(int nextHop) -> {
        node.tracked.add(nextHop);
        if (node.metrics.containsKey(nextHop)) {
          node.mailbox.add(new SpeakerEvent.NextHops(
              List.of(new SpeakerEvent.NextHop(nextHop, node.metrics.get(nextHop)))));
        }
      }
      case SpeakerAction.Untrack(int nextHop) -> node.tracked.remove(nextHop);
      case SpeakerAction.Continue() -> {
        if (node.continues++ > 0) {
          throw new AssertionError("two continues at a time");
        }
      }
      case SpeakerAction.Arm(var timer, var after) -> node.timers.add(timer);
      case SpeakerAction.Disarm(var timer) -> node.timers.remove(timer);
    }
  }

  private void send(Node node, int peer, Update update) {
    End end = end(node, peer);
    if (!end.up || !end.node.mailbox.isEmpty() && end.node.mailbox.stream().anyMatch(each ->
        each instanceof SpeakerEvent.PeerDown(int address) && address == peer)) {
      return;                                        // the session of this message is gone already
    }
    var encoder = new UpdateEncoder(true, 4096);
    update.withdrawn().forEach(nlri -> end.other.pipe.addAll(encoder.withdraw(nlri)));
    update.announced().forEach(each -> end.other.pipe.addAll(encoder.announce(each.attributes(), each.nlri())));
    update.endOfRib().ifPresent(family -> end.other.pipe.add(encoder.endOfRib(family)));
  }

  End end(Node node, int peer) {
    return node.ends.stream().filter(each -> each.other.address == peer).findFirst().orElseThrow();
  }
}
