package io.carrierlab.protocols.hsrp;

import java.time.Duration;

/**
 * A group as operators see it.
 *
 * @param priority that counts now
 * @param activeRouter and {@code standbyRouter}: IPv4 addresses, 0 if unknown, this router's own if it is it
 * @param virtualAddress 0 while it has not been learnt
 * @param sinceNanos when the state was entered, and {@code why}; the latter is empty at first
 */
public record HsrpView(HsrpState state, int priority, int activeRouter, int standbyRouter, int virtualAddress,
    long virtualMac, Duration hello, Duration hold, long sinceNanos, String why, Drops drops) {

  /**
   * Messages that were not taken for what they say.
   *
   * @param authentication another text than ours
   * @param ownAddress from an address that is ours
   * @param otherAddress taken all the same, but with another virtual address than ours: one of us is misconfigured
   */
  public record Drops(long authentication, long ownAddress, long otherAddress) {
    public static final Drops NONE = new Drops(0, 0, 0);
  }
}
