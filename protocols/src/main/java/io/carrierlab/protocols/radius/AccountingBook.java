package io.carrierlab.protocols.radius;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a server was told of sessions: one line per session, the oldest line dropped when the book is full. A line costs
 * about 400 octets.
 */
public final class AccountingBook {
  private static final int START = 1;
  private static final int STOP = 2;
  private static final int INTERIM = 3;

  private record Key(int client, String session) {}

  private final int maxSessions;
  private final Map<Key, Line> lines = new LinkedHashMap<>();
  private long dropped;
  private long repeated;
  private long outOfOrder;

  /**
   * One session.
   *
   * @param client who told us, IPv4, network order
   * @param interims how many came
   * @param inputOctets gigawords included, as in {@code outputOctets}
   * @param terminateCause 0 as long as there was no stop
   */
  public record Line(int client, String session, String user, OptionalInt framedAddress, Optional<String> phase1Id,
      Optional<String> vrf, boolean started, int interims, boolean stopped, long inputOctets, long outputOctets,
      long inputPackets, long outputPackets, long seconds, int terminateCause) {}

  AccountingBook(int maxSessions) {
    this.maxSessions = maxSessions;
  }

  /** False: the record lacks what every record has (RFC 2866 §4.1), or is of an unknown kind. */
  boolean enter(int client, RadiusPacket packet) {
    long status = packet.number(AttributeType.ACCT_STATUS_TYPE).orElse(0);
    Optional<String> session = packet.text(AttributeType.ACCT_SESSION_ID);
    if (session.isEmpty() || status < START || status > INTERIM) {
      return false;
    }
    Key key = new Key(client, session.get());
    Optional<Line> known = Optional.ofNullable(lines.get(key));
    boolean started = known.map(Line::started).orElse(false);
    boolean stopped = known.map(Line::stopped).orElse(false);
    if (status == START && started || status == STOP && stopped) {
      repeated++;
    } else if (status != START && !started || stopped) {
      outOfOrder++;
    }
    if (stopped && status != STOP) {
      return true;                                    // late: it must not take back what the stop said
    }
    if (known.isEmpty()) {
      makeRoom();
    }
    lines.put(key, line(client, session.get(), packet, started || status == START,
        known.map(Line::interims).orElse(0) + (status == INTERIM ? 1 : 0), status == STOP));
    return true;
  }

  private static Line line(int client, String session, RadiusPacket packet, boolean started, int interims,
      boolean stopped) {
    return new Line(client, session, packet.text(AttributeType.USER_NAME).orElse(""),
        packet.address(AttributeType.FRAMED_IP_ADDRESS), packet.ciscoPair("isakmp-phase1-id"),
        packet.ciscoPair("vrf-id"), started, interims, stopped,
        octets(packet, AttributeType.ACCT_INPUT_GIGAWORDS, AttributeType.ACCT_INPUT_OCTETS),
        octets(packet, AttributeType.ACCT_OUTPUT_GIGAWORDS, AttributeType.ACCT_OUTPUT_OCTETS),
        packet.number(AttributeType.ACCT_INPUT_PACKETS).orElse(0),
        packet.number(AttributeType.ACCT_OUTPUT_PACKETS).orElse(0),
        packet.number(AttributeType.ACCT_SESSION_TIME).orElse(0),
        (int) packet.number(AttributeType.ACCT_TERMINATE_CAUSE).orElse(0));
  }

  private static long octets(RadiusPacket packet, AttributeType high, AttributeType low) {
    return packet.number(high).orElse(0) << 32 | packet.number(low).orElse(0);
  }

  private void makeRoom() {
    if (lines.size() == maxSessions) {
      Iterator<Line> oldest = lines.values().iterator();
      oldest.next();
      oldest.remove();
      dropped++;
    }
  }

  List<Line> lines() {
    return List.copyOf(lines.values());
  }

  long dropped() {
    return dropped;
  }

  long repeated() {
    return repeated;
  }

  long outOfOrder() {
    return outOfOrder;
  }
}
