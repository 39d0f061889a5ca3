package io.carrierlab.node.ipsec;

import io.carrierlab.node.fabric.PathNote;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.router.RouterCommand;
import io.carrierlab.protocols.frame.Frame;
import java.util.List;

/** What still comes for a peer whose session has ended, until the aggregator has heard of it: counted, and no more. */
final class AfterTheEnd {
  private final PeerActor.Setup setup;
  private long packets;

  AfterTheEnd(PeerActor.Setup setup) {
    this.setup = setup;
  }

  /** Whether the aggregator has heard of it: nothing comes after that. */
  boolean on(PeerCommand command) {
    switch (command instanceof PeerCommand.Job(PeerCommand what) ? what : command) {
      case PeerCommand.Ike _ -> packets++;
      case PeerCommand.Ipsec(List<Frame> frames) -> frames.forEach(this::tooLate);
      case PeerCommand.Inner(Frame frame) -> tooLate(frame);
      case PeerCommand.Inspected(Findings into) -> into.done();
      case PeerCommand.Forgotten _ when packets > 0 ->
          setup.router().tell(new RouterCommand.OfPeer(new PeerReport.Late(setup.number(), packets)));
      default -> { }                                     // nothing that a peer sent, and nobody waits for it
    }
    return command instanceof PeerCommand.Forgotten;
  }

  private void tooLate(Frame packet) {
    packets++;
    setup.node().note(packet, PathNote.Kind.LOST, "dropped by IPsec: the session has just ended (SESSION_ENDED)");
  }
}
