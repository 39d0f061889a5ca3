package io.carrierlab.cluster.run;

import io.carrierlab.loadgen.drill.FlowRecord;
import io.carrierlab.loadgen.drill.Observations.Answer;
import io.carrierlab.loadgen.drill.Times;
import io.carrierlab.node.fabric.DeliveryObserver;
import io.carrierlab.node.host.HostObserver;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.ip.Ipv4Header;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * All that one host sees, and what the fabric delivers to it. Only the host's own context writes it; it is read when
 * the run is over.
 */
final class HostWatch implements HostObserver, DeliveryObserver {
  private static final int ECHO_REPLY = 0;
  private static final int MOST_FLOW_PACKETS = 50_000_000;
  private final IntFunction<String> nodeNames;
  private final Map<Integer, Answer> answers = new HashMap<>();
  /** Packets by the node that made them. */
  private final TreeMap<Integer, Long> deliveries = new TreeMap<>();
  /** Which node made the echo reply to each request, by the fabric's tag. */
  private final Map<Integer, Integer> makers = new HashMap<>();
  private final List<Tracer.Answer> probes = new ArrayList<>(0);
  private final Map<Integer, Times.Log> sent = new HashMap<>();
  private final Map<Integer, FlowRecord.Receiver> received = new HashMap<>();
  /** Who made the frame that is being delivered: the answer to a ping is heard of at once after it. */
  private int lastOrigin = -1;

  HostWatch(IntFunction<String> nodeNames) {
    this.nodeNames = nodeNames;
  }

  static int key(int identifier, int sequence) {
    return identifier << 16 | sequence;
  }

  @Override
  public void delivered(long atNanos, Frame frame) {
    if (frame.getEtherType() != EtherType.IPV4) {
      return;
    }
    int origin = frame.getOrigin().getNode();
    deliveries.merge(origin, 1L, Long::sum);
    if (frame.getPayload().size() > Ipv4Header.OCTETS && frame.getPayload().byteAt(9) == 1) {
      byte[] head = frame.getPayload().substring(0, Math.min(28, frame.getPayload().size())).toByteArray();
      int icmp = Ipv4Header.headerOctets(head, 0);
      if (head.length >= icmp + 8 && head[icmp] == ECHO_REPLY) {
        makers.put(key(u16(head, icmp + 4), u16(head, icmp + 6)), origin);
      }
    }
    lastOrigin = origin;
  }

  private static int u16(byte[] octets, int at) {
    return (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
  }

  @Override
  public void echoReplied(long atNanos, int from, int identifier, int sequence, int ttl) {
    int key = key(identifier, sequence);
    int maker = makers.getOrDefault(key, -1);
    answers.putIfAbsent(key, new Answer.Reply(atNanos, maker < 0 ? "itself" : nodeNames.apply(maker), ttl));
  }

  @Override
  public void echoRefused(long atNanos, int from, int identifier, int sequence, String error) {
    String by = lastOrigin < 0 ? "itself" : nodeNames.apply(lastOrigin);
    answers.putIfAbsent(key(identifier, sequence), new Answer.Refused(atNanos, by, error));
  }

  @Override
  public void flowSent(long atNanos, int flow, int sequence) {
    sent.computeIfAbsent(flow, any -> new Times.Log()).add(atNanos);
  }

  @Override
  public void flowReceived(long atNanos, int flow, int sequence, long sentNanos) {
    received.computeIfAbsent(flow, any -> new FlowRecord.Receiver(MOST_FLOW_PACKETS))
        .arrived(sequence, sentNanos, atNanos);
  }

  @Override
  public void probeAnswered(long atNanos, int destination, int ttl, int router, boolean arrived) {
    probes.add(new Tracer.Answer(ttl, atNanos, router, arrived));
  }

  List<Tracer.Answer> probes() {
    return probes;
  }

  Answer answer(int identifier, int sequence) {
    return answers.getOrDefault(key(identifier, sequence), new Answer.Silence());
  }

  Map<Integer, Long> deliveries() {
    return deliveries;
  }

  Times.Log sent(int flow) {
    return sent.getOrDefault(flow, new Times.Log());
  }

  FlowRecord.Receiver received(int flow) {
    return received.getOrDefault(flow, new FlowRecord.Receiver(0));
  }
}
