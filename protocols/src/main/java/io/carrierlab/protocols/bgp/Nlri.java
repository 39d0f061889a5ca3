package io.carrierlab.protocols.bgp;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.Arrays;
import java.util.Objects;

/**
 * Destinations of one family, in columns rather than an object for each: 17 octets per VPNv4 route. Immutable. What
 * the columns mean:
 * <pre>
 *                   distinguisher        address          length           label
 *   IPV4_UNICAST    -                    IPv4 prefix      0..32            -
 *   VPNV4           route distinguisher  IPv4 prefix      0..32            20 bits; of no meaning when withdrawn
 *   ROUTE_TARGET    route target prefix  origin AS        0, 32..96        -
 * </pre>
 * Bits of address and distinguisher past the length are zero. The length of a route target is that of RFC 4684 §4: 32
 * bits of origin AS and up to 64 of the route target; 0 is the default, every route target.
 */
public final class Nlri {
  private static final long[] NO_LONGS = {};
  private static final int[] NO_INTS = {};

  private final Family family;
  private final int size;
  private final long[] distinguishers;
  private final int[] addresses;
  private final byte[] lengths;
  private final int[] labels;

  private Nlri(Builder from) {
    family = from.family;
    size = from.size;
    distinguishers = from.distinguishers;
    addresses = from.addresses;
    lengths = from.lengths;
    labels = from.labels;
  }

  public static Builder of(Family family) {
    return new Builder(family, 8);
  }

  public static Builder of(Family family, int expected) {
    return new Builder(family, Math.max(1, expected));
  }

  /** IPv4 unicast prefixes. */
  public static Nlri of(Ipv4Prefix... prefixes) {
    var builder = of(Family.IPV4_UNICAST, prefixes.length);
    for (Ipv4Prefix prefix : prefixes) {
      builder.ipv4(prefix.address(), prefix.length());
    }
    return builder.build();
  }

