package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.IkePolicy;
import io.carrierlab.protocols.ike.IkePolicy.IkeCipher;
import io.carrierlab.protocols.ike1.Proposal.Transform;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** ISAKMP policies as transforms of an SA payload, and back (RFC 2409 appendix A, draft-beaulieu-ike-xauth-02 §7). */
final class Phase1Proposals {
  private static final int KEY_IKE = 1;
  private static final int ENCRYPTION = 1;
  private static final int HASH = 2;
  private static final int AUTHENTICATION = 3;
  private static final int GROUP = 4;
  private static final int LIFE_TYPE = 11;
  private static final int LIFE_DURATION = 12;
  private static final int KEY_LENGTH = 14;
  private static final int SECONDS = 1;
  /** RFC 2407 §4.5 names it for IPsec SAs, and everyone takes it for ISAKMP SAs too. */
  private static final Duration DEFAULT_LIFETIME = Duration.ofHours(8);

  /** A transform that a policy of ours allows. @param transform as offered: it goes back unchanged (RFC 2408 §4.2) */
  record Choice(Transform transform, int proposal, IkePolicy policy, Duration offeredLifetime) {}

  private Phase1Proposals() {}

  /** Policies that IKEv1 can do, as one proposal. @param aggressive all of the group of the first one: KE is sent */
  static Payload.Sa offer(List<IkePolicy> policies, boolean aggressive) {
    var transforms = new ArrayList<Transform>();
    for (IkePolicy each : offerable(policies, aggressive)) {
      transforms.add(new Transform(transforms.size() + 1, KEY_IKE, attributes(each)));
    }
    return Payload.Sa.of(List.of(new Proposal(1, Proposal.ISAKMP, new byte[0], transforms)));
  }

  static List<IkePolicy> offerable(List<IkePolicy> policies, boolean aggressive) {
    List<IkePolicy> possible = policies.stream()
        .filter(each -> !each.cipher().aead() && each.authentication() != AuthMethod.EAP).toList();
    return aggressive ? possible.stream().filter(each -> each.group() == possible.getFirst().group()).toList()
        : possible;
  }

