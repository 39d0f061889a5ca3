package io.carrierlab.cluster.bench;

import com.google.protobuf.ByteString;
import io.carrierlab.node.fabric.Arrival;
import io.carrierlab.node.fabric.Door;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.network.Node;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.frame.Frame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Sends frames to its right, each with the wall clock's time and a number, and says of those from its left how long
 * they took and whether one overtook another.
 */
final class StampDevice extends ExtensibleBehavior<PortMessage> {
  private static final int OCTETS = 64;
  private final Door door;
  private final Heard heard;
  private final int atOnce;
  private long sent;

  private record Tick() implements PortMessage.OfDevice {}

  /** What one device has heard; read when the network does not run. */
  static final class Heard {
    private long[] nanos = new long[1_024];
    private int count;
    private long overtaken;
    private long last = -1;

    private void add(ByteBuffer frame) {
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
      }
      nanos[count++] = System.nanoTime() - frame.getLong();
      long number = frame.getLong();
      overtaken += number < last ? 1 : 0;
      last = number;
    }

    /** How long each frame took by the wall clock. */
    long[] nanos() {
      return Arrays.copyOf(nanos, count);
    }

    long overtaken() {
      return overtaken;
    }
  }

  /** @param every so often it sends {@code atOnce} frames, one after another */
  static Behavior<PortMessage> create(Node node, Heard heard, Duration every, int atOnce) {
    return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
      Door door = node.fabric().door("");
      door.own(0, context.getSelf());
      door.own(1, context.getSelf());
      Duration first = Duration.ofNanos(node.clock().random().nextLong(every.toNanos()));
      timers.startTimerAtFixedRate(new Tick(), first, every);
      return new StampDevice(door, heard, atOnce);
    }));
  }

  private StampDevice(Door door, Heard heard, int atOnce) {
    this.door = door;
    this.heard = heard;
    this.atOnce = atOnce;
  }

  @Override
  public Behavior<PortMessage> receive(TypedActorContext<PortMessage> context, PortMessage message) {
    switch (message) {
      case Arrival arrival -> {
        for (int i = 0; i < arrival.count(); i++) {
          heard.add(arrival.frame(i).getPayload().asReadOnlyByteBuffer());
        }
      }
      case PortMessage.Carrier carrier -> { }
      case PortMessage.OfDevice tick -> {
        for (int i = 0; i < atOnce; i++) {
          door.originate(1, Frame.newBuilder().setEtherType(EtherType.IPV4).setPayload(ByteString.copyFrom(
              ByteBuffer.allocate(OCTETS).putLong(System.nanoTime()).putLong(sent++).rewind())));
        }
      }
    }
    return Behaviors.same();
  }

  @Override
  public Behavior<PortMessage> receiveSignal(TypedActorContext<PortMessage> context, Signal signal) {
    return Behaviors.unhandled();
  }
}
