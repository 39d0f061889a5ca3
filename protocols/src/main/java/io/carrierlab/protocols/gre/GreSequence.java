package io.carrierlab.protocols.gre;

/**
 * The order of a tunnel's packets (RFC 2890 §2.2): numbers start at 0, and what does not come after the last one,
 * modulo 2^32, came too late.
 */
public final class GreSequence {
  private int next;
  private int last = -1;

  /** The number of the packet that is sent now, 32 bits. */
  public int send() {
    return next++;
  }

  /** @param sequence of a packet that came, 32 bits @return whether it is to be taken */
  public boolean take(int sequence) {
    if (sequence - last <= 0) {
      return false;
    }
    last = sequence;
    return true;
  }
}
