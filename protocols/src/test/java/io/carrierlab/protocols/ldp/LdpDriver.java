package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ldp.LdpMessage.Hello;
import io.carrierlab.protocols.ldp.LdpMessage.Initialization;
import io.carrierlab.protocols.ldp.LdpMessage.Ipv4Address;
import io.carrierlab.protocols.ldp.LdpMessage.KeepAlive;
import io.carrierlab.protocols.ldp.LdpMessage.Notification;
import io.carrierlab.protocols.ldp.LdpView.State;
import io.carrierlab.protocols.tcp.Flow;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The machine of 192.168.0.5 and, played by the test, one peer on link 1. */
final class LdpDriver {
  static final int OWN = 0xc0a80005;
  static final int OWN_LINK = 0x0a000005;
  static final int PEER_LINK = 0x0a000002;
  static final Ipv4Prefix FAR = Ipv4Prefix.parse("10.9.0.0/16");

  final LdpMachine machine;
  private final boolean active;
  private final Map<LdpTimer, Long> timers = new LinkedHashMap<>();
  private final List<LdpAction> actions = new ArrayList<>();
  private Flow flow;
  private Flow attempt;
  private long now;

  /** What the machine sent, in words. */
  static final class Sent {
    private Sent() {}

    /** Message types, each run of one type once but for keepalives; words of notifications; connection requests. */
    static String words(List<LdpAction> actions) {
      var words = new ArrayList<String>();
      for (LdpAction action : actions) {
        if (action instanceof LdpAction.TcpSend send) {
          messages(send).forEach(message -> {
            String word = message instanceof Notification note ? note.text() : message.getClass().getSimpleName();
            if (words.isEmpty() || !words.getLast().equals(word) || message instanceof KeepAlive) {
              words.add(word);
            }
          });
        } else if (action instanceof LdpAction.TcpClose) {
          words.add(words.isEmpty() ? "close" : words.removeLast() + ", close");
        } else if (action instanceof LdpAction.TcpConnect) {
          words.add("connect");
        }
      }
      return String.join(" ", words);
    }

    static List<LdpMessage> messages(LdpAction.TcpSend send) {
      try {
        var framer = new LdpFramer();
        framer.feed(send.octets());
        var messages = new ArrayList<LdpMessage>();
        for (var pdu = framer.next(); pdu.isPresent(); pdu = framer.next()) {
          messages.addAll(LdpPdu.decode(pdu.get()).messages());
        }
        return messages;
      } catch (DecodeException bug) {
        throw new AssertionError(bug);
      }
    }
  }

  private LdpDriver(boolean active, LdpConfig config) {
    this.active = active;
    machine = new LdpMachine(config);
    flow = active ? new Flow(OWN, 50_000, peer(), LdpMachine.PORT) : new Flow(OWN, LdpMachine.PORT, peer(), 50_000);
    on(new LdpEvent.LocalPrefix(Ipv4Prefix.host(OWN), true));
    on(new LdpEvent.InterfaceUp(1, OWN_LINK));
  }

  static LdpDriver passiveWithoutHello() {
    return new LdpDriver(false, LdpConfig.of(OWN));
  }

  static LdpDriver active() {
    return active(LdpConfig.of(OWN));
  }

  static LdpDriver active(LdpConfig config) {
    var driver = new LdpDriver(true, config);
    driver.hello();
    return driver;
  }

  static LdpDriver in(State state) {
    return in(state, state != State.INITIALIZED);
  }

  static LdpDriver in(State state, boolean active) {
    return in(state, active, LdpConfig.of(OWN));
  }

  static LdpDriver in(State state, boolean active, LdpConfig config) {
    var driver = new LdpDriver(active, config);
    driver.hello();
    switch (state) {
      case NON_EXISTENT -> { }
      case INITIALIZED, OPENSENT -> driver.connect();
      case OPENREC -> {
        driver.connect();
        driver.receive(driver.initialization(30));
      }
      case OPERATIONAL -> {
        driver.connect();
        driver.receive(driver.initialization(30), new KeepAlive(2));
      }
    }
    return driver;
  }

  /** Lower than ours if we are active. */
  int peer() {
    return active ? 0xc0a80002 : 0xc0a80008;
  }

  Flow flow() {
    return flow;
  }

  Flow attempt() {
    return attempt;
  }

  long now() {
    return now;
  }

  void on(LdpEvent event) {
    for (LdpAction action : machine.on(event, now)) {
      actions.add(action);
      if (action instanceof LdpAction.Arm(LdpTimer timer, Duration after)) {
        timers.put(timer, now + after.toNanos());
      } else if (action instanceof LdpAction.Disarm(LdpTimer timer)) {
        timers.remove(timer);
      } else if (action instanceof LdpAction.TcpConnect(Flow asked)) {
        attempt = asked;
      }
    }
  }

  /** What was asked for since the last call. */
  List<LdpAction> sent() {
    var taken = List.copyOf(actions);
    actions.clear();
    return taken;
  }

  List<LdpMessage> sentMessages() {
    return sent().stream().filter(LdpAction.TcpSend.class::isInstance)
        .flatMap(send -> Sent.messages((LdpAction.TcpSend) send).stream()).toList();
  }

  void hello() {
    hello(1);
  }

  void hello(int index) {
    var message = new Hello(0, 15, false, false, Optional.of(new Ipv4Address(peer())), OptionalInt.empty());
    on(new LdpEvent.HelloReceived(index, PEER_LINK, new LdpPdu(LdpId.platform(peer()), List.of(message)).encode()));
  }

  void connect() {
    on(new LdpEvent.TcpConnected(flow, !active));
  }

  /** The peer opens another connection. */
  void reconnect() {
    flow = new Flow(OWN, LdpMachine.PORT, peer(), flow.remotePort() + 1);
    connect();
  }

  Initialization initialization(int keepAliveSeconds) {
    return new Initialization(1, 1, keepAliveSeconds, false, false, 0, 0, LdpId.platform(OWN));
  }

  void receive(LdpMessage... messages) {
    on(new LdpEvent.TcpReceived(flow, new LdpPdu(LdpId.platform(peer()), List.of(messages)).encode()));
  }

  /** A message as octets, in a PDU. */
  void receiveMessage(byte[] message) {
    on(new LdpEvent.TcpReceived(flow, new WireWriter().u16(1).u16(message.length + 6).bits32(peer()).u16(0)
        .octets(message).toByteArray()));
  }

  /** @param hellos whether the peer goes on sending them, often */
  void pass(Duration span, boolean hellos) {
    long end = now + span.toNanos();
    while (true) {
      var next = timers.entrySet().stream().min(Map.Entry.comparingByValue()).filter(one -> one.getValue() <= end);
      long tick = hellos ? Math.min(end, now + 1_000_000_000L) : end;
      if (next.isPresent() && next.get().getValue() <= tick) {
        now = next.get().getValue();
        timers.remove(next.get().getKey());
        on(new LdpEvent.TimerFired(next.get().getKey()));
      } else if (tick < end) {
        now = tick;
        hello();
      } else {
        now = end;
        return;
      }
    }
  }

  State state() {
    return machine.sessions().stream().filter(one -> one.lsrId() == peer()).findFirst()
        .map(LdpView.Session::state).orElse(State.NON_EXISTENT);
  }

  LdpView.Session session() {
    return machine.sessions().stream().filter(one -> one.lsrId() == peer()).findFirst().orElseThrow();
  }
}
