package io.carrierlab.node.ipsec;

import io.carrierlab.node.ipsec.PeerCommand.Placement;
import io.carrierlab.node.topology.AccessConfig;
import io.carrierlab.node.topology.AccessConfig.IsakmpProfile;
import io.carrierlab.node.topology.AccessConfig.Key;
import io.carrierlab.node.topology.AccessConfig.Match;
import io.carrierlab.node.topology.AccessConfig.Method;
import io.carrierlab.node.vrf.VrfCommand;
import io.carrierlab.protocols.aaa.AaaAnswer;
import io.carrierlab.protocols.aaa.AaaQuestion;
import io.carrierlab.protocols.aaa.GroupAttributes;
import io.carrierlab.protocols.aaa.UserPolicy;
import io.carrierlab.protocols.ike.GroupPolicy;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.InnerConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Who a peer is and where it belongs: identity to ISAKMP profile, profile or AAA to VRF, AAA or keyring to key, pool to
 * address. Answers the questions that sessions ask.
 */
final class Admission {
  private static final byte[] NO_EAP = {};

  private final AccessConfig config;
  private final AaaDesk aaa;
  private final AddressPools pools;
  private final Function<String, Optional<ActorRef<VrfCommand>>> vrfs;
  private final BiConsumer<PeerEntry, PeerCommand> answers;

  /** @param answers takes each answer to the actor that has asked */
  Admission(AccessConfig config, AaaDesk aaa, AddressPools pools,
      Function<String, Optional<ActorRef<VrfCommand>>> vrfs, BiConsumer<PeerEntry, PeerCommand> answers) {
    this.config = config;
    this.aaa = aaa;
    this.pools = pools;
    this.vrfs = vrfs;
    this.answers = answers;
  }

  void ask(PeerEntry peer, IkeAction.Question question) {
    switch (question) {
      case IkeAction.AskGroup(Identity identity) -> group(peer, identity);
      case IkeAction.AskUser(String user, String password) -> user(peer, user,
          new AaaQuestion.User(user, password, peer.caller()));
      case IkeAction.AskEap(String user, byte[] eap) -> user(peer, user,
          new AaaQuestion.Eap(user, eap, peer.conversation, peer.caller()));
      case IkeAction.AskAddress(int wanted) -> address(peer, wanted);
    }
  }

  private void group(PeerEntry peer, Identity identity) {
    Optional<IsakmpProfile> profile = config.profiles().stream()
        .filter(each -> each.matches().stream().anyMatch(match -> matches(match, identity, peer))).findFirst();
    if (profile.isEmpty()) {
      unknown(peer);
      return;
    }
    peer.profile = profile.get();
    Optional<Key> key = peer.profile.keys().stream()
        .filter(each -> each.peers().contains(peer.path.remoteAddress())).findFirst();
    if (key.isPresent()) {
      place(peer, new GroupPolicy(identity.text(), key.get().key().getBytes(StandardCharsets.UTF_8), Optional.empty(),
          Optional.empty(), List.of(), List.of(), Optional.empty(), Optional.empty(), List.of(), false));
    } else if (peer.profile.authorization().isPresent()) {
      aaa.ask(peer.profile.authorization().get(), new AaaQuestion.Group(identity.text(), peer.caller()),
          answer -> grouped(peer, identity.text(), answer));
    } else {
      unknown(peer);
    }
  }

  private static boolean matches(Match match, Identity identity, PeerEntry peer) {
    return switch (match) {
      case Match.Any() -> true;
      case Match.Group(String name) -> identity.kind() != Identity.Kind.IPV4_ADDRESS && identity.text().equals(name);
      case Match.Address(var prefix) -> identity.kind() == Identity.Kind.IPV4_ADDRESS
          && identity.equals(Identity.ofAddress(peer.path.remoteAddress()))
          && prefix.contains(peer.path.remoteAddress());
    };
  }

  private void answer(PeerEntry peer, PeerCommand answer) {
    answers.accept(peer, answer);
  }

  private void unknown(PeerEntry peer) {
    answer(peer, new PeerCommand.Answer(new IkeEvent.Group(Optional.empty())));
  }

  private void grouped(PeerEntry peer, String name, AaaAnswer answer) {
    switch (answer) {
      case AaaAnswer.GroupGranted(GroupAttributes attributes) -> place(peer, GroupPolicy.of(name, attributes));
      case AaaAnswer.Dead() -> answer(peer, new PeerCommand.Answer(new IkeEvent.AaaDead()));
      case AaaAnswer.Busy() -> answer(peer, new PeerCommand.Answer(new IkeEvent.AaaDead()));
      case AaaAnswer.Refused refused -> unknown(peer);
      case AaaAnswer.UserAccepted notAsked -> unknown(peer);
      case AaaAnswer.EapChallenge notAsked -> unknown(peer);
      case AaaAnswer.EapAccepted notAsked -> unknown(peer);
      case AaaAnswer.Accounted notAsked -> unknown(peer);
    }
  }

