package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.esp.EspTransform;
import io.carrierlab.protocols.esp.EspTransform.Cipher;
import io.carrierlab.protocols.esp.EspTransform.Integrity;
import io.carrierlab.protocols.esp.EspTransform.Protocol;
import io.carrierlab.protocols.ike.ChildPolicy;
import io.carrierlab.protocols.ike1.Proposal.Transform;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Transform sets as proposals of a quick mode, and back (RFC 2407 §4.4, §4.5, RFC 3602, RFC 4106 §8, RFC 4868). */
final class Phase2Proposals {
  private static final int LIFE_TYPE = 1;
  private static final int LIFE_DURATION = 2;
  private static final int GROUP = 3;
  private static final int ENCAPSULATION = 4;
  private static final int AUTHENTICATION = 5;
  private static final int KEY_LENGTH = 6;
  private static final int SECONDS = 1;
  private static final int KILOBYTES = 2;
  private static final Duration DEFAULT_LIFETIME = Duration.ofHours(8);

  /** How packets are wrapped: RFC 2407 §4.5, RFC 3947 §5.1, and the private numbers of its drafts. */
  enum Encapsulation {
    TUNNEL(1, false, false), TRANSPORT(2, true, false), UDP_TUNNEL(3, false, true), UDP_TRANSPORT(4, true, true),
    DRAFT_UDP_TUNNEL(61443, false, true), DRAFT_UDP_TRANSPORT(61444, true, true);

    private final int number;
    private final boolean transport;
    private final boolean udp;

    Encapsulation(int number, boolean transport, boolean udp) {
      this.number = number;
      this.transport = transport;
      this.udp = udp;
    }

    boolean transport() {
      return transport;
    }

    boolean udp() {
      return udp;
    }

    static Encapsulation of(boolean transport, NatTraversal nat) {
      if (!nat.encapsulates()) {
        return transport ? TRANSPORT : TUNNEL;
      }
      if (nat.draft()) {
        return transport ? DRAFT_UDP_TRANSPORT : DRAFT_UDP_TUNNEL;
      }
      return transport ? UDP_TRANSPORT : UDP_TUNNEL;
    }
  }

  /**
   * What one transform says.
   *
   * @param kilobytes 0: no limit
   */
  record Terms(EspTransform transform, Encapsulation encapsulation, Optional<DhGroup> pfs, Duration lifetime,
      long kilobytes) {}

  /** A transform that our policy allows; it goes back as it was offered. */
  record Choice(Proposal proposal, Transform transform, Terms terms, int peerSpi) {
    Payload.Sa answer(byte[] spi) {
      return Payload.Sa.of(List.of(new Proposal(proposal.number(), proposal.protocol(), spi, List.of(transform))));
    }
  }

  private Phase2Proposals() {}

  /** A proposal per run of transforms of the same protocol. @param spi ours, 32 bits */
  static Payload.Sa offer(ChildPolicy policy, int spi, Encapsulation encapsulation, Optional<DhGroup> pfs) {
    var proposals = new ArrayList<Proposal>();
    for (Protocol protocol : Protocol.values()) {
      var transforms = new ArrayList<Transform>();
      for (EspTransform each : policy.transforms()) {
        if (each.protocol() == protocol) {
          transforms.add(new Transform(transforms.size() + 1, id(each), attributes(each, policy, encapsulation, pfs)));
        }
      }
      if (!transforms.isEmpty()) {
        proposals.add(new Proposal(proposals.size() + 1, number(protocol), KeyDerivation.number(spi), transforms));
      }
    }
    return Payload.Sa.of(proposals);
  }

