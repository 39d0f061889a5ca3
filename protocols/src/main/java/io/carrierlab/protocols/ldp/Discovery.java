package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ldp.LdpMessage.Hello;
import io.carrierlab.protocols.ldp.LdpMessage.Ipv4Address;
import io.carrierlab.protocols.ldp.LdpView.Count;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Basic discovery (RFC 5036 §2.4.1). Thousands of routers do this every few seconds for hours, so that a hello which
 * says what the last one said costs a comparison: it moves a deadline, at which the timer looks when it fires.
 */
final class Discovery {
  private static final int DEFAULT_HOLD_SECONDS = 15;
  private static final int MAX_NEIGHBOURS_PER_LINK = 256;
  /** Where the message id of a hello is: some routers count it up, and it says nothing. */
  private static final int ID_OFFSET = LdpPdu.HEADER_OCTETS + 4;
  private static final int AFTER_ID = ID_OFFSET + 4;

  private static final class Link {
    private final int index;
    private final int address;
    private final List<Heard> heard = new ArrayList<>(1);
    private Duration interval;
    /** Sends a hello and arms the timer of the next. */
    private List<LdpAction> helloTurn = List.of();

    private Link(int index, int address, Duration interval) {
      this.index = index;
      this.address = address;
      this.interval = interval;
    }
  }

  /** A hello adjacency. */
  private static final class Heard {
    private final Neighbour neighbour;
    private int source;
    private byte[] octets = {};
    private int holdSeconds;
    private long expiresAtNanos;
    /** When the timer fires; {@link Long#MAX_VALUE} if it is not armed. */
    private long armedForNanos = Long.MAX_VALUE;

    private Heard(Neighbour neighbour) {
      this.neighbour = neighbour;
    }

    private boolean same(int from, byte[] again) {
      return from == source && (Arrays.equals(octets, again) || again.length == octets.length
          && again.length > AFTER_ID && Arrays.equals(again, 0, ID_OFFSET, octets, 0, ID_OFFSET)
          && Arrays.equals(again, AFTER_ID, again.length, octets, AFTER_ID, octets.length));
    }

    private void extend(long now) {
      expiresAtNanos = now + holdSeconds * 1_000_000_000L;
    }
  }

  private final LdpConfig config;
  private final Turn turn;
  private final Sessions sessions;
  private final byte[] hello;
  private final TreeMap<Integer, Link> links = new TreeMap<>();

  Discovery(LdpConfig config, Turn turn, Sessions sessions) {
    this.config = config;
    this.turn = turn;
    this.sessions = sessions;
    var message = new Hello(0, (int) config.helloHold().toSeconds(), false, false,
        Optional.of(new Ipv4Address(config.lsrId())), OptionalInt.empty());
    this.hello = new LdpPdu(LdpId.platform(config.lsrId()), List.of(message)).encode();
  }

  /** Whether the interface, with this address, is news. */
  boolean unknown(int index, int address) {
    Link link = links.get(index);
    return link == null || link.address != address;
  }

  Optional<Integer> address(int index) {
    return Optional.ofNullable(links.get(index)).map(link -> link.address);
  }

  void up(int index, int address) {
    var link = new Link(index, address, config.helloInterval());
    links.put(index, link);
    pace(link);
    turn.arm(new LdpTimer.HelloDue(index), config.firstHello().toNanos());
  }

  void down(int index) {
    Link link = links.remove(index);
    turn.disarm(new LdpTimer.HelloDue(index));
    for (Heard heard : link.heard) {
      turn.disarm(new LdpTimer.HelloHold(index, heard.neighbour.lsrId));
      sessions.adjacencyDown(heard.neighbour, LdpStatus.SHUTDOWN, "interface down");
    }
  }

  List<LdpAction> helloDue(int index) {
    Link link = links.get(index);
    return link == null ? List.of() : link.helloTurn;
  }

  /** The fast path: true, with nothing else to do, if this is the last hello again. */
  boolean refresh(int index, int source, byte[] payload, long now) {
    Link link = links.get(index);
    if (link != null) {
      for (int i = 0; i < link.heard.size(); i++) {
        Heard heard = link.heard.get(i);
        if (heard.same(source, payload)) {
          heard.extend(now);
          return true;
        }
      }
    }
    return false;
  }

