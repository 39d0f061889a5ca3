package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.esp.EspTransform;
import io.carrierlab.protocols.ike.ChildPolicy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Proposals for child SAs (RFC 7296 §3.3): made, chosen from, and held against what was chosen. */
final class ChildOffer {
  private static final Transform NO_INTEGRITY = Transform.of(Transform.INTEG, 0);
  private static final Transform NO_GROUP = Transform.of(Transform.DH, 0);
  private static final Transform SHORT_SEQUENCE = Transform.of(Transform.ESN, 0);

  private ChildOffer() {}

  /** @param spiOut the peer's SPI; @param answer our proposal, with our SPI */
  record Choice(EspTransform transform, Optional<DhGroup> group, int spiOut, Proposal answer) {}

  static int protocol(EspTransform transform) {
    return switch (transform.protocol()) {
      case ESP -> Proposal.ESP;
      case AH -> Proposal.AH;
    };
  }

  static byte[] spi(int spi) {
    return ByteBuffer.allocate(4).putInt(spi).array();
  }

  /** A proposal for each transform. @param group for PFS; none in IKE_AUTH (RFC 7296 §1.2) */
  static List<Proposal> offer(List<EspTransform> transforms, int spi, Optional<DhGroup> group) {
    var proposals = new ArrayList<Proposal>();
    for (EspTransform each : transforms) {
      proposals.add(new Proposal(proposals.size() + 1, protocol(each), spi(spi), transforms(each, group)));
    }
    return proposals;
  }

  private static List<Transform> transforms(EspTransform transform, Optional<DhGroup> group) {
    var transforms = new ArrayList<Transform>();
    EspTransform.Cipher cipher = transform.cipher();
    if (transform.protocol() == EspTransform.Protocol.ESP) {
      transforms.add(switch (cipher) {
        case NULL -> Transform.of(Transform.ENCR, 11);
        case DES_CBC -> Transform.of(Transform.ENCR, 2);
        case TRIPLE_DES_CBC -> Transform.of(Transform.ENCR, 3);
        case AES_CBC_128, AES_CBC_192, AES_CBC_256 -> Transform.of(Transform.ENCR, 12, cipher.keyOctets() * 8);
        case AES_GCM_128, AES_GCM_192, AES_GCM_256 -> Transform.of(Transform.ENCR, 20, cipher.keyOctets() * 8);
      });
    }
    switch (transform.integrity()) {
      case NONE -> { }
      case HMAC_MD5_96 -> transforms.add(Transform.of(Transform.INTEG, 1));
      case HMAC_SHA1_96 -> transforms.add(Transform.of(Transform.INTEG, 2));
      case HMAC_SHA256_128 -> transforms.add(Transform.of(Transform.INTEG, 12));
      case HMAC_SHA384_192 -> transforms.add(Transform.of(Transform.INTEG, 13));
      case HMAC_SHA512_256 -> transforms.add(Transform.of(Transform.INTEG, 14));
    }
    group.ifPresent(each -> transforms.add(Transform.of(Transform.DH, each.number())));
    transforms.add(Transform.of(Transform.ESN, transform.extendedSequence() ? 1 : 0));
    return transforms;
  }

  /**
   * The first of our transforms that a peer offers.
   *
   * @param keGroup whose value the peer has sent; empty: none, so there will be no PFS
   * @param first in IKE_AUTH: groups that are offered are passed over
   */
  static Optional<Choice> choose(ChildPolicy ours, List<Proposal> offered, Optional<DhGroup> keGroup, boolean first,
      int spiIn) {
    if (!first && ours.pfs().isPresent() && keGroup.isEmpty()) {
      return Optional.empty();
    }
    for (EspTransform transform : ours.transforms()) {
      for (Proposal proposal : offered) {
        Optional<Choice> choice = matching(transform, proposal, first ? Optional.empty() : keGroup, first, spiIn);
        if (choice.isPresent()) {
          return choice;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Choice> matching(EspTransform ours, Proposal proposal, Optional<DhGroup> group,
      boolean first, int spiIn) {
    if (proposal.protocol() != protocol(ours) || proposal.spi().length != 4) {
      return Optional.empty();
    }
    var answer = new ArrayList<Transform>();
    for (Transform wanted : transforms(ours, group)) {
      if (proposal.offers(wanted)) {
        answer.add(wanted);
      } else if (!wanted.equals(SHORT_SEQUENCE) || proposal.offersType(Transform.ESN)) {
        return Optional.empty();
      }
    }
    boolean integrity = ours.integrity() != EspTransform.Integrity.NONE || !proposal.offersType(Transform.INTEG)
        || proposal.offers(NO_INTEGRITY);
    boolean noGroup = first || group.isPresent() || !proposal.offersType(Transform.DH) || proposal.offers(NO_GROUP);
    if (!integrity || !noGroup) {
      return Optional.empty();
    }
    return Optional.of(new Choice(ours, group, ByteBuffer.wrap(proposal.spi()).getInt(),
        new Proposal(proposal.number(), proposal.protocol(), spi(spiIn), answer)));
  }

  /** The first group of ours, or of the peer where we have no wish, that a peer offers: for INVALID_KE_PAYLOAD. */
  static Optional<DhGroup> wantedGroup(ChildPolicy ours, List<Proposal> offered) {
    for (Proposal proposal : offered) {
      for (Transform transform : proposal.transforms()) {
        Optional<DhGroup> group = transform.type() == Transform.DH ? DhGroup.of(transform.id()) : Optional.empty();
        if (group.isPresent() && (ours.pfs().isEmpty() || ours.pfs().equals(group))) {
          return group;
        }
      }
    }
    return Optional.empty();
  }

  /** Which of what we offered the peer has chosen; empty: it broke the rules. The answer is the peer's proposal. */
  static Optional<Choice> chosen(List<EspTransform> offered, Optional<DhGroup> group, List<Proposal> answer) {
    if (answer.size() != 1) {
      return Optional.empty();
    }
    int index = answer.getFirst().number() - 1;
    if (index < 0 || index >= offered.size()) {
      return Optional.empty();
    }
    Choice found = matching(offered.get(index), answer.getFirst(), group, false, 0).orElse(null);
    return found == null || answer.getFirst().transforms().size() > found.answer().transforms().size()
        ? Optional.empty() : Optional.of(found);
  }
}
