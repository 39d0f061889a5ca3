package io.carrierlab.protocols.bgp;

import io.carrierlab.protocols.ip.Ipv4;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What the destinations of an UPDATE have in common (RFC 4271 §5), the next hop of MP_REACH_NLRI included. Immutable,
 * with its hash kept, for interning: routes share one object. Communities are sorted and without repetition, so that
 * equal sets are equal objects.
 */
public final class PathAttributes {
  /** ORIGIN (RFC 4271 §5.1.1), best first. */
  public enum Origin { IGP, EGP, INCOMPLETE }

  /** AGGREGATOR (RFC 4271 §5.1.7). @param as 32 bits */
  public record Aggregator(long as, int address) {
    public Aggregator {
      if (as >>> 32 != 0) {
        throw new IllegalArgumentException("AS number " + as + " does not fit 32 bits");
      }
    }
  }

  /**
   * An optional transitive attribute that we do not know: passed on with the Partial bit (RFC 4271 §9), whether it came
   * with it or not.
   *
   * @param type attribute type code, 8 bits
   */
  public record Unknown(int type, byte[] value) {
    public Unknown {
      value = value.clone();
    }

    @Override
    public byte[] value() {
      return value.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Unknown unknown && type == unknown.type
          && Arrays.equals(value, unknown.value);
    }

    @Override
    public int hashCode() {
      return 31 * type + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
      return "type " + type + " 0x" + HexFormat.of().formatHex(value);
    }
  }

  private final Origin origin;
  private final AsPath asPath;
  private final OptionalInt nextHop;
  private final OptionalLong med;
  private final OptionalLong localPref;
  private final boolean atomicAggregate;
  private final Optional<Aggregator> aggregator;
  private final int[] communities;
  private final long[] extendedCommunities;
  private final OptionalInt originatorId;
  private final int[] clusterList;
  private final List<Unknown> unknown;
  private final int hash;

  private PathAttributes(Builder from) {
    origin = from.origin;
    asPath = from.asPath;
    nextHop = from.nextHop;
    med = from.med;
    localPref = from.localPref;
    atomicAggregate = from.atomicAggregate;
    aggregator = from.aggregator;
    communities = from.communities;
    extendedCommunities = from.extendedCommunities;
    originatorId = from.originatorId;
    clusterList = from.clusterList;
    unknown = from.unknown;
    hash = hash();
  }

  /** Origin IGP, empty AS path, nothing else. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with all that this holds. */
  public Builder toBuilder() {
    var builder = new Builder();
    builder.origin = origin;
    builder.asPath = asPath;
    builder.nextHop = nextHop;
    builder.med = med;
    builder.localPref = localPref;
    builder.atomicAggregate = atomicAggregate;
    builder.aggregator = aggregator;
    builder.communities = communities;
    builder.extendedCommunities = extendedCommunities;
    builder.originatorId = originatorId;
    builder.clusterList = clusterList;
    builder.unknown = unknown;
    return builder;
  }

  public Origin origin() {
    return origin;
  }

  public AsPath asPath() {
    return asPath;
  }

  /** NEXT_HOP or that of MP_REACH_NLRI; absent for attributes that announce nothing. */
  public OptionalInt nextHop() {
    return nextHop;
  }

  /** MULTI_EXIT_DISC, 32 bits. */
  public OptionalLong med() {
    return med;
  }

  /** LOCAL_PREF, 32 bits. */
  public OptionalLong localPref() {
    return localPref;
  }

  public boolean atomicAggregate() {
    return atomicAggregate;
  }

  public Optional<Aggregator> aggregator() {
    return aggregator;
  }

  /** COMMUNITIES (RFC 1997), ascending as unsigned numbers. */
  public int[] communities() {
    return communities.clone();
  }

  public boolean hasCommunity(int community) {
    return Arrays.stream(communities).anyMatch(each -> each == community);
  }

  /** Extended communities (RFC 4360), ascending as unsigned numbers; {@link ExtendedCommunity} reads them. */
  public long[] extendedCommunities() {
    return extendedCommunities.clone();
  }

  /** The route targets among the extended communities. */
  public long[] routeTargets() {
    return Arrays.stream(extendedCommunities).filter(ExtendedCommunity::isRouteTarget).toArray();
  }

  public boolean hasExtendedCommunity(long community) {
    return Arrays.stream(extendedCommunities).anyMatch(each -> each == community);
  }

  /** ORIGINATOR_ID (RFC 4456 §8). */
  public OptionalInt originatorId() {
    return originatorId;
  }

  /** CLUSTER_LIST (RFC 4456 §8), the cluster passed last in front. */
  public int[] clusterList() {
    return clusterList.clone();
  }

  public boolean hasCluster(int clusterId) {
    return Arrays.stream(clusterList).anyMatch(each -> each == clusterId);
  }