  void received(int index, int source, byte[] payload) {
    Link link = links.get(index);
    if (link == null) {
      turn.count(Count.HELLO_ON_UNKNOWN_INTERFACE);
      return;
    }
    try {
      LdpPdu pdu = LdpPdu.decode(payload);
      if (pdu.messages().isEmpty() || !(pdu.messages().getFirst() instanceof Hello message)) {
        turn.count(Count.NOT_A_HELLO);
      } else if (pdu.sender().lsrId() == config.lsrId()) {
        turn.count(Count.OWN_HELLO);
      } else if (message.targeted()) {
        turn.count(Count.TARGETED_HELLO);
      } else if (pdu.sender().labelSpace() != 0) {
        turn.count(Count.INTERFACE_LABEL_SPACE);
      } else {
        heard(link, pdu.sender().lsrId(), source, message).ifPresent(heard -> heard.octets = payload);
      }
    } catch (DecodeException malformed) {
      turn.count(Count.MALFORMED_HELLO);
    }
  }

  void holdFired(int index, int lsrId) {
    Link link = links.get(index);
    if (link != null) {
      find(link, lsrId).ifPresent(heard -> {
        if (turn.now() < heard.expiresAtNanos) {
          watch(link, heard);
        } else {
          link.heard.remove(heard);
          pace(link);
          sessions.adjacencyDown(heard.neighbour, LdpStatus.HOLD_TIMER_EXPIRED, "hello hold timer expired");
        }
      });
    }
  }

  private Optional<Heard> heard(Link link, int lsrId, int source, Hello message) {
    int transport = message.transportAddress().map(Ipv4Address::value).orElse(source);
    if (transport == 0 || transport == config.lsrId() || Ipv4.isMulticast(transport)) {
      turn.count(Count.TRANSPORT_CONFLICT);
      return Optional.empty();
    }
    Optional<Heard> known = find(link, lsrId);
    if (known.isEmpty() && link.heard.size() >= MAX_NEIGHBOURS_PER_LINK) {
      turn.count(Count.TOO_MANY_NEIGHBOURS);
      return Optional.empty();
    }
    Optional<Neighbour> neighbour = sessions.neighbour(lsrId, transport, known.isEmpty());
    if (neighbour.isEmpty()) {
      return Optional.empty();
    }
    Heard heard = known.orElseGet(() -> new Heard(neighbour.get()));
    int theirs = message.holdSeconds() == 0 ? DEFAULT_HOLD_SECONDS : message.holdSeconds();
    heard.holdSeconds = Math.min(theirs, (int) config.helloHold().toSeconds());
    heard.source = source;
    heard.extend(turn.now());
    watch(link, heard);
    if (known.isEmpty()) {
      link.heard.add(heard);
    }
    // At once, that the neighbour may know us before our connection, or its own, meets it (§2.5.2 refuses strangers).
    if (pace(link) || known.isEmpty()) {
      turn.addAll(link.helloTurn);
    }
    sessions.heard(heard.neighbour, known.isEmpty(), message.configurationSequence());
    return Optional.of(heard);
  }

  /** Arms the timer unless it fires in time anyway. */
  private void watch(Link link, Heard heard) {
    if (heard.expiresAtNanos < heard.armedForNanos || heard.armedForNanos <= turn.now()) {
      heard.armedForNanos = heard.expiresAtNanos;
      turn.arm(new LdpTimer.HelloHold(link.index, heard.neighbour.lsrId), heard.expiresAtNanos - turn.now());
    }
  }

  /** Three hellos within the shortest hold time (§3.5.2). @return whether the interval is another now */
  private boolean pace(Link link) {
    Duration interval = config.helloInterval();
    for (Heard heard : link.heard) {
      Duration third = Duration.ofSeconds(heard.holdSeconds).dividedBy(3);
      interval = interval.compareTo(third) <= 0 ? interval : third;
    }
    boolean changed = !interval.equals(link.interval) || link.helloTurn.isEmpty();
    if (changed) {
      link.interval = interval;
      link.helloTurn = List.of(new LdpAction.SendHello(link.index, LdpMachine.ALL_ROUTERS, hello),
          new LdpAction.Arm(new LdpTimer.HelloDue(link.index), interval));
    }
    return changed;
  }

  private static Optional<Heard> find(Link link, int lsrId) {
    return link.heard.stream().filter(heard -> heard.neighbour.lsrId == lsrId).findFirst();
  }

  List<LdpView.Discovery> view() {
    return links.values().stream().map(link -> new LdpView.Discovery(link.index, link.address,
        link.heard.stream().map(heard -> new LdpView.Adjacency(heard.neighbour.lsrId, heard.source,
            heard.neighbour.transportAddress, heard.holdSeconds, heard.expiresAtNanos)).toList())).toList();
  }
}