  private void place(PeerEntry peer, GroupPolicy group) {
    peer.group = group;
    if (peer.profile.gre()) {
      peer.placement = new Placement(peer.profile.name(), "", null, peer.profile.accounting(),
          Optional.of(group.name()), false, List.of(), true);
      answer(peer, new PeerCommand.Placed(group, Optional.of(peer.placement)));
      return;
    }
    Optional<String> vrf = peer.profile.vrf().or(group::vrf);
    if (peer.profile.authentication().isPresent()) {
      // Who has the group's key, and no more, belongs nowhere; and the user's own settings may say where.
      peer.placement = null;
      answer(peer, new PeerCommand.Placed(group, Optional.empty()));
      return;
    }
    placement(peer, vrf).ifPresentOrElse(where -> {
      peer.placement = where;
      answer(peer, new PeerCommand.Placed(group, Optional.of(where)));
    }, () -> unknown(peer));
  }

  private Optional<Placement> placement(PeerEntry peer, Optional<String> vrf) {
    return vrf.flatMap(name -> vrfs.apply(name).map(actor -> new Placement(peer.profile.name(),
        name, actor, peer.profile.accounting(), Optional.of(peer.group.name()), pooled(peer),
        peer.profile.behind(), false)));
  }

  private static boolean pooled(PeerEntry peer) {
    return peer.group.pool().isPresent() || peer.user != null
        && (peer.user.pool().isPresent() || peer.user.framedAddress().isPresent());
  }

  private void user(PeerEntry peer, String name, AaaQuestion question) {
    peer.userName = name;
    Method method = peer.profile == null ? null : peer.profile.authentication().orElse(null);
    if (method == null) {
      refuse(peer, NO_EAP);
      return;
    }
    aaa.ask(method, question, answer -> answered(peer, answer));
  }

  private void refuse(PeerEntry peer, byte[] eap) {
    answer(peer, new PeerCommand.Answer(new IkeEvent.UserRefused(eap)));
  }

  private void answered(PeerEntry peer, AaaAnswer answer) {
    switch (answer) {
      case AaaAnswer.UserAccepted(UserPolicy policy) -> accepted(peer, policy, new IkeEvent.UserAccepted(policy));
      case AaaAnswer.EapAccepted(byte[] eap, byte[] msk, UserPolicy policy) ->
          accepted(peer, policy, new IkeEvent.EapAccepted(eap, msk, policy));
      case AaaAnswer.EapChallenge(byte[] eap, var conversation) -> {
        peer.conversation = Optional.of(conversation);
        answer(peer, new PeerCommand.Answer(new IkeEvent.EapChallenge(eap)));
      }
      case AaaAnswer.Refused(String message, byte[] eap) -> refuse(peer, eap);
      case AaaAnswer.Dead() -> answer(peer, new PeerCommand.Answer(new IkeEvent.AaaDead()));
      case AaaAnswer.Busy() -> answer(peer, new PeerCommand.Answer(new IkeEvent.AaaDead()));
      case AaaAnswer.GroupGranted notAsked -> refuse(peer, NO_EAP);
      case AaaAnswer.Accounted notAsked -> refuse(peer, NO_EAP);
    }
  }

  /** A user's VRF goes before the group's, where the profile leaves it to AAA. */
  private void accepted(PeerEntry peer, UserPolicy policy, IkeEvent event) {
    peer.user = policy;
    peer.conversation = Optional.empty();
    Optional<Placement> where = placement(peer, peer.profile.vrf().or(policy::vrf).or(peer.group::vrf));
    if (where.isEmpty()) {
      refuse(peer, NO_EAP);
      return;
    }
    peer.placement = where.get();
    answer(peer, new PeerCommand.Accepted(where.get(), policy, event));
  }

  private void address(PeerEntry peer, int wanted) {
    if (peer.placement == null) {
      // It has skipped the user's authentication, by a policy without it, and nobody else knows its VRF.
      answer(peer, new PeerCommand.Refused(IkeFailure.USER_REFUSED));
      return;
    }
    Optional<InnerConfig> inner = Optional.empty();
    OptionalInt framed = peer.user == null ? OptionalInt.empty() : peer.user.framedAddress();
    if (framed.isPresent()) {
      inner = Optional.of(new InnerConfig(framed.getAsInt(), -1, peer.group));
    } else if (peer.pool.isEmpty()) {
      Optional<String> pool = Optional.ofNullable(peer.user).flatMap(UserPolicy::pool).or(peer.group::pool);
      OptionalInt leased = pool.isEmpty() ? OptionalInt.empty()
          : pools.take(pool.get(), peer.placement.vrfName(), wanted, peer);
      if (leased.isPresent()) {
        peer.pool = pool.get();
        peer.leased = leased.getAsInt();
        inner = Optional.of(new InnerConfig(peer.leased, -1, peer.group));
      }
    } else {
      inner = Optional.of(new InnerConfig(peer.leased, -1, peer.group));
    }
    answer(peer, new PeerCommand.Answer(new IkeEvent.Inner(inner)));
  }
}