  /** Unknown optional transitive attributes, by ascending type. */
  public List<Unknown> unknown() {
    return unknown;
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof PathAttributes that && hash == that.hash && origin == that.origin
        && asPath.equals(that.asPath) && nextHop.equals(that.nextHop) && med.equals(that.med)
        && localPref.equals(that.localPref) && atomicAggregate == that.atomicAggregate
        && aggregator.equals(that.aggregator) && Arrays.equals(communities, that.communities)
        && Arrays.equals(extendedCommunities, that.extendedCommunities) && originatorId.equals(that.originatorId)
        && Arrays.equals(clusterList, that.clusterList) && unknown.equals(that.unknown);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** From values alone, never from identities: the hash is the same in every run. */
  private int hash() {
    return Objects.hash(origin.ordinal(), asPath, nextHop, med, localPref, atomicAggregate, aggregator,
        Arrays.hashCode(communities), Arrays.hashCode(extendedCommunities), originatorId, Arrays.hashCode(clusterList),
        unknown);
  }

  @Override
  public String toString() {
    var text = new StringBuilder(origin.name());
    text.append(" path [").append(asPath).append(']');
    nextHop.ifPresent(value -> text.append(" next hop ").append(Ipv4.format(value)));
    med.ifPresent(value -> text.append(" MED ").append(value));
    localPref.ifPresent(value -> text.append(" local preference ").append(value));
    text.append(atomicAggregate ? " atomic aggregate" : "");
    aggregator.ifPresent(value -> text.append(" aggregator ").append(value.as()).append(' ')
        .append(Ipv4.format(value.address())));
    append(text, " communities ", IntStream.of(communities).mapToObj(c -> (c >>> 16) + ":" + (c & 0xffff)).toList());
    append(text, " extended ", LongStream.of(extendedCommunities).mapToObj(ExtendedCommunity::format).toList());
    originatorId.ifPresent(value -> text.append(" originator ").append(Ipv4.format(value)));
    append(text, " clusters ", IntStream.of(clusterList).mapToObj(Ipv4::format).toList());
    append(text, " unknown ", unknown.stream().map(Unknown::toString).toList());
    return text.toString();
  }

  private static void append(StringBuilder text, String title, List<String> values) {
    if (!values.isEmpty()) {
      text.append(values.stream().collect(Collectors.joining(" ", title, "")));
    }
  }

  /** The arrays themselves, for the codec of this package: not to be written to. */
  int[] rawCommunities() {
    return communities;
  }

  long[] rawExtendedCommunities() {
    return extendedCommunities;
  }

  int[] rawClusterList() {
    return clusterList;
  }

  /** Numbers that do not fit 32 bits are refused with {@link IllegalArgumentException}. */
  public static final class Builder {
    private Origin origin = Origin.IGP;
    private AsPath asPath = AsPath.EMPTY;
    private OptionalInt nextHop = OptionalInt.empty();
    private OptionalLong med = OptionalLong.empty();
    private OptionalLong localPref = OptionalLong.empty();
    private boolean atomicAggregate;
    private Optional<Aggregator> aggregator = Optional.empty();
    private int[] communities = {};
    private long[] extendedCommunities = {};
    private OptionalInt originatorId = OptionalInt.empty();
    private int[] clusterList = {};
    private List<Unknown> unknown = List.of();

    private Builder() {}

    public Builder origin(Origin value) {
      origin = Objects.requireNonNull(value);
      return this;
    }

    public Builder asPath(AsPath value) {
      asPath = Objects.requireNonNull(value);
      return this;
    }

    public Builder nextHop(int address) {
      nextHop = OptionalInt.of(address);
      return this;
    }

    public Builder noNextHop() {
      nextHop = OptionalInt.empty();
      return this;
    }

    public Builder med(long value) {
      med = OptionalLong.of(unsigned32(value));
      return this;
    }

    public Builder noMed() {
      med = OptionalLong.empty();
      return this;
    }

    public Builder localPref(long value) {
      localPref = OptionalLong.of(unsigned32(value));
      return this;
    }

    public Builder noLocalPref() {
      localPref = OptionalLong.empty();
      return this;
    }

    public Builder atomicAggregate(boolean value) {
      atomicAggregate = value;
      return this;
    }

    public Builder aggregator(Optional<Aggregator> value) {
      aggregator = value;
      return this;
    }

    /** Replaces them all. */
    public Builder communities(int... values) {
      communities = IntStream.of(values).map(value -> value ^ Integer.MIN_VALUE).sorted().distinct()
          .map(value -> value ^ Integer.MIN_VALUE).toArray();
      return this;
    }

    /** Replaces them all. */
    public Builder extendedCommunities(long... values) {
      extendedCommunities = LongStream.of(values).map(value -> value ^ Long.MIN_VALUE).sorted().distinct()
          .map(value -> value ^ Long.MIN_VALUE).toArray();
      return this;
    }

    public Builder originatorId(int value) {
      originatorId = OptionalInt.of(value);
      return this;
    }

    public Builder noOriginatorId() {
      originatorId = OptionalInt.empty();
      return this;
    }

    /** Replaces it; a reflector puts its own cluster in front (RFC 4456 §8). */
    public Builder clusterList(int... values) {
      clusterList = values.clone();
      return this;
    }

    public Builder unknown(List<Unknown> values) {
      unknown = values.stream().sorted((a, b) -> Integer.compare(a.type(), b.type())).toList();
      return this;
    }

    public PathAttributes build() {
      return new PathAttributes(this);
    }

    private static long unsigned32(long value) {
      if (value >>> 32 != 0) {
        throw new IllegalArgumentException(value + " does not fit 32 bits");
      }
      return value;
    }
  }
}
