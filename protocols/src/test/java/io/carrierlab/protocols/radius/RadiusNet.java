package io.carrierlab.protocols.radius;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.aaa.AaaAnswer;
import io.carrierlab.protocols.aaa.AaaQuestion;
import io.carrierlab.protocols.aaa.AccountingRecord;
import io.carrierlab.protocols.eap.EapPacket;
import io.carrierlab.protocols.eap.EapPeer;
import io.carrierlab.protocols.eap.Msk;
import io.carrierlab.protocols.sim.World;
import io.carrierlab.protocols.wire.DecodeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** One client and two servers on a network that loses, delays and repeats. */
final class RadiusNet {
  static final int FIRST = 11;
  static final int SECOND = 12;
  static final Duration DEAD_TIME = Duration.ofSeconds(20);

  final World world;
  final RadiusClient client;
  final Map<Integer, RadiusServer> servers = new HashMap<>();
  /** Servers that are switched off. */
  final Set<Integer> off = new HashSet<>();
  final Map<Integer, Integer> reached = new HashMap<>();
  final List<String> faults = new ArrayList<>();
  int opened;
  private final double repeats;
  private final Map<Long, Consumer<AaaAnswer>> open = new HashMap<>();
  /** Sessions whose start is not answered, by request. */
  private final Map<Long, String> startsOpen = new HashMap<>();
  private long nextRequest;
  private long wakeAt = Long.MAX_VALUE;

  RadiusNet(World world, double repeats) {
    this.world = world;
    this.repeats = repeats;
    List<RadiusClientConfig.Server> known = new ArrayList<>();
    for (int address : new int[] {FIRST, SECOND}) {
      byte[] secret = ("secret of " + address).getBytes(US_ASCII);
      known.add(new RadiusClientConfig.Server(address, 1812, 1813, secret, Duration.ofSeconds(2), 3, true));
      servers.put(address, new RadiusServer(RadiusServerConfig.of(
          List.of(new RadiusServerConfig.Client(RadiusServerTest.CLIENT, secret)), RadiusServerTest.ACCOUNTS),
          world.random.split()));
    }
    client = new RadiusClient(new RadiusClientConfig(RadiusServerTest.CLIENT, "pe1", known, DEAD_TIME, 1000, 1645, 4,
        0), world.random.split());
  }

  int openRequests() {
    return open.size();
  }

  void ask(AaaQuestion question, Consumer<AaaAnswer> then) {
    long id = begin(then);
    step(new RadiusClientEvent.Ask(id, question));
  }

  void account(AccountingRecord record, Consumer<AaaAnswer> then) {
    long id = begin(then);
    if (record.kind() instanceof AccountingRecord.Kind.Start) {
      startsOpen.put(id, record.session().id());
    }
    step(new RadiusClientEvent.Account(id, record));
  }

  /** A whole EAP conversation of a client that has this password. */
  void eap(String user, String password, Consumer<AaaAnswer> then) {
    byte[] identity = new EapPacket.Response(1, EapPacket.IDENTITY, user.getBytes(StandardCharsets.UTF_8)).encode();
    round(user, password, EapPeer.start(), identity, Optional.empty(), then);
  }

  private void round(String user, String password, EapPeer.State state, byte[] response,
      Optional<AaaQuestion.Conversation> conversation, Consumer<AaaAnswer> then) {
    ask(new AaaQuestion.Eap(user, response, conversation, RadiusPacketTest.CALLER), answer -> {
      if (answer instanceof AaaAnswer.EapAccepted accepted) {
        EapPeer.Step end = EapPeer.step(EapPeer.Config.of(user, password), state, accepted.eap(), world.random);
        if (!end.output().equals(new EapPeer.Output.Authenticated(new Msk(accepted.msk())))) {
          faults.add("the peer says " + end.output());
        }
      }
      if (!(answer instanceof AaaAnswer.EapChallenge challenge)) {
        then.accept(answer);
        return;
      }
      EapPeer.Step step = EapPeer.step(EapPeer.Config.of(user, password), state, challenge.eap(), world.random);
      if (step.output() instanceof EapPeer.Output.Answer(byte[] reply)) {
        world.after(Duration.ofMillis(10), () -> round(user, password, step.next(), reply,
            Optional.of(challenge.conversation()), then));
      } else {
        faults.add("the peer says " + step.output());
      }
    });
  }

  private long begin(Consumer<AaaAnswer> then) {
    open.put(nextRequest, then);
    opened++;
    return nextRequest++;
  }

  private void step(RadiusClientEvent event) {
    for (RadiusClientAction action : client.on(event, world.nowNanos())) {
      switch (action) {
        case RadiusClientAction.Send send -> toServer(send);
        case RadiusClientAction.Answer(long id, AaaAnswer answer) -> {
          startsOpen.remove(id);
          Consumer<AaaAnswer> then = open.remove(id);
          if (then == null) {
            faults.add("request " + id + " has a second answer");
          } else {
            // Later, as an actor would: the client is in the middle of its actions.
            world.after(Duration.ZERO, () -> then.accept(answer));
          }
        }
        case RadiusClientAction.WakeAt(long at) -> {
          wakeAt = at;
          if (at != Long.MAX_VALUE) {
            world.after(Duration.ofNanos(Math.max(0, at - world.nowNanos())), () -> {
              if (wakeAt == at) {
                step(new RadiusClientEvent.Wake());
              }
            });
          }
        }
      }
    }
  }

  private void toServer(RadiusClientAction.Send send) {
    checkOrder(send.octets());
    Runnable delivery = () -> {
      if (!off.contains(send.serverAddress())) {
        reached.merge(send.serverAddress(), 1, Integer::sum);
        servers.get(send.serverAddress()).on(new RadiusServer.Datagram(RadiusServerTest.CLIENT, send.sourcePort(),
            send.serverPort(), send.octets()), world.nowNanos()).ifPresent(answer -> toClient(send, answer));
      }
    };
    world.send(delivery);
    if (world.random.nextDouble() < repeats) {
      world.send(delivery);
    }
  }

  private void toClient(RadiusClientAction.Send send, byte[] answer) {
    Runnable delivery = () -> step(new RadiusClientEvent.Datagram(send.serverAddress(), send.serverPort(),
        send.sourcePort(), answer));
    world.send(delivery);
    if (world.random.nextDouble() < repeats) {
      world.send(delivery);
    }
  }

  /** No stop is sent while the start has no answer. */
  private void checkOrder(byte[] octets) {
    try {
      RadiusPacket packet = RadiusPacket.decode(octets);
      if (packet.number(AttributeType.ACCT_STATUS_TYPE).orElse(0) == 2) {
        String session = packet.text(AttributeType.ACCT_SESSION_ID).orElseThrow();
        assertTrue(!startsOpen.containsValue(session), () -> "stop of " + session + " before its start");
      }
    } catch (DecodeException e) {
      faults.add("the client writes what nobody reads: " + e.error());
    }
  }
}
