package io.carrierlab.loadgen.drill;

import io.carrierlab.node.fabric.Direction;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a drill does to the network, at a time from the start of the run. What lasts, such as {@link PowerCycle}, is
 * performed as its {@link #steps}, and reported as the one fault that it is.
 *
 * <p>{@code where} is a link's name, or one end of it, {@code NODE:IF}: then only that station of a LAN has the fault,
 * and the others keep their carrier and hear one another. A point-to-point link is dark as a whole if one end is cut;
 * of bad quality is only what that end sends.
 */
public sealed interface Fault {
  Duration at();

  /** What it is called in scenario files: {@code cut}. */
  String kind();

  /** What it is done to: a node, a link, or an end of a link. */
  Place place();

  /** When it is over by itself; the time of the fault where it is not. */
  default Duration until() {
    return at();
  }

  /** The rest of what is said of it in scenario files, {@code , off: 10s}; empty: no more. */
  default String more() {
    return "";
  }

  /** For people and the timeline: {@code cut p1--p2}. */
  default String what() {
    return kind() + " " + place().name() + more();
  }

  /** As an item of the list {@code drill} of a scenario file. */
  default String text() {
    return "{ at: " + Words.time(at()) + ", " + kind() + ": " + Words.quoted(place().name()) + more() + " }";
  }

  /** The faults that do not end by themselves, of which this one consists, in order. */
  default List<Fault> steps() {
    return List.of(this);
  }

  /** What a fault is done to. */
  sealed interface Place {
    String name();

    record Node(String name) implements Place {}

    record Link(String name) implements Place {}

    /** {@code NODE:IF}. */
    record End(String node, String interfaceName) implements Place {
      @Override
      public String name() {
        return node + ":" + interfaceName;
      }
    }

    /** A link, or an end of one: no link's name has a colon. */
    static Place where(String where) {
      int colon = where.indexOf(':');
      return colon < 0 ? new Link(where) : new End(where.substring(0, colon), where.substring(colon + 1));
    }
  }

  /** {@code , direction: out}; empty: it is of both. */
  private static String more(Direction direction) {
    return direction == Direction.BOTH ? "" : ", direction: " + direction.name().toLowerCase(Locale.ROOT);
  }

  /**
   * No carrier, and frames on the wire are lost, until {@link Restore}.
   *
   * @param direction of an end of a point-to-point link: the fibre that it sends on, or the one that it is sent on. Who
   *     has no light has no carrier; the other one has, and does not know
   */
  record Cut(Duration at, String where, Direction direction) implements Fault {
    /** Of both directions. */
    public Cut(Duration at, String where) {
      this(at, where, Direction.BOTH);
    }

    @Override
    public String more() {
      return Fault.more(direction);
    }

    @Override
    public String kind() {
      return "cut";
    }

    @Override
    public Place place() {
      return Place.where(where);
    }
  }

  /**
   * Frames vanish, carrier stays: only keepalives of protocols notice. Until {@link Restore}.
   *
   * @param direction of one end: what it sends, or what it is sent
   */
  record BlackHole(Duration at, String where, Direction direction) implements Fault {
    /** Of both directions. */
    public BlackHole(Duration at, String where) {
      this(at, where, Direction.BOTH);
    }

    @Override
    public String more() {
      return Fault.more(direction);
    }

    @Override
    public String kind() {
      return "black-hole";
    }

    @Override
    public Place place() {
      return Place.where(where);
    }
  }

  /** Undoes {@link Cut}, {@link BlackHole} and {@link Degrade}. */
  record Restore(Duration at, String where) implements Fault {
    @Override
    public String kind() {
      return "restore";
    }

    @Override
    public Place place() {
      return Place.where(where);
    }
  }

  /**
   * A link becomes bad, or what one end of it sends, until {@link Restore}. What is empty stays as it is.
   *
   * @param loss probability that a frame is lost, 0 to 1
   * @param delay no less than the link's own: the window of virtual time is as long as the smallest delay
   * @param disorder what else happens to frames
   */
  record Degrade(Duration at, String where, OptionalDouble loss, Optional<Duration> delay, OptionalLong bitsPerSecond,
      Disorder disorder) implements Fault {
    /** Frames are lost or late, and nothing else. */
    public Degrade(Duration at, String where, OptionalDouble loss, Optional<Duration> delay,
        OptionalLong bitsPerSecond) {
      this(at, where, loss, delay, bitsPerSecond, Disorder.NONE);
    }

    /** As the parameters of a link's quality of the same names; 0: it does not happen. */
    public record Disorder(Duration jitter, double duplicate, double reorder, double corrupt) {
      public static final Disorder NONE = new Disorder(Duration.ZERO, 0, 0, 0);

      private String text() {
        return (jitter.isZero() ? "" : ", jitter: " + Words.time(jitter)) + share("duplicate", duplicate)
            + share("reorder", reorder) + share("corrupt", corrupt);
      }

      private static String share(String name, double share) {
        return share == 0 ? "" : ", " + name + ": " + Words.percent(share);
      }
    }

    @Override
    public String kind() {
      return "degrade";
    }

    @Override
    public Place place() {
      return Place.where(where);
    }

    @Override
    public String more() {
      return (loss.isPresent() ? ", loss: " + Words.percent(loss.getAsDouble()) : "")
          + delay.map(it -> ", delay: " + Words.time(it)).orElse("")
          + (bitsPerSecond.isPresent() ? ", bandwidth: " + bitsPerSecond.getAsLong() + "bps" : "")
          + disorder.text();
    }
  }

  /** A link goes down and up again. @param times that it is down; {@code up}: between two of them */
  record Flap(Duration at, String where, int times, Duration down, Duration up) implements Fault {
    @Override
    public String kind() {
      return "flap";
    }

    @Override
    public Place place() {
      return Place.where(where);
    }

    @Override
    public Duration until() {
      return at.plus(down.plus(up).multipliedBy(times)).minus(up);
    }

    @Override
    public String more() {
      return ", times: " + times + ", down: " + Words.time(down) + ", up: " + Words.time(up);
    }

    @Override
    public List<Fault> steps() {
      var steps = new ArrayList<Fault>();
      for (int i = 0; i < times; i++) {
        Duration begin = at.plus(down.plus(up).multipliedBy(i));
        steps.add(new Cut(begin, where));
        steps.add(new Restore(begin.plus(down), where));
      }
      return steps;
    }
  }

  /** Power is gone: the node, its state, and carrier on its point-to-point links. Until {@link Restart}. */
  record Crash(Duration at, String node) implements Fault {
    @Override
    public String kind() {
      return "crash";
    }

    @Override
    public Place place() {
      return new Place.Node(node);
    }
  }

  /** The node starts cold. */
  record Restart(Duration at, String node) implements Fault {
    @Override
    public String kind() {
      return "restart";
    }

    @Override
    public Place place() {
      return new Place.Node(node);
    }
  }

  /** A crash, and a restart when the power has been {@code off} for so long. */
  record PowerCycle(Duration at, String node, Duration off) implements Fault {
    @Override
    public String kind() {
      return "power-cycle";
    }

    @Override
    public Place place() {
      return new Place.Node(node);
    }

    @Override
    public Duration until() {
      return at.plus(off);
    }

    @Override
    public String more() {
      return ", off: " + Words.time(off);
    }

    @Override
    public List<Fault> steps() {
      return List.of(new Crash(at, node), new Restart(until(), node));
    }
  }

  /** Something else has so much of the modelled processor of an aggregator. @param share more than 0, less than 1 */
  record Saturate(Duration at, String node, double share, Duration span) implements Fault {
    @Override
    public String kind() {
      return "saturate";
    }

    @Override
    public Place place() {
      return new Place.Node(node);
    }

    @Override
    public Duration until() {
      return at.plus(span);
    }

    @Override
    public String more() {
      return ", cpu: " + Words.percent(share) + ", for: " + Words.time(span);
    }
  }

  /** {@code clear crypto sa} on an aggregator: its peers are told, and may come back. */
  record ClearSas(Duration at, String node) implements Fault {
    @Override
    public String kind() {
      return "clear-sas";
    }

    @Override
    public Place place() {
      return new Place.Node(node);
    }
  }

  /** A router takes over an HSRP group, whatever its priority. @param group its name */
  record Preempt(Duration at, String node, String group) implements Fault {
    @Override
    public String kind() {
      return "preempt";
    }

    @Override
    public Place place() {
      return new Place.Node(node);
    }

    @Override
    public String more() {
      return ", group: " + Words.quoted(group);
    }
  }

  /** A share of a whole as scenario files write it, {@code 0.9} for {@code 90%}. */
  static double share(BigDecimal percent) {
    return percent.movePointLeft(2).doubleValue();
  }
}
