package io.carrierlab.node.client;

import io.carrierlab.node.ip.IpPacket;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.ClientConfig.Traffic;
import io.carrierlab.protocols.ip.Icmp;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.udp.UdpDatagram;
import java.nio.ByteBuffer;

/** A client's requests, each with its number and time in it, and what comes back. */
final class ClientTraffic {
  private static final int TTL = 64;
  /** Of requests to the company; those to the Internet have the next one. */
  private static final int SOURCE_PORT = 49_152;
  private static final int ECHO = 7;
  /** Pings have the client's number as their identifier; those to the Internet this bit, too. */
  private static final int INTERNET = 0x8000;

  private final ClientConfig config;
  private final ClientStats stats;
  private final RequestMeter meter;
  /** Of the next request, from 0 on; {@code internetSequence}: of those to the Internet. */
  private int sequence;
  private int internetSequence;
  private final AnswerWindow answers = new AnswerWindow();
  private final AnswerWindow internetAnswers = new AnswerWindow();
  /** Requests that were sent when the session began. */
  private long requestsBefore;
  private long internetRequestsBefore;
  /** The session has had no answer of the company yet. */
  private boolean unanswered;
  /** When the last request to the company was sent. */
  private long lastNanos;
  /** Of the first request after the client was asked for its counts. */
  private int afterAsked;
  /** When the last ping was sent: its answer is told by its number. */
  private long lastPingNanos;
  private int lastPing = -1;

  /** @param meter of the population, or of the client alone */
  ClientTraffic(ClientConfig config, ClientStats stats, RequestMeter meter) {
    this.config = config;
    this.stats = stats;
    this.meter = meter;
  }

  /** A session is up. */
  void begins() {
    requestsBefore = stats.requests;
    internetRequestsBefore = stats.internetRequests;
    unanswered = true;
  }

  /** The client is asked for its counts: what is under way now can be told later from what is lost. */
  void asked() {
    afterAsked = sequence;
  }

  /** Whether the session has had as many requests as it may have. */
  boolean ended(boolean internet) {
    Traffic what = (internet ? config.population().internet() : config.population().traffic()).orElseThrow();
    long sent = internet ? stats.internetRequests - internetRequestsBefore : stats.requests - requestsBefore;
    return what.most().isPresent() && sent >= what.most().getAsInt();
  }

  /** Until the next request to the company is due, one interval after the last. @return 0 or more, nanoseconds */
  long untilNextNanos(long nowNanos) {
    long every = config.population().traffic().orElseThrow().every().toNanos();
    return Math.max(0, lastNanos + every - nowNanos);
  }

  /** The next request. */
  IpPacket next(boolean internet, int innerAddress, int outerAddress, boolean throughTunnel, long nowNanos) {
    Traffic what = (internet ? config.population().internet() : config.population().traffic()).orElseThrow();
    int source = throughTunnel ? innerAddress : outerAddress;
    int number = internet ? internetSequence++ : sequence++;
    if (internet) {
      stats.internetRequests++;
    } else {
      stats.requests++;
      lastNanos = nowNanos;
      stats.outages.requested(nowNanos);
      meter.requested(nowNanos);
    }
    byte[] data = ByteBuffer.allocate(what.payloadOctets()).putInt(config.number()).putInt(number)
        .putLong(nowNanos).array();
    if (what.ping()) {
      lastPing = number & 0xffff;
      lastPingNanos = nowNanos;
      return new IpPacket(source, what.destination(), IpProtocol.ICMP, TTL, 0,
          new Icmp.EchoRequest(config.number() & 0x7fff | (internet ? INTERNET : 0), lastPing, data).encode());
    }
    var datagram = new UdpDatagram(SOURCE_PORT + (internet ? 1 : 0), ECHO, data);
    return new IpPacket(source, what.destination(), IpProtocol.UDP, TTL, 0,
        datagram.encode(source, what.destination()));
  }

  /** A ping's reply. @return whether it is the session's first answer of the company */
  boolean answered(int identifier, int number, long nowNanos) {
    boolean internet = (identifier & INTERNET) != 0;
    return count(internet, window(internet).widened(number), number == lastPing ? nowNanos - lastPingNanos : 0,
        nowNanos);
  }

  /** An echoed datagram; anything else is none of ours. @return as for a ping's reply */
  boolean answered(UdpDatagram datagram, long nowNanos) {
    if (datagram.sourcePort() == ECHO && datagram.payload().length >= 16) {
      ByteBuffer data = ByteBuffer.wrap(datagram.payload());
      if (data.getInt() == config.number()) {
        return count(datagram.destinationPort() != SOURCE_PORT, data.getInt(), nowNanos - data.getLong(8), nowNanos);
      }
    }
    return false;
  }

  private AnswerWindow window(boolean internet) {
    return internet ? internetAnswers : answers;
  }

  private boolean count(boolean internet, int number, long roundTripNanos, long nowNanos) {
    if (!window(internet).isNew(number)) {
      stats.duplicates++;
      return false;
    }
    if (internet) {
      stats.internetAnswers++;
      return false;
    }
    stats.answers++;
    if (number - afterAsked < 0) {
      stats.lateAnswers++;
    }
    stats.outages.answered(nowNanos);
    meter.answered(nowNanos - roundTripNanos, nowNanos);
    stats.roundTripSumNanos += roundTripNanos;
    if (stats.firstAnswerNanos < 0) {
      stats.firstAnswerNanos = nowNanos;
    }
    boolean first = unanswered;
    unanswered = false;
    return first;
  }
}
