package io.carrierlab.protocols.hsrp;

/** What happens to a group. */
public sealed interface HsrpEvent {
  /** The group's interface is up. */
  record Up() implements HsrpEvent {}

  /** It is down. */
  record Down() implements HsrpEvent {}

  /** @param source IPv4 address of the sender */
  record Received(int source, HsrpMessage message) implements HsrpEvent {}

  record TimerFired(HsrpTimer timer) implements HsrpEvent {}

  /** An interface of this router is up, or down. Those that the group does not track change nothing. */
  record Line(String interfaceName, boolean up) implements HsrpEvent {}

  /** An operator wants this router to be the active one. */
  record TakeOver() implements HsrpEvent {}

  /** A group of this router is in this state now. Who follows it does so too. */
  record Leader(String group, HsrpState state) implements HsrpEvent {}
}
