package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.esp.EspTransform;
import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.ChildPolicy;
import io.carrierlab.protocols.ike.GroupPolicy;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.IkePolicy;
import io.carrierlab.protocols.ike.IkePolicy.IkeCipher;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.ike.Timing;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.x509.Credential;
import io.carrierlab.protocols.x509.TrustStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Settings that the tests of this package share. */
final class Ike2Lab {
  static final Instant EPOCH = Instant.parse("2005-06-01T00:00:00Z");
  static final byte[] KEY = "tiger".getBytes(StandardCharsets.US_ASCII);
  static final EspTransform AES = EspTransform.esp(EspTransform.Cipher.AES_CBC_128,
      EspTransform.Integrity.HMAC_SHA1_96);
  static final EspTransform GCM = EspTransform.esp(EspTransform.Cipher.AES_GCM_256, EspTransform.Integrity.NONE);
  static final IkePolicy CBC_POLICY = policy(IkeCipher.AES_CBC_256, Digest.SHA256, AuthMethod.PRE_SHARED_KEY,
      DhGroup.X25519);
  static final IkePolicy GCM_POLICY = policy(IkeCipher.AES_GCM_128, Digest.SHA384, AuthMethod.PRE_SHARED_KEY,
      DhGroup.ECP_256);
  static final Timing TIMING = new Timing(Duration.ofSeconds(1), 8, Duration.ofSeconds(400), Duration.ofSeconds(30),
      Duration.ofSeconds(2), 5, true, Duration.ofSeconds(20));

  private Ike2Lab() {}

  static IkePolicy policy(IkeCipher cipher, Digest digest, AuthMethod method, DhGroup group) {
    return new IkePolicy(cipher, digest, method, group, Duration.ofHours(8));
  }

  static ChildPolicy child(EspTransform... transforms) {
    return new ChildPolicy(List.of(transforms), false, Optional.empty(), Duration.ofHours(1), 0);
  }

  static IkeSettings settings(IkePolicy... policies) {
    return new IkeSettings(List.of(policies), child(AES), TIMING, Optional.empty(), new TrustStore(List.of()), EPOCH,
        true);
  }

  static IkeSettings with(IkeSettings settings, ChildPolicy child) {
    return new IkeSettings(settings.policies(), child, settings.timing(), settings.credential(), settings.trust(),
        settings.epoch(), settings.natTraversal());
  }

  static IkeSettings with(IkeSettings settings, Timing timing) {
    return new IkeSettings(settings.policies(), settings.child(), timing, settings.credential(), settings.trust(),
        settings.epoch(), settings.natTraversal());
  }

  static IkeSettings with(IkeSettings settings, Optional<Credential> credential, TrustStore trust) {
    return new IkeSettings(settings.policies(), settings.child(), settings.timing(), credential, trust,
        settings.epoch(), settings.natTraversal());
  }

  static Initiator client(byte[] key) {
    return new Initiator(Identity.ofKeyId("sales"), key, Optional.empty(), Optional.empty(), false, true,
        Selector.ANY, Selector.ANY);
  }

  static GroupPolicy group(Ipv4Prefix... split) {
    return new GroupPolicy("sales", KEY, Optional.empty(), Optional.of("pool"),
        List.of(Ipv4.parse("10.1.1.1"), Ipv4.parse("10.1.1.2")), List.of(Ipv4.parse("10.1.1.3")),
        Optional.empty(), Optional.empty(), List.of(split), false);
  }
}
