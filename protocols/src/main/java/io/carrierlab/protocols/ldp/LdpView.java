package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What an {@link LdpMachine} shows to operators. Times are nanoseconds since the start of the run. */
public final class LdpView {
  private LdpView() {}

  /** States of a session (RFC 5036 §2.5.4). */
  public enum State { NON_EXISTENT, INITIALIZED, OPENSENT, OPENREC, OPERATIONAL }

  /**
   * A router that a hello came from, and the session with it.
   *
   * @param active whether we open the connection
   * @param adjacencies links on which its hellos are heard
   * @param whyDown for people: the last error or notification of either side; empty while operational
   * @param upSinceNanos empty unless operational
   * @param keepAliveSeconds as negotiated, or as we would propose
   * @param messagesIn of this session or the last one, hellos apart
   * @param addresses the router's, sorted as unsigned numbers
   */
  public record Session(int lsrId, int transportAddress, State state, boolean active, int adjacencies, String whyDown,
      OptionalLong upSinceNanos, int keepAliveSeconds, long messagesIn, long messagesOut, List<Integer> addresses) {}

  /** An interface with LDP. @param address its own */
  public record Discovery(int interfaceIndex, int address, List<Adjacency> adjacencies) {}

  /**
   * A router heard on a link.
   *
   * @param source of its hellos
   * @param holdSeconds the smaller of both proposals
   * @param expiresAtNanos when it is forgotten unless heard again
   */
  public record Adjacency(int lsrId, int source, int transportAddress, int holdSeconds, long expiresAtNanos) {}

  /**
   * A FEC in the label information base. @param local our label; 3 is implicit null; empty when we have given none
   */
  public record Binding(Ipv4Prefix prefix, OptionalInt local, List<Remote> remote) {}

  /** A label that a peer gave. @param inUse whether a next hop of the FEC's route is that peer */
  public record Remote(int lsrId, int label, boolean inUse) {}

  /**
   * The dynamic range.
   *
   * @param inUse labels of FECs: as many as the forwarding plane has incoming labels
   * @param awaitingRelease withdrawn, but not released by every peer
   * @param wanting FECs without a label for want of a free one
   */
  public record Labels(int inUse, int awaitingRelease, int wanting) {}

  /** Why something was dropped, refused or could not be done. */
  public enum Count {
    MALFORMED_HELLO, NOT_A_HELLO, OWN_HELLO, TARGETED_HELLO, INTERFACE_LABEL_SPACE, HELLO_ON_UNKNOWN_INTERFACE,
    TRANSPORT_CONFLICT, TOO_MANY_NEIGHBOURS, TOO_MANY_CONNECTIONS, CONNECTION_OF_WRONG_ROLE, CONNECTION_UNEXPECTED,
    SESSION_REJECTED, SESSION_LOST, MALFORMED_PDU, MESSAGE_REFUSED, NOTIFICATION_RECEIVED, TOO_MANY_ADDRESSES,
    TOO_MANY_BINDINGS, LABELS_EXHAUSTED
  }
}