  /** The first of our transforms that is offered on terms we accept. @param transport transport mode may be taken */
  static Optional<Choice> choose(ChildPolicy policy, boolean transport, NatTraversal nat, Payload.Sa offered) {
    for (EspTransform wanted : policy.transforms()) {
      for (Proposal proposal : offered.proposals()) {
        if (proposal.spi().length != 4 || bundled(proposal, offered) || spi(proposal) >>> 8 == 0) {
          continue;
        }
        for (Transform transform : proposal.transforms()) {
          Optional<Terms> terms = read(proposal.protocol(), transform);
          if (terms.isPresent() && terms.get().transform().equals(wanted)
              && accepted(policy, transport, nat, terms.get())) {
            return Optional.of(new Choice(proposal, transform, terms.get(), spi(proposal)));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** What the responder chose, if it is one of the transforms that were offered, and alone. */
  static Optional<Choice> chosen(Payload.Sa offered, Payload.Sa answer) {
    if (answer.proposals().size() != 1 || answer.proposals().getFirst().transforms().size() != 1) {
      return Optional.empty();
    }
    Proposal proposal = answer.proposals().getFirst();
    Optional<Terms> terms = read(proposal.protocol(), proposal.transforms().getFirst());
    if (terms.isEmpty() || proposal.spi().length != 4 || spi(proposal) >>> 8 == 0) {
      return Optional.empty();
    }
    for (Proposal each : offered.proposals()) {
      for (Transform transform : each.transforms()) {
        if (each.protocol() == proposal.protocol() && read(each.protocol(), transform).equals(terms)) {
          return Optional.of(new Choice(proposal, transform, terms.get(), spi(proposal)));
        }
      }
    }
    return Optional.empty();
  }

  /** Attributes of a RESPONDER-LIFETIME notification (RFC 2407 §4.6.3.1). */
  static List<Attribute> lifetimes(Duration lifetime, long kilobytes) {
    var attributes = new ArrayList<Attribute>();
    attributes.add(Attribute.of(LIFE_TYPE, SECONDS));
    attributes.add(Attribute.wide(LIFE_DURATION, lifetime.toSeconds()));
    if (kilobytes > 0) {
      attributes.add(Attribute.of(LIFE_TYPE, KILOBYTES));
      attributes.add(Attribute.wide(LIFE_DURATION, kilobytes));
    }
    return attributes;
  }

  /** The terms with the lifetimes that a RESPONDER-LIFETIME notification names, where they are shorter. */
  static Terms shortened(Terms terms, byte[] notification) throws DecodeException {
    Duration lifetime = terms.lifetime();
    long kilobytes = terms.kilobytes();
    long type = 0;
    for (Attribute each : Attribute.decodeAll(new WireReader(notification))) {
      long value = each.number().orElse(0);
      if (each.type() == LIFE_TYPE) {
        type = value;
      } else if (each.type() == LIFE_DURATION && value > 0) {
        if (type == SECONDS) {
          lifetime = Phase1Proposals.shorter(lifetime, Duration.ofSeconds(value));
        } else if (type == KILOBYTES) {
          kilobytes = lesser(kilobytes, value);
        }
      }
    }
    return new Terms(terms.transform(), terms.encapsulation(), terms.pfs(), lifetime, kilobytes);
  }

  /** The lower of two limits, of which 0 is none. */
  static long lesser(long one, long other) {
    return one == 0 ? other : other == 0 ? one : Math.min(one, other);
  }

  private static int spi(Proposal proposal) {
    byte[] spi = proposal.spi();
    return (spi[0] & 0xff) << 24 | (spi[1] & 0xff) << 16 | (spi[2] & 0xff) << 8 | spi[3] & 0xff;
  }

  private static boolean bundled(Proposal proposal, Payload.Sa offered) {
    return offered.proposals().stream().filter(each -> each.number() == proposal.number()).count() > 1;
  }

  private static boolean accepted(ChildPolicy policy, boolean transport, NatTraversal nat, Terms terms) {
    Encapsulation how = terms.encapsulation();
    boolean fitsNat = how.udp() ? nat.negotiated() : !nat.encapsulates();
    return fitsNat && (transport || !how.transport())
        && (policy.pfs().isEmpty() || policy.pfs().equals(terms.pfs()));
  }

  private static int number(Protocol protocol) {
    return switch (protocol) {
      case ESP -> Proposal.ESP;
      case AH -> Proposal.AH;
    };
  }

  private static int id(EspTransform transform) {
    if (transform.protocol() == Protocol.AH) {
      return switch (transform.integrity()) {
        case HMAC_MD5_96 -> 2;
        case HMAC_SHA1_96 -> 3;
        case HMAC_SHA256_128 -> 5;
        case HMAC_SHA384_192 -> 6;
        case HMAC_SHA512_256 -> 7;
        case NONE -> throw new IllegalArgumentException("AH without integrity");
      };
    }
    return switch (transform.cipher()) {
      case NULL -> 11;
      case DES_CBC -> 2;
      case TRIPLE_DES_CBC -> 3;
      case AES_CBC_128, AES_CBC_192, AES_CBC_256 -> 12;
      case AES_GCM_128, AES_GCM_192, AES_GCM_256 -> 20;
    };
  }

  private static List<Attribute> attributes(EspTransform transform, ChildPolicy policy, Encapsulation encapsulation,
      Optional<DhGroup> pfs) {
    var attributes = new ArrayList<>(lifetimes(policy.lifetime(), policy.lifetimeKilobytes()));
    pfs.ifPresent(group -> attributes.add(Attribute.of(GROUP, group.number())));
    attributes.add(Attribute.of(ENCAPSULATION, encapsulation.number));
    int authentication = switch (transform.integrity()) {
      case NONE -> 0;
      case HMAC_MD5_96 -> 1;
      case HMAC_SHA1_96 -> 2;
      case HMAC_SHA256_128 -> 5;
      case HMAC_SHA384_192 -> 6;
      case HMAC_SHA512_256 -> 7;
    };
    if (authentication > 0) {
      attributes.add(Attribute.of(AUTHENTICATION, authentication));
    }
    if (id(transform) == 12 || id(transform) == 20) {
      attributes.add(Attribute.of(KEY_LENGTH, transform.cipher().keyOctets() * 8));
    }
    return attributes;
  }

  /** Empty if it holds anything that is not known here: such a transform must not be chosen (RFC 2408 §4.2). */
  private static Optional<Terms> read(int protocol, Transform transform) {
    long lifeType = 0;
    Duration lifetime = DEFAULT_LIFETIME;
    long kilobytes = 0;
    Optional<DhGroup> pfs = Optional.empty();
    Optional<Encapsulation> encapsulation = Optional.empty();
    int authentication = 0;
    int keyBits = 0;
    for (Attribute each : transform.attributes()) {
      OptionalLong number = each.number();
      if (number.isEmpty()) {
        return Optional.empty();
      }
      long value = number.getAsLong();
      switch (each.type()) {
        case LIFE_TYPE -> lifeType = value;
        case LIFE_DURATION -> {
          lifetime = lifeType == SECONDS && value > 0 ? Duration.ofSeconds(value) : lifetime;
          kilobytes = lifeType == KILOBYTES ? value : kilobytes;
        }
        case GROUP -> {
          pfs = DhGroup.of((int) value);
          if (pfs.isEmpty()) {
            return Optional.empty();
          }
        }
        case ENCAPSULATION -> encapsulation = encapsulation(value);
        case AUTHENTICATION -> authentication = (int) value;
        case KEY_LENGTH -> keyBits = (int) value;
        default -> {
          return Optional.empty();
        }
      }
    }
    Optional<EspTransform> what = transform(protocol, transform.id(), keyBits, authentication);
    if (what.isEmpty() || encapsulation.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Terms(what.get(), encapsulation.get(), pfs, lifetime, kilobytes));
  }

  private static Optional<Encapsulation> encapsulation(long number) {
    for (Encapsulation each : Encapsulation.values()) {
      if (each.number == number) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private static Optional<EspTransform> transform(int protocol, int id, int keyBits, int authentication) {
    Optional<Integrity> integrity = switch (authentication) {
      case 0 -> Optional.of(Integrity.NONE);
      case 1 -> Optional.of(Integrity.HMAC_MD5_96);
      case 2 -> Optional.of(Integrity.HMAC_SHA1_96);
      case 5 -> Optional.of(Integrity.HMAC_SHA256_128);
      case 6 -> Optional.of(Integrity.HMAC_SHA384_192);
      case 7 -> Optional.of(Integrity.HMAC_SHA512_256);
      default -> Optional.empty();
    };
    if (integrity.isEmpty()) {
      return Optional.empty();
    }
    for (Cipher cipher : Cipher.values()) {
      for (Protocol kind : Protocol.values()) {
        var candidate = new EspTransform(kind, cipher, integrity.get(), false);
        boolean possible = kind == Protocol.ESP || cipher == Cipher.NULL && integrity.get() != Integrity.NONE;
        if (possible && number(kind) == protocol && id(candidate) == id && keyFits(cipher, id, keyBits)) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean keyFits(Cipher cipher, int id, int keyBits) {
    return id == 12 || id == 20 ? cipher.keyOctets() * 8 == keyBits : keyBits == 0 || cipher.keyOctets() * 8 == keyBits;
  }
}
