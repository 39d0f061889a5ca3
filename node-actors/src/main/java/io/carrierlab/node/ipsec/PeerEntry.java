package io.carrierlab.node.ipsec;

import io.carrierlab.node.ipsec.PeerCommand.Placement;
import io.carrierlab.node.topology.AccessConfig.IsakmpProfile;
import io.carrierlab.protocols.aaa.AaaQuestion.Caller;
import io.carrierlab.protocols.aaa.AaaQuestion.Conversation;
import io.carrierlab.protocols.aaa.UserPolicy;
import io.carrierlab.protocols.ike.GroupPolicy;
import io.carrierlab.protocols.ike.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.typed.ActorRef;

/** What an aggregator keeps of a peer beside its actor: about 200 octets, its cookies and SPIs included. */
final class PeerEntry {
  /** @param group or the identity of a site @param address IPv4 */
  record Who(String group, String user, int address) {}

  final int number;
  final ActorRef<PeerCommand> actor;
  Path path;
  final int version;
  /** Of its first message. */
  final long initiatorSpi;
  final Set<Long> ikeSpis = new TreeSet<>();
  final Set<Integer> ipsecSpis = new TreeSet<>();
  IsakmpProfile profile;
  GroupPolicy group;
  String userName = "";
  UserPolicy user;
  Placement placement;
  Optional<Conversation> conversation = Optional.empty();
  String pool = "";
  int leased;
  PeerReport.Counted counted = PeerSums.NOTHING;
  /** Null before it has an SA. */
  Who upAs;

  PeerEntry(int number, ActorRef<PeerCommand> actor, Path path, int version, long initiatorSpi) {
    this.number = number;
    this.actor = actor;
    this.path = path;
    this.version = version;
    this.initiatorSpi = initiatorSpi;
  }

  /** Whether both are sessions of one user of one group. */
  boolean sameUser(PeerEntry other) {
    return !userName.isEmpty() && userName.equals(other.userName) && group.name().equals(other.group.name());
  }

  /**
   * Who it is, as far as one that comes again can be told by it: user and address; of a site, which has no user, its
   * identity. Empty: a group's key is all that it has, and others may come from its NAT.
   */
  Optional<Who> who() {
    return userName.isEmpty() && placement.pooled() ? Optional.empty()
        : Optional.of(new Who(group.name(), userName, path.remoteAddress()));
  }

  Caller caller() {
    return new Caller(number, path.remoteAddress(), path.localAddress());
  }
}