  /** The first of our policies that fits any offered transform, as an IOS gateway chooses. */
  static Optional<Choice> choose(List<IkePolicy> policies, Payload.Sa offered) {
    for (IkePolicy policy : offerable(policies, false)) {
      for (Proposal proposal : offered.proposals()) {
        for (Transform transform : proposal.transforms()) {
          if (proposal.protocol() == Proposal.ISAKMP && transform.id() == KEY_IKE) {
            Optional<IkePolicy> read = read(transform);
            if (read.isPresent() && same(policy, read.get())) {
              Duration lifetime = shorter(policy.lifetime(), read.get().lifetime());
              return Optional.of(new Choice(transform, proposal.number(), new IkePolicy(policy.cipher(),
                  policy.digest(), policy.authentication(), policy.group(), lifetime), read.get().lifetime()));
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  static List<Attribute> lifetime(Duration lifetime) {
    return List.of(Attribute.of(LIFE_TYPE, SECONDS), Attribute.wide(LIFE_DURATION, lifetime.toSeconds()));
  }

  /** The lifetime, or that in seconds which a RESPONDER-LIFETIME notification names, if it is shorter. */
  static Duration shorter(Duration lifetime, byte[] notification) throws DecodeException {
    Duration shortest = lifetime;
    long type = 0;
    for (Attribute each : Attribute.decodeAll(new WireReader(notification))) {
      long value = each.number().orElse(0);
      if (each.type() == LIFE_TYPE) {
        type = value;
      } else if (each.type() == LIFE_DURATION && type == SECONDS && value > 0) {
        shortest = shorter(shortest, Duration.ofSeconds(value));
      }
    }
    return shortest;
  }

  static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static boolean same(IkePolicy one, IkePolicy other) {
    return one.cipher() == other.cipher() && one.digest() == other.digest() && one.group() == other.group()
        && one.authentication() == other.authentication();
  }

  private static List<Attribute> attributes(IkePolicy policy) {
    var attributes = new ArrayList<Attribute>();
    attributes.add(Attribute.of(ENCRYPTION, switch (policy.cipher()) {
      case DES_CBC -> 1;
      case TRIPLE_DES_CBC -> 5;
      case AES_CBC_128, AES_CBC_192, AES_CBC_256 -> 7;
      case AES_GCM_128, AES_GCM_256 -> throw new IllegalArgumentException("IKEv1 has no " + policy.cipher());
    }));
    attributes.add(Attribute.of(HASH, switch (policy.digest()) {
      case MD5 -> 1;
      case SHA1 -> 2;
      case SHA256 -> 4;
      case SHA384 -> 5;
      case SHA512 -> 6;
    }));
    attributes.add(Attribute.of(AUTHENTICATION, switch (policy.authentication()) {
      case PRE_SHARED_KEY -> 1;
      case CERTIFICATE -> 3;
      case XAUTH_PRE_SHARED_KEY -> 65001;
      case XAUTH_CERTIFICATE -> 65005;
      case EAP -> throw new IllegalArgumentException("IKEv1 has no EAP");
    }));
    attributes.add(Attribute.of(GROUP, policy.group().number()));
    attributes.addAll(lifetime(policy.lifetime()));
    if (policy.cipher().keyOctets() > 8 && policy.cipher() != IkeCipher.TRIPLE_DES_CBC) {
      attributes.add(Attribute.of(KEY_LENGTH, policy.cipher().keyOctets() * 8));
    }
    return attributes;
  }

  /** Empty if it holds anything that is not known here: such a transform must not be chosen (RFC 2408 §4.2). */
  static Optional<IkePolicy> read(Transform transform) {
    int cipher = 0;
    int keyBits = 0;
    Optional<Digest> digest = Optional.empty();
    Optional<AuthMethod> authentication = Optional.empty();
    Optional<DhGroup> group = Optional.empty();
    long lifeType = 0;
    Duration lifetime = DEFAULT_LIFETIME;
    for (Attribute each : transform.attributes()) {
      OptionalLong number = each.number();
      if (number.isEmpty()) {
        return Optional.empty();
      }
      long value = number.getAsLong();
      switch (each.type()) {
        case ENCRYPTION -> cipher = (int) value;
        case HASH -> digest = digest(value);
        case AUTHENTICATION -> authentication = authentication(value);
        case GROUP -> group = DhGroup.of((int) value);
        case LIFE_TYPE -> lifeType = value;
        case LIFE_DURATION -> lifetime = lifeType == SECONDS && value > 0 ? Duration.ofSeconds(value) : lifetime;
        case KEY_LENGTH -> keyBits = (int) value;
        default -> {
          return Optional.empty();
        }
      }
    }
    Optional<IkeCipher> known = cipher(cipher, keyBits);
    if (known.isEmpty() || digest.isEmpty() || authentication.isEmpty() || group.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new IkePolicy(known.get(), digest.get(), authentication.get(), group.get(), lifetime));
  }

  private static Optional<IkeCipher> cipher(int number, int keyBits) {
    return switch (number) {
      case 1 -> Optional.of(IkeCipher.DES_CBC);
      case 5 -> Optional.of(IkeCipher.TRIPLE_DES_CBC);
      case 7 -> switch (keyBits) {
        case 128 -> Optional.of(IkeCipher.AES_CBC_128);
        case 192 -> Optional.of(IkeCipher.AES_CBC_192);
        case 256 -> Optional.of(IkeCipher.AES_CBC_256);
        default -> Optional.empty();
      };
      default -> Optional.empty();
    };
  }

  private static Optional<Digest> digest(long number) {
    return switch ((int) number) {
      case 1 -> Optional.of(Digest.MD5);
      case 2 -> Optional.of(Digest.SHA1);
      case 4 -> Optional.of(Digest.SHA256);
      case 5 -> Optional.of(Digest.SHA384);
      case 6 -> Optional.of(Digest.SHA512);
      default -> Optional.empty();
    };
  }

  private static Optional<AuthMethod> authentication(long number) {
    return switch ((int) number) {
      case 1 -> Optional.of(AuthMethod.PRE_SHARED_KEY);
      case 3 -> Optional.of(AuthMethod.CERTIFICATE);
      case 65001 -> Optional.of(AuthMethod.XAUTH_PRE_SHARED_KEY);
      case 65005 -> Optional.of(AuthMethod.XAUTH_CERTIFICATE);
      default -> Optional.empty();
    };
  }
}
