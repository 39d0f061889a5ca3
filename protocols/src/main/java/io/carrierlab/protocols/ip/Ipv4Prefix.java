package io.carrierlab.protocols.ip;

/**
 * An IPv4 prefix, without host bits.
 *
 * @param address network order; bits past {@code length} are zero
 * @param length 0 to 32
 */
public record Ipv4Prefix(int address, int length) implements Comparable<Ipv4Prefix> {
  public Ipv4Prefix {
    if (length < 0 || length > 32) {
      throw new IllegalArgumentException("prefix length " + length + " is not in 0..32");
    }
    if ((address & ~Ipv4.mask(length)) != 0) {
      throw new IllegalArgumentException(Ipv4.format(address) + "/" + length + " has host bits");
    }
  }

  /** The prefix of this length that covers {@code address}, its host bits cleared. */
  public static Ipv4Prefix covering(int address, int length) {
    return new Ipv4Prefix(address & Ipv4.mask(length), length);
  }

  public static Ipv4Prefix host(int address) {
    return new Ipv4Prefix(address, 32);
  }

  /** Reads {@code 10.1.0.0/16}. @throws IllegalArgumentException if it is not such a prefix */
  public static Ipv4Prefix parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("0|[1-9][0-9]?")) {
      throw new IllegalArgumentException("\"" + text + "\" is not a prefix such as 10.1.0.0/16");
    }
    return new Ipv4Prefix(Ipv4.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
  }

  public boolean contains(int other) {
    return (other & Ipv4.mask(length)) == address;
  }

  public boolean overlaps(Ipv4Prefix other) {
    return contains(other.address) || other.contains(address);
  }

  @Override
  public int compareTo(Ipv4Prefix other) {
    int byAddress = Integer.compareUnsigned(address, other.address);
    return byAddress != 0 ? byAddress : Integer.compare(length, other.length);
  }

  @Override
  public String toString() {
    return Ipv4.format(address) + "/" + length;
  }
}
