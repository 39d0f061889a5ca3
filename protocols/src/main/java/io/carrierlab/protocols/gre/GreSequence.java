package io.carrierlab.protocols.gre;

/**
 * The order of a tunnel's packets (RFC 2890 §2.2): numbers start at 0, and what does not come after the last one,
 * modulo 2^32, came too late. An end that has been away counts from 0 again, and the other cannot know but by its
 * silence. So what comes first after that is taken, whatever its number; our own count goes on, as the other end need
 * not have noticed anything.
 */
public final class GreSequence {
  private int next;
  private int last;
  private boolean begun;

  /** The number of the packet that is sent now, 32 bits. */
  public int send() {
    return next++;
  }

  /** The other end may have begun anew. */
  public void anew() {
    begun = false;
  }

  /** @param sequence of a packet that came, 32 bits @return whether it is to be taken */
  public boolean take(int sequence) {
    if (begun && sequence - last <= 0) {
      return false;
    }
    begun = true;
    last = sequence;
    return true;
  }
}
