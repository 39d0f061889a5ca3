package io.carrierlab.node.time;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.dispatch.MailboxType;
import org.apache.pekko.dispatch.MessageQueue;
import org.apache.pekko.dispatch.NodeMessageQueue;
import org.apache.pekko.dispatch.ProducesMessageQueue;
import scala.Option;

/**
 * Pekko's mailbox, which knows from its birth which node it belongs to: that in whose context its actor is spawned. 4
 * octets for each actor of a node. Pekko makes it by name from {@code mailbox-type}.
 */
public final class NodeMailbox implements MailboxType, ProducesMessageQueue<NodeMessageQueue> {
  /** Pekko calls it. */
  public NodeMailbox(ActorSystem.Settings settings, Config config) {}

  @Override
  public MessageQueue create(Option<ActorRef> owner, Option<ActorSystem> system) {
    EngineNode node = ((EngineScheduler) system.get().scheduler()).engine().current();
    return node == null ? new NodeMessageQueue() : new OfNode(node);
  }

  /** Of an actor of a node. */
  static final class OfNode extends NodeMessageQueue {
    final transient EngineNode node;

    OfNode(EngineNode node) {
      this.node = node;
    }
  }
}
