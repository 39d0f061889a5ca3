package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.ios.TransformWords;
import io.carrierlab.cluster.ios.TransformWords.Read;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.node.time.Engine;
import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.esp.EspTransform;
import io.carrierlab.protocols.esp.EspTransform.Cipher;
import io.carrierlab.protocols.esp.EspTransform.Integrity;
import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.ChildPolicy;
import io.carrierlab.protocols.ike.IkePolicy;
import io.carrierlab.protocols.ike.IkePolicy.IkeCipher;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Timing;
import io.carrierlab.protocols.x509.TrustStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads how one end speaks IKE: the same keys for an aggregator, a population of clients and an IPsec peer. */
final class IkeReader {
  static final Set<String> KEYS = Set.of("ike-policies", "transforms", "transport", "lifetime", "lifetime-kilobytes",
      "pfs", "dpd", "retransmit", "nat-traversal", "nat-keepalive");
  static final Duration IKE_LIFETIME = Duration.ofHours(24);
  static final Duration CHILD_LIFETIME = Duration.ofHours(1);
  static final long CHILD_KILOBYTES = 4_608_000;

  /** Where there are no certificates, no CA is trusted. */
  static final TrustStore NOBODY = new TrustStore(List.of());

  private final Plan plan;

  IkeReader(Plan plan) {
    this.plan = plan;
  }

  /**
   * The settings of one version, without a certificate.
   *
   * @param methods of authentication that take part, the most wanted first
   * @param initiator offers one policy by default, as aggressive mode can; a responder takes more
   */
  IkeSettings settings(Fields said, int version, List<AuthMethod> methods, boolean initiator) {
    List<IkePolicy> policies = said.has("ike-policies") ? said(said, version, methods)
        : usual(version, methods, initiator);
    if (policies.isEmpty()) {
      plan.problems.error(said.at("ike-policies"), "no policy is for IKEv" + version,
          "one with \"ike: " + version + "\", or without \"ike\"");
    }
    return new IkeSettings(policies, child(said), timing(said), Optional.empty(), NOBODY, Engine.EPOCH,
        !said.has("nat-traversal") || said.flag("nat-traversal"));
  }

  private static List<IkePolicy> usual(int version, List<AuthMethod> methods, boolean initiator) {
    var policies = new ArrayList<IkePolicy>();
    for (AuthMethod method : methods) {
      if (version == 1) {
        policies.add(policy(IkeCipher.AES_CBC_256, Digest.SHA1, method, DhGroup.MODP_2048));
      } else {
        policies.add(policy(IkeCipher.AES_GCM_128, Digest.SHA256, method, DhGroup.X25519));
      }
      if (!initiator && version == 1) {
        policies.add(policy(IkeCipher.AES_CBC_256, Digest.SHA1, method, DhGroup.MODP_1024));
      } else if (!initiator) {
        policies.add(policy(IkeCipher.AES_GCM_128, Digest.SHA256, method, DhGroup.MODP_2048));
        policies.add(policy(IkeCipher.AES_CBC_256, Digest.SHA256, method, DhGroup.X25519));
        policies.add(policy(IkeCipher.AES_CBC_256, Digest.SHA256, method, DhGroup.MODP_2048));
      }
    }
    return policies;
  }

  private static IkePolicy policy(IkeCipher cipher, Digest digest, AuthMethod method, DhGroup group) {
    return new IkePolicy(cipher, digest, method, group, IKE_LIFETIME);
  }

  private List<IkePolicy> said(Fields said, int version, List<AuthMethod> methods) {
    var policies = new ArrayList<IkePolicy>();
    for (Yaml item : said.list("ike-policies")) {
      Fields own = Fields.of(item, plan.problems).orElse(Fields.NONE);
      Optional<IkeCipher> cipher = own.text("cipher").flatMap(IkeReader::cipher);
      Optional<Digest> digest = own.text("hash").flatMap(IkeReader::digest);
      Optional<DhGroup> group = own.integer("group").flatMap(DhGroup::of);
      if (cipher.isEmpty() || digest.isEmpty() || group.isEmpty()) {
        continue;
      }
      weak(own, cipher.get(), digest.get(), group.get());
      Optional<AuthMethod> method = own.text("authentication").flatMap(IkeReader::method);
      boolean first = cipher.get().aead() || method.filter(m -> m == AuthMethod.EAP).isPresent();
      boolean second = method.filter(m -> m == AuthMethod.XAUTH_PRE_SHARED_KEY || m == AuthMethod.XAUTH_CERTIFICATE)
          .isPresent();
      long only = own.number("ike").orElse(first ? 2L : second ? 1L : version);
      if (only == 1 && first || only == 2 && second) {
        plan.problems.error(own.at("ike"), "IKEv" + only + " has no " + (second || method.isPresent() && !cipher.get()
            .aead() ? own.text("authentication").orElse("") : own.text("cipher").orElse("")), "IKEv" + (3 - only));
        return usual(version, methods, true);
      }
      if (only == version) {
        Duration lifetime = own.duration("lifetime").orElse(IKE_LIFETIME);
        (method.isPresent() ? List.of(method.get()) : methods).forEach(m -> policies.add(
            new IkePolicy(cipher.get(), digest.get(), m, group.get(), lifetime)));
      }
    }
    return policies;
  }

