package io.carrierlab.protocols.ip;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Putting fragments together again (RFC 791 §3.2, RFC 815). Memory is bounded: when it is full, the packet whose first
 * piece came earliest gives way. Pieces that overlap with other content are an attack, as a rule: then nothing of that
 * packet is used, the pieces yet to come included (in the spirit of RFC 5722 §3); a piece that comes twice is a piece.
 *
 * <p>Costs 72 octets while nothing is incomplete.
 */
public final class Reassembly {
  private static final int LARGEST_PAYLOAD = 65_515;
  private static final int UNIT = 8;
  /** What a piece, and a packet, cost besides their octets; rounded up. */
  private static final int OVERHEAD = 96;

  /** Why a piece was not kept. */
  public enum Drop {
    /** No payload, or a piece that is not the last one and no multiple of 8 octets long. */
    BAD_LENGTH,
    /** Behind the last piece, or past 65,535 octets. */
    BEYOND_END,
    /** It overlaps another one. */
    OVERLAP,
    /** Of a packet that is not to be trusted any more. */
    POISONED
  }

  /** What became of a packet or piece. */
  public sealed interface Result {
    /** A packet without holes: all octets, a new array. */
    record Whole(byte[] packet) implements Result {}

    /** Kept until the rest comes. */
    record Waiting() implements Result {}

    record Dropped(Drop reason) implements Result {}
  }

  private record Key(int source, int destination, int protocol, int identification) {}

  private static final class Incomplete {
    private final long deadlineNanos;
    private final TreeMap<Integer, byte[]> pieces = new TreeMap<>();
    private byte[] firstHeader = {};
    private int payloadOctets;
    private int endOctets = -1;
    private boolean congestion;
    private boolean poisoned;

    Incomplete(long deadlineNanos) {
      this.deadlineNanos = deadlineNanos;
    }

    int cost() {
      return OVERHEAD + payloadOctets + OVERHEAD * pieces.size();
    }

    void poison() {
      poisoned = true;
      pieces.clear();
      payloadOctets = 0;
    }
  }

  private final long timeoutNanos;
  private final int mostOctets;
  private final Map<Key, Incomplete> incomplete = new LinkedHashMap<>();
  private int octets;
  private long evicted;
  private long expired;

  /**
   * @param timeout from a packet's first piece on, for all of them: RFC 1122 §3.3.2 wants 60 to 120 s, Linux takes 30
   * @param mostOctets kept for incomplete packets, bookkeeping included: 70,000 at least, so
   *     that any packet fits whose pieces are not tiny
   */
  public Reassembly(Duration timeout, int mostOctets) {
    if (timeout.isNegative() || timeout.isZero() || mostOctets < 70_000) {
      throw new IllegalArgumentException("timeout " + timeout + ", " + mostOctets + " octets");
    }
    this.timeoutNanos = timeout.toNanos();
    this.mostOctets = mostOctets;
  }

  /**
   * @param packet holds a valid packet from {@code offset} on, whole or a piece
   * @param nowNanos time since the start of the run; never runs backwards
   */
  public Result accept(byte[] packet, int offset, long nowNanos) {
    int header = Ipv4Header.headerOctets(packet, offset);
    int total = Ipv4Header.totalOctets(packet, offset);
    if (!Ipv4Header.isFragment(packet, offset)) {
      return new Result.Whole(Arrays.copyOfRange(packet, offset, offset + total));
    }
    int flags = (packet[offset + 6] & 0xff) << 8 | packet[offset + 7] & 0xff;
    boolean last = (flags & 0x2000) == 0;
    int start = (flags & 0x1fff) * UNIT;
    int count = total - header;
    if (count == 0 || !last && count % UNIT != 0) {
      return new Result.Dropped(Drop.BAD_LENGTH);
    }
    var key = new Key(Ipv4Header.source(packet, offset), Ipv4Header.destination(packet, offset),
        Ipv4Header.protocol(packet, offset), Ipv4Header.identification(packet, offset));
    Incomplete into = incomplete.get(key);
    if (into == null || into.deadlineNanos <= nowNanos) {
      forget(key);
      into = new Incomplete(nowNanos + timeoutNanos);
      incomplete.put(key, into);
      octets += into.cost();
    }
    int before = into.cost();
    Result result = add(into, Arrays.copyOfRange(packet, offset, offset + total), header, start, last);
    octets += into.cost() - before;
    if (result instanceof Result.Whole) {
      forget(key);
    }
    makeRoom();
    return result;
  }

