package io.carrierlab.node.ip;

import java.util.Locale;

/** Why a device did not send a packet on: what {@code show counters} prints by name. */
public enum Drop {
  BAD_IP_HEADER, BAD_IP_CHECKSUM, UNKNOWN_ETHERTYPE, NO_ROUTE, TTL_EXPIRED, NOT_ROUTABLE, MALFORMED_PAYLOAD,
  UNKNOWN_PROTOCOL, UNRESOLVED_NEIGHBOUR, INTERFACE_DOWN, LABELLED_ON_UNLABELLED_INTERFACE, UNKNOWN_LABEL,
  NO_TUNNEL, BAD_LABEL_STACK, BAD_FRAGMENT, UNKNOWN_HSRP_GROUP, HSRP_OFF_LINK,
  HSRP_NOT_SUPPORTED, HSRP_OTHER_VERSION;

  /** In words, with the name by which it is counted. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ') + " (" + name() + ")";
  }
}
