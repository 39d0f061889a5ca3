package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.ike.IkePolicy;
import io.carrierlab.protocols.ike.IkePolicy.IkeCipher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The algorithms of an IKE SA. The digest is that of the PRF, and of the integrity algorithm unless the cipher is an
 * AEAD. Numbers: IANA's registry of IKEv2 parameters, transform types 1 to 4.
 */
record Suite(IkeCipher cipher, Digest digest, DhGroup group) {
  private static final byte[] NO_SPI = {};

  /** What was chosen, and the proposal that says so. */
  record Choice(Suite suite, Proposal answer) {}

  static Suite of(IkePolicy policy) {
    return new Suite(policy.cipher(), policy.digest(), policy.group());
  }

  /** Of the check value at the end of a message: HMACs are cut (RFC 4868 §2.3), GCM's tag is whole (RFC 5282 §3). */
  int checkOctets() {
    return cipher.aead() ? 16 : switch (digest) {
      case MD5, SHA1 -> 12;
      case SHA256 -> 16;
      case SHA384 -> 24;
      case SHA512 -> 32;
    };
  }

  /** Of SK_ai and SK_ar: none with an AEAD. */
  int integrityKeyOctets() {
    return cipher.aead() ? 0 : digest.octets();
  }

  /** Of SK_ei and SK_er: with the four octets of an AEAD's salt. */
  int encryptionKeyOctets() {
    return cipher.keyOctets() + (cipher.aead() ? 4 : 0);
  }

  String description() {
    return cipher + " " + digest + " " + group;
  }

  /** One transform of each type. */
  List<Transform> transforms() {
    var transforms = new ArrayList<Transform>();
    transforms.add(switch (cipher) {
      case DES_CBC -> Transform.of(Transform.ENCR, 2);
      case TRIPLE_DES_CBC -> Transform.of(Transform.ENCR, 3);
      case AES_CBC_128, AES_CBC_192, AES_CBC_256 -> Transform.of(Transform.ENCR, 12, cipher.keyOctets() * 8);
      case AES_GCM_128, AES_GCM_256 -> Transform.of(Transform.ENCR, 20, cipher.keyOctets() * 8);
    });
    transforms.add(Transform.of(Transform.PRF, switch (digest) {
      case MD5 -> 1;
      case SHA1 -> 2;
      case SHA256 -> 5;
      case SHA384 -> 6;
      case SHA512 -> 7;
    }));
    if (!cipher.aead()) {
      transforms.add(Transform.of(Transform.INTEG, switch (digest) {
        case MD5 -> 1;
        case SHA1 -> 2;
        case SHA256 -> 12;
        case SHA384 -> 13;
        case SHA512 -> 14;
      }));
    }
    transforms.add(Transform.of(Transform.DH, group.number()));
    return transforms;
  }

  /** A proposal for each suite, in their order. @param spi none, or of the new IKE SA */
  static List<Proposal> offer(List<Suite> suites, byte[] spi) {
    var proposals = new ArrayList<Proposal>();
    for (Suite suite : suites) {
      proposals.add(new Proposal(proposals.size() + 1, Proposal.IKE, spi, suite.transforms()));
    }
    return proposals;
  }

  /**
   * The first of our suites that a peer offers. Among them, those whose group the peer has sent a value of go first if
   * {@code keGroup} is a group: that saves a round trip.
   *
   * @param spi of us, for the answer
   */
  static Optional<Choice> choose(List<Suite> ours, List<Proposal> offered, Optional<DhGroup> keGroup, byte[] spi) {
    if (keGroup.isPresent()) {
      List<Suite> ready = ours.stream().filter(suite -> suite.group == keGroup.get()).toList();
      Optional<Choice> choice = choose(ready, offered, Optional.empty(), spi);
      if (choice.isPresent()) {
        return choice;
      }
    }
    for (Suite suite : ours) {
      for (Proposal proposal : offered) {
        if (suite.matches(proposal)) {
          return Optional.of(new Choice(suite,
              new Proposal(proposal.number(), Proposal.IKE, spi, suite.transforms())));
        }
      }
    }
    return Optional.empty();
  }

  private boolean matches(Proposal proposal) {
    for (Transform transform : transforms()) {
      if (!proposal.offers(transform)) {
        return false;
      }
    }
    boolean integrity = !cipher.aead() || !proposal.offersType(Transform.INTEG)
        || proposal.offers(Transform.of(Transform.INTEG, 0));
    return proposal.protocol() == Proposal.IKE && integrity && !proposal.offersType(Transform.ESN);
  }

  /** Which of the suites that we offered a peer has chosen; empty: it broke the rules (RFC 7296 §2.7). */
  static Optional<Suite> chosen(List<Suite> offered, List<Proposal> answer) {
    if (answer.size() != 1) {
      return Optional.empty();
    }
    int index = answer.getFirst().number() - 1;
    if (index < 0 || index >= offered.size()) {
      return Optional.empty();
    }
    Suite suite = offered.get(index);
    var wanted = new ArrayList<>(suite.transforms());
    wanted.removeAll(answer.getFirst().transforms());
    // Some peers say of an AEAD that its integrity algorithm is "none".
    boolean more = answer.getFirst().transforms().size() > suite.transforms().size()
        && !(suite.cipher.aead() && answer.getFirst().offers(Transform.of(Transform.INTEG, 0)));
    return wanted.isEmpty() && !more ? Optional.of(suite) : Optional.empty();
  }

  static byte[] noSpi() {
    return NO_SPI;
  }
}