  private void weak(Fields own, IkeCipher cipher, Digest digest, DhGroup group) {
    if (cipher == IkeCipher.DES_CBC || cipher == IkeCipher.TRIPLE_DES_CBC) {
      plan.problems.warning(own.at("cipher"), "weak cipher " + own.text("cipher").orElse(""));
    }
    if (digest == Digest.MD5) {
      plan.problems.warning(own.at("hash"), "weak hash md5");
    }
    if (group == DhGroup.MODP_768) {
      plan.problems.warning(own.at("group"), "weak group 1");
    }
  }

  static Optional<IkeCipher> cipher(String text) {
    return switch (text) {
      case "des" -> Optional.of(IkeCipher.DES_CBC);
      case "3des" -> Optional.of(IkeCipher.TRIPLE_DES_CBC);
      case "aes-128" -> Optional.of(IkeCipher.AES_CBC_128);
      case "aes-192" -> Optional.of(IkeCipher.AES_CBC_192);
      case "aes-256" -> Optional.of(IkeCipher.AES_CBC_256);
      case "aes-gcm-128" -> Optional.of(IkeCipher.AES_GCM_128);
      case "aes-gcm-256" -> Optional.of(IkeCipher.AES_GCM_256);
      default -> Optional.empty();
    };
  }

  static Optional<Digest> digest(String text) {
    return switch (text) {
      case "md5" -> Optional.of(Digest.MD5);
      case "sha" -> Optional.of(Digest.SHA1);
      case "sha256" -> Optional.of(Digest.SHA256);
      case "sha384" -> Optional.of(Digest.SHA384);
      case "sha512" -> Optional.of(Digest.SHA512);
      default -> Optional.empty();
    };
  }

  private static Optional<AuthMethod> method(String text) {
    return switch (text) {
      case "pre-share" -> Optional.of(AuthMethod.PRE_SHARED_KEY);
      case "certificate" -> Optional.of(AuthMethod.CERTIFICATE);
      case "xauth-pre-share" -> Optional.of(AuthMethod.XAUTH_PRE_SHARED_KEY);
      case "xauth-certificate" -> Optional.of(AuthMethod.XAUTH_CERTIFICATE);
      case "eap" -> Optional.of(AuthMethod.EAP);
      default -> Optional.empty();
    };
  }

  private ChildPolicy child(Fields said) {
    var transforms = new ArrayList<EspTransform>();
    for (Yaml item : said.list("transforms")) {
      Fields.text(item).filter(text -> !text.isBlank()).ifPresent(text -> {
        switch (TransformWords.read(List.of(text.strip().split("\\s+")))) {
          case Read.Good(var transform, var weak) -> {
            transforms.add(transform);
            weak.forEach(word -> plan.problems.warning(item.at(), "weak transform " + word));
          }
          case Read.Bad(_, var what, var expected, var suggestion) ->
              plan.problems.error(item.at(), what, expected, suggestion);
        }
      });
    }
    if (transforms.isEmpty()) {
      transforms.add(EspTransform.esp(Cipher.AES_CBC_256, Integrity.HMAC_SHA1_96));
      transforms.add(EspTransform.esp(Cipher.AES_GCM_128, Integrity.NONE));
    }
    return new ChildPolicy(transforms, said.flag("transport"), said.integer("pfs").flatMap(DhGroup::of),
        said.duration("lifetime").orElse(CHILD_LIFETIME), said.number("lifetime-kilobytes").orElse(CHILD_KILOBYTES));
  }

  private Timing timing(Fields said) {
    Timing usual = Timing.DEFAULT;
    Fields again = said.fields("retransmit");
    Fields dpd = said.fields("dpd");
    boolean off = said.has("dpd") && dpd == Fields.NONE && !said.flag("dpd");
    return new Timing(again.duration("first").orElse(usual.retransmitFirst()),
        again.integer("count").orElse(usual.retransmissions()),
        again.duration("limit").orElse(usual.setupLimit()),
        off ? Duration.ZERO : dpd.duration("idle").orElse(usual.dpdIdle()),
        dpd.duration("retry").orElse(usual.dpdRetry()), dpd.integer("max-asks").orElse(usual.dpdMaxAsks()),
        dpd.has("periodic") ? dpd.flag("periodic") : usual.dpdPeriodic(),
        said.duration("nat-keepalive").orElse(usual.natKeepalive()));
  }

  /** The versions that are spoken: of an aggregator a list, of others one. */
  static List<Integer> versions(Fields said, List<Integer> usual) {
    if (said.isNumber("ike")) {
      return List.of(said.integer("ike").orElse(1));
    }
    var versions = new ArrayList<Integer>();
    for (Yaml item : said.list("ike")) {
      if (item instanceof Yaml.Scalar(_, var text, _) && (text.equals("1") || text.equals("2"))) {
        versions.add(Integer.parseInt(text));
      }
    }
    return versions.isEmpty() ? usual : List.copyOf(versions);
  }

  /** A key as octets. */
  static byte[] octets(String key) {
    return key.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  /** Text of an error about a name that is used twice. */
  static void twice(Plan plan, Position at, String what, String name, Position first) {
    plan.problems.error(at, "duplicate " + what + " " + Problem.quote(name) + ", first at " + first);
  }
}
