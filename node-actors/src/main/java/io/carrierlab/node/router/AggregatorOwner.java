package io.carrierlab.node.router;

import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.ip.IpPacket;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.ipsec.Aggregator;
import io.carrierlab.node.ipsec.PeerCommand;
import io.carrierlab.node.network.Node;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.udp.UdpDatagram;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** What a router lends its aggregator: children, a timer, and the global table's way out. */
record AggregatorOwner(Node node, int nasAddress, ActorContext<PortMessage> context,
    TimerScheduler<PortMessage> timers, IpStack stack) implements Aggregator.Owner {
  private static final int TTL = 64;

  @Override
  public ActorRef<PeerCommand> spawn(Behavior<PeerCommand> peer, String name) {
    ActorRef<PeerCommand> spawned = Node.spawn(context, peer, name);
    context.watch(spawned);                               // one that throws is a bug of ours, and ends the run
    return spawned;
  }

  @Override
  public ActorRef<RouterCommand> self() {
    return context.getSelf().narrow();
  }

  @Override
  public void sendUdp(Path path, byte[] payload) {
    sendUdp(stack, path, payload);
  }

  static void sendUdp(IpStack stack, Path path, byte[] payload) {
    send(stack, path.localAddress(), path.localPort(), path.remoteAddress(), path.remotePort(), payload);
  }

  private static void send(IpStack stack, int source, int sourcePort, int to, int toPort, byte[] payload) {
    stack.send(new IpPacket(source, to, IpProtocol.UDP, TTL, 0,
        new UdpDatagram(sourcePort, toPort, payload).encode(source, to)));
  }

  @Override
  public void send(int server, int serverPort, int sourcePort, byte[] octets) {
    send(stack, nasAddress, sourcePort, server, serverPort, octets);
  }

  @Override
  public void wakeAt(long atNanos) {
    arm("radius", new RouterCommand.RadiusDue(), atNanos);
  }

  @Override
  public void processorAt(long atNanos) {
    arm("processor", new RouterCommand.ProcessorDue(), atNanos);
  }

  private void arm(String key, RouterCommand due, long atNanos) {
    if (atNanos == Long.MAX_VALUE) {
      timers.cancel(key);
    } else {
      timers.startSingleTimer(key, due, Duration.ofNanos(Math.max(0, atNanos - node.clock().nowNanos())));
    }
  }
}
