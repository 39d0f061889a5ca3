package io.carrierlab.node.time;

/** A mailbox of a node's actor that was filled from outside of all nodes: real sockets, shutdown. */
final class FromOutside extends TimedEvent {
  final EngineNode node;
  final Runnable mailbox;

  FromOutside(EngineNode node, Runnable mailbox) {
    this.node = node;
    this.mailbox = mailbox;
  }

  @Override
  protected void fire() {
    node.enqueue(mailbox);
  }
}
