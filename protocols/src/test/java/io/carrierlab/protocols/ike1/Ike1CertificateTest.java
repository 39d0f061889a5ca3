package io.carrierlab.protocols.ike1;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.sim.World;
import io.carrierlab.protocols.x509.Credential;
import io.carrierlab.protocols.x509.DistinguishedName;
import io.carrierlab.protocols.x509.KeyKind;
import io.carrierlab.protocols.x509.LabCa;
import io.carrierlab.protocols.x509.LabCa.Request;
import io.carrierlab.protocols.x509.LabCa.Validity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RSA signatures (RFC 2409 §5.1), with and without XAuth, in both modes. */
class Ike1CertificateTest {
  private static final Instant START = Instant.parse("2012-03-01T00:00:00Z");
  private static final Validity YEAR = Validity.days(START.minusSeconds(60), 365);
  private static final SplittableRandom CHANCE = new SplittableRandom(4);
  private static final LabCa CA = LabCa.root(DistinguishedName.of("CN=Lab CA"), KeyKind.RSA_2048, YEAR, CHANCE);
  private static final Credential GATEWAY = issue(CA, "CN=gw1,O=red", YEAR);
  private static final Credential ALICE = issue(CA, "CN=alice,OU=ENGINEERING,O=red", YEAR);

  private static Credential issue(LabCa ca, String name, Validity validity) {
    return ca.issue(new Request(DistinguishedName.of(name), List.of(), validity), KeyKind.RSA_2048, CHANCE);
  }

  private static IkeSettings settings(AuthMethod method, Credential credential, LabCa trusted) {
    return new IkeSettings(List.of(IkeNet.policy(method)), IkeNet.CHILD, IkeNet.TIMING, Optional.of(credential),
        trusted.trust(), START, true);
  }

  private static IkeNet connect(AuthMethod method, boolean aggressive, Credential client, LabCa trustedByClient) {
    var net = new IkeNet(new World(1, 0), 0, settings(method, GATEWAY, CA));
    net.connect(settings(method, client, trustedByClient), new Initiator(Identity.ofKeyId("unused"), new byte[0],
        Optional.of("alice"), Optional.of("alicepw"), aggressive, true, Selector.ANY, Selector.ANY));
    net.run(Duration.ofMinutes(2));
    return net;
  }

  @ParameterizedTest
  @CsvSource({"CERTIFICATE, true", "CERTIFICATE, false", "XAUTH_CERTIFICATE, true", "XAUTH_CERTIFICATE, false"})
  void connects(AuthMethod method, boolean aggressive) {
    IkeNet net = connect(method, aggressive, ALICE, CA);
    assertThat(net.client.closed).isEmpty();
    RemoteAccessTest.assertSameKeys(net.client, net.gateway());
    // The group that AAA is asked for is the certificate's OU, as on IOS.
    assertThat(net.gateway().all(IkeAction.AskGroup.class))
        .containsExactly(new IkeAction.AskGroup(Identity.ofKeyId("ENGINEERING")));
    assertThat(net.gateway().all(IkeAction.AskUser.class)).hasSize(method == AuthMethod.CERTIFICATE ? 0 : 1);
    Identity peer = net.gateway().all(IkeAction.Authenticated.class).getFirst().peer();
    assertThat(peer.kind()).isEqualTo(Identity.Kind.DER_ASN1_DN);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void anExpiredCertificateIsRefused(boolean aggressive) {
    Credential old = issue(CA, "CN=old,OU=ENGINEERING", new Validity(START.minusSeconds(60), START.minusSeconds(1)));
    IkeNet net = connect(AuthMethod.CERTIFICATE, aggressive, old, CA);
    assertThat(net.gateways.getFirst().closed).contains(IkeFailure.CERTIFICATE_EXPIRED);
    assertThat(net.client.installs).isZero();
  }

  @Test
  void strangersAreRefusedByEitherEnd() {
    LabCa other = LabCa.root(DistinguishedName.of("CN=Other CA"), KeyKind.RSA_2048, YEAR, CHANCE);
    IkeNet byGateway = connect(AuthMethod.CERTIFICATE, false, issue(other, "CN=eve,OU=ENGINEERING", YEAR), CA);
    assertThat(byGateway.gateways.getFirst().closed).contains(IkeFailure.CERTIFICATE_UNTRUSTED);
    assertThat(byGateway.gateways.getFirst().all(IkeAction.Authenticated.class)).isEmpty();
    IkeNet byClient = connect(AuthMethod.CERTIFICATE, true, ALICE, other);
    assertThat(byClient.client.closed).contains(IkeFailure.CERTIFICATE_UNTRUSTED);
    assertThat(byClient.client.all(IkeAction.Authenticated.class)).isEmpty();
  }

  /** A certificate without its key: the name is right, the signature is somebody else's. */
  @Test
  void aBorrowedCertificateIsRefused() {
    var borrowed = new Credential(ALICE.chain(), GATEWAY.key());
    IkeNet net = connect(AuthMethod.CERTIFICATE, false, borrowed, CA);
    assertThat(net.gateways.getFirst().closed).contains(IkeFailure.BAD_SIGNATURE);
  }
}