  private static Result add(Incomplete into, byte[] fragment, int header, int start, boolean last) {
    if (into.poisoned) {
      return new Result.Dropped(Drop.POISONED);
    }
    byte[] piece = Arrays.copyOfRange(fragment, header, fragment.length);
    int end = start + piece.length;
    boolean beyond = end > LARGEST_PAYLOAD || into.endOctets >= 0 && (end > into.endOctets || last
        && end != into.endOctets) || last && !into.pieces.isEmpty() && endOf(into.pieces.lastEntry()) > end;
    if (beyond) {
      into.poison();
      return new Result.Dropped(Drop.BEYOND_END);
    }
    if (Arrays.equals(into.pieces.get(start), piece)) {
      return new Result.Waiting();
    }
    var below = into.pieces.floorEntry(end - 1);       // the last one that begins before this one ends
    if (below != null && endOf(below) > start) {
      into.poison();
      return new Result.Dropped(Drop.OVERLAP);
    }
    into.pieces.put(start, piece);
    into.payloadOctets += piece.length;
    into.congestion |= (fragment[1] & 3) == 3;
    if (last) {
      into.endOctets = end;
    }
    if (start == 0) {
      into.firstHeader = Arrays.copyOf(fragment, header);
    }
    return into.payloadOctets == into.endOctets ? joined(into) : new Result.Waiting();
  }

  private static int endOf(Map.Entry<Integer, byte[]> piece) {
    return piece.getKey() + piece.getValue().length;
  }

  private static Result joined(Incomplete whole) {
    int header = whole.firstHeader.length;
    if (header + whole.payloadOctets > 65_535) {       // options
      whole.poison();
      return new Result.Dropped(Drop.BEYOND_END);
    }
    byte[] packet = Arrays.copyOf(whole.firstHeader, header + whole.payloadOctets);
    whole.pieces.forEach((start, piece) -> System.arraycopy(piece, 0, packet, header + start, piece.length));
    if (whole.congestion) {
      packet[1] |= 3;                                  // what one piece met, the packet met (RFC 3168 §5.3)
    }
    Ipv4Header.setLengthAndFragment(packet, (packet[6] & 0x40) << 8);
    return new Result.Whole(packet);
  }

  /**
   * Forgets packets whose time is over.
   *
   * @return their first pieces, as far as they had come: what an ICMP "reassembly time exceeded" is about (RFC 792)
   */
  public List<byte[]> expire(long nowNanos) {
    List<byte[]> firsts = new ArrayList<>();
    Iterator<Incomplete> oldestFirst = incomplete.values().iterator();
    while (oldestFirst.hasNext()) {
      Incomplete each = oldestFirst.next();
      if (each.deadlineNanos > nowNanos) {
        break;
      }
      oldestFirst.remove();
      octets -= each.cost();
      expired++;
      byte[] first = each.pieces.get(0);
      if (first != null) {
        byte[] packet = Arrays.copyOf(each.firstHeader, each.firstHeader.length + first.length);
        System.arraycopy(first, 0, packet, each.firstHeader.length, first.length);
        firsts.add(packet);
      }
    }
    return firsts;
  }

  /** When {@link #expire} next has something to do; {@link Long#MAX_VALUE}: nothing is incomplete. */
  public long nextDeadlineNanos() {
    return incomplete.isEmpty() ? Long.MAX_VALUE : incomplete.values().iterator().next().deadlineNanos;
  }

  /** Octets kept for incomplete packets, bookkeeping included. */
  public int heldOctets() {
    return octets;
  }

  /** Packets that gave way because memory was full. */
  public long evicted() {
    return evicted;
  }

  /** Packets whose time was over. */
  public long expired() {
    return expired;
  }

  private void makeRoom() {
    while (octets > mostOctets) {
      Key oldest = incomplete.keySet().iterator().next();
      forget(oldest);
      evicted++;
    }
  }

  private void forget(Key key) {
    Incomplete gone = incomplete.remove(key);
    if (gone != null) {
      octets -= gone.cost();
    }
  }
}
