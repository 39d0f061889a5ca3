package io.carrierlab.node.bgp;

import io.carrierlab.protocols.bgp.SessionTimer;
import io.carrierlab.protocols.bgp.rib.SpeakerAction;
import io.carrierlab.protocols.tcp.TcpTimer;

/** A timer of BGP or of what it stands on. */
public sealed interface BgpAlarm {
  record OfTcp(TcpTimer timer) implements BgpAlarm {}

  /** @param peer the neighbour's address */
  record OfSession(int peer, SessionTimer timer) implements BgpAlarm {}

  record OfSpeaker(SpeakerAction.Timer timer) implements BgpAlarm {}
}
