package io.carrierlab.protocols.hsrp;

import java.time.Duration;

/** What a group wants done, in order. */
public sealed interface HsrpAction {
  /**
   * Send a message to the group's members.
   *
   * @param sourceMac of the Ethernet header: the virtual one of an active router (RFC 2281 §6.1); 0: the interface's
   */
  record Send(HsrpMessage message, long sourceMac) implements HsrpAction {}

  /** Arming a timer replaces it. */
  record Arm(HsrpTimer timer, Duration after) implements HsrpAction {}

  record Disarm(HsrpTimer timer) implements HsrpAction {}

  /** Answer for the virtual address, accept the virtual MAC, and announce them by gratuitous ARP. */
  record Announce(int address, long mac) implements HsrpAction {}

  /** The virtual address is another router's: neither answer for it nor accept its MAC. */
  record Release(int address, long mac) implements HsrpAction {}

  /** For whoever follows the group, and for people. */
  record Changed(HsrpState from, HsrpState to, String why) implements HsrpAction {}

  /** For people: the operator's command to take over does nothing. */
  record Refused(HsrpState state, String why) implements HsrpAction {}
}
