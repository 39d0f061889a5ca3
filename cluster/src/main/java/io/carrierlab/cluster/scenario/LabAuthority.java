package io.carrierlab.cluster.scenario;

import io.carrierlab.node.time.Engine;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.x509.AlternativeName;
import io.carrierlab.protocols.x509.DistinguishedName;
import io.carrierlab.protocols.x509.KeyKind;
import io.carrierlab.protocols.x509.LabCa;
import io.carrierlab.protocols.x509.LabCa.Validity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The laboratory's CA, made when the first certificate is wanted: a key pair takes up to half a second. Names alone
 * decide what keys come out, so that a scenario is the same whenever it is loaded. The clients of a population share
 * one certificate.
 */
final class LabAuthority {
  private static final Instant BEGINS = Engine.EPOCH.minus(Duration.ofDays(365));
  /** Until 2048, so that a run in real time can use them too. */
  private static final int LASTS_DAYS = 18_000;
  private Optional<LabCa> root = Optional.empty();

  private LabCa root() {
    if (root.isEmpty()) {
      root = Optional.of(LabCa.root(DistinguishedName.of("CN=Carrierlab CA"), KeyKind.RSA_2048,
          Validity.days(BEGINS, LASTS_DAYS), chance("Carrierlab CA")));
    }
    return root.get();
  }

  private static SplittableRandom chance(String name) {
    return new SplittableRandom(name.hashCode());
  }

  /**
   * The same settings, with a certificate and trust in the CA.
   *
   * @param name of the device or the population
   * @param group of clients; a gateway's own is {@code gateway}
   * @param identity that the certificate is for
   * @param expired its time was over when the run began
   */
  IkeSettings certified(IkeSettings settings, String name, String group, Identity identity, boolean expired) {
    var validity = Validity.days(BEGINS, expired ? 300 : LASTS_DAYS);
    var request = new LabCa.Request(DistinguishedName.of("CN=" + name + ",OU=" + group), List.of(alternative(identity)),
        validity);
    var credential = root().issue(request, KeyKind.RSA_2048, chance(name));
    return new IkeSettings(settings.policies(), settings.child(), settings.timing(), Optional.of(credential),
        root().trust(), settings.epoch(), settings.natTraversal());
  }

  private static AlternativeName alternative(Identity identity) {
    return switch (identity.kind()) {
      case IPV4_ADDRESS -> new AlternativeName.Address(NodesReader.address(identity.text()).orElseThrow());
      case USER_FQDN -> new AlternativeName.Email(identity.text());
      case FQDN, KEY_ID, DER_ASN1_DN -> new AlternativeName.Dns(identity.text());
    };
  }

  /** An address, a mailbox or a name, as it looks. */
  static Identity identity(String text) {
    return NodesReader.address(text).map(Identity::ofAddress).orElseGet(() -> text.indexOf('@') < 0
        ? Identity.ofFqdn(text)
        : new Identity(Identity.Kind.USER_FQDN, text.getBytes(StandardCharsets.US_ASCII)));
  }
}