  public Family family() {
    return family;
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** Route distinguisher (VPNV4) or route target (ROUTE_TARGET); 0 for IPv4 unicast. */
  public long distinguisher(int index) {
    Objects.checkIndex(index, size);
    return distinguishers.length == 0 ? 0 : distinguishers[index];
  }

  /** IPv4 prefix, or the origin AS of a route target. */
  public int address(int index) {
    Objects.checkIndex(index, size);
    return addresses[index];
  }

  /** Prefix length in bits, without route distinguisher and label. */
  public int length(int index) {
    Objects.checkIndex(index, size);
    return lengths[index];
  }

  /** MPLS label of a VPNv4 route; 0 for other families. */
  public int label(int index) {
    Objects.checkIndex(index, size);
    return labels.length == 0 ? 0 : labels[index];
  }

  /** The IPv4 prefix of an IPv4 unicast or VPNv4 destination. */
  public Ipv4Prefix prefix(int index) {
    return new Ipv4Prefix(address(index), length(index));
  }

  /** One destination in words, for views: {@code 65000:1:10.1.0.0/16}. */
  public String text(int index) {
    return switch (family) {
      case IPV4_UNICAST -> prefix(index).toString();
      case VPNV4 -> RouteDistinguisher.format(distinguisher(index)) + ":" + prefix(index);
      case ROUTE_TARGET -> length(index) == 0 ? "default" : Integer.toUnsignedString(address(index)) + ":"
          + ExtendedCommunity.format(distinguisher(index)) + "/" + length(index);
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Nlri nlri && family == nlri.family && size == nlri.size
        && same(distinguishers, nlri.distinguishers)
        && Arrays.equals(addresses, 0, size, nlri.addresses, 0, size)
        && Arrays.equals(lengths, 0, size, nlri.lengths, 0, size)
        && (labels.length == 0 || Arrays.equals(labels, 0, size, nlri.labels, 0, size));
  }

  private boolean same(long[] mine, long[] theirs) {
    return mine.length == 0 || Arrays.equals(mine, 0, size, theirs, 0, size);
  }

  @Override
  public int hashCode() {
    int hash = family.ordinal();
    for (int i = 0; i < size; i++) {
      hash = hash * 31 + addresses[i] * 33 + lengths[i] + Long.hashCode(distinguisher(i)) * 7;
    }
    return hash;
  }

  @Override
  public String toString() {
    var text = new StringBuilder(family.toString()).append('[');
    for (int i = 0; i < Math.min(size, 8); i++) {
      text.append(i == 0 ? "" : ", ").append(text(i));
      if (family == Family.VPNV4) {
        text.append(" label ").append(label(i));
      }
    }
    return text.append(size > 8 ? ", ... " + size + " in all]" : "]").toString();
  }

  /** Collects destinations. After {@link #build} it must not be used again. */
  public static final class Builder {
    private final Family family;
    private int size;
    private long[] distinguishers;
    private int[] addresses;
    private byte[] lengths;
    private int[] labels;
    private boolean built;

    private Builder(Family family, int expected) {
      this.family = family;
      distinguishers = family == Family.IPV4_UNICAST ? NO_LONGS : new long[expected];
      addresses = new int[expected];
      lengths = new byte[expected];
      labels = family == Family.VPNV4 ? new int[expected] : NO_INTS;
    }

    public int size() {
      return size;
    }

    /** Host bits are cleared (RFC 4271 §4.3: trailing bits are irrelevant). */
    public Builder ipv4(int address, int length) {
      int at = next(Family.IPV4_UNICAST);
      addresses[at] = address & Ipv4.mask(checked(length, 32));
      lengths[at] = (byte) length;
      return this;
    }

    /** @param label 20 bits; ignored by the encoder of withdrawals */
    public Builder vpnv4(long distinguisher, int address, int length, int label) {
      if (label >>> 20 != 0) {
        throw new IllegalArgumentException("label " + label + " does not fit 20 bits");
      }
      int at = next(Family.VPNV4);
      distinguishers[at] = distinguisher;
      addresses[at] = address & Ipv4.mask(checked(length, 32));
      lengths[at] = (byte) length;
      labels[at] = label;
      return this;
    }

    /** Membership of the whole route target, with the AS that wants it (RFC 4684 §4); {@code originAs} 32 bits. */
    public Builder routeTarget(long originAs, long target) {
      if (originAs >>> 32 != 0) {
        throw new IllegalArgumentException("AS number " + originAs + " does not fit 32 bits");
      }
      return routeTargetPrefix((int) originAs, target, 96);
    }

    /** Membership of every route target (RFC 4684 §4). */
    public Builder defaultRouteTarget() {
      return routeTargetPrefix(0, 0, 0);
    }

    /** @param length bits of origin AS and target together: 0 or 32 to 96 */
    public Builder routeTargetPrefix(int originAs, long target, int length) {
      if (length != 0 && checked(length, 96) < 32) {
        throw new IllegalArgumentException("route target prefix length " + length + " is not 0 or 32..96");
      }
      int at = next(Family.ROUTE_TARGET);
      distinguishers[at] = length <= 32 ? 0 : target & -1L << 96 - length;
      addresses[at] = length == 0 ? 0 : originAs;
      lengths[at] = (byte) length;
      return this;
    }

    /** Copies one destination of another of the same family. */
    public Builder add(Nlri from, int index) {
      int at = next(from.family);
      addresses[at] = from.address(index);
      lengths[at] = from.lengths[index];
      if (distinguishers.length > 0) {
        distinguishers[at] = from.distinguishers[index];
      }
      if (labels.length > 0) {
        labels[at] = from.labels[index];
      }
      return this;
    }

    public Nlri build() {
      if (built) {
        throw new IllegalStateException("built already");
      }
      built = true;
      return new Nlri(this);
    }

    private static int checked(int length, int max) {
      if (length < 0 || length > max) {
        throw new IllegalArgumentException("prefix length " + length + " is not in 0.." + max);
      }
      return length;
    }

    private int next(Family wanted) {
      if (wanted != family || built) {
        throw new IllegalArgumentException(built ? "built already" : wanted + " among " + family);
      }
      if (size == addresses.length) {
        int room = size * 2;
        addresses = Arrays.copyOf(addresses, room);
        lengths = Arrays.copyOf(lengths, room);
        distinguishers = distinguishers.length == 0 ? distinguishers : Arrays.copyOf(distinguishers, room);
        labels = labels.length == 0 ? labels : Arrays.copyOf(labels, room);
      }
      return size++;
    }
  }
}
