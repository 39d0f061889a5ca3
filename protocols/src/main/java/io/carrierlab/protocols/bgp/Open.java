package io.carrierlab.protocols.bgp;

/**
 * OPEN (RFC 4271 §4.2). OpenCodec reads and writes it.
 *
 * @param as 32 bits: of the 4-octet AS capability if there is one, else of the 2-octet field
 * @param holdSeconds 0 or 3 to 65535
 * @param routerId BGP identifier
 */
public record Open(long as, int holdSeconds, int routerId, Capabilities capabilities) implements BgpMessage {
  public Open {
    if (as <= 0 || as >>> 32 != 0 || holdSeconds >>> 16 != 0 || holdSeconds == 1 || holdSeconds == 2) {
      throw new IllegalArgumentException("AS " + as + ", hold time " + holdSeconds + " s");
    }
  }
}
