package io.carrierlab.protocols.ike2;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.aaa.UserPolicy;
import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.eap.EapServer;
import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkePolicy.IkeCipher;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.x509.AlternativeName;
import io.carrierlab.protocols.x509.Credential;
import io.carrierlab.protocols.x509.DistinguishedName;
import io.carrierlab.protocols.x509.KeyKind;
import io.carrierlab.protocols.x509.LabCa;
import io.carrierlab.protocols.x509.TrustStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Certificates, EAP, and the ways in which a set-up fails. */
class Ike2AuthTest {
  static final Duration SOON = Duration.ofSeconds(20);
  static final SplittableRandom RANDOM = new SplittableRandom(7);
  static final LabCa.Validity DAYS = LabCa.Validity.days(Ike2Lab.EPOCH, 365);
  static final LabCa CA = LabCa.root(DistinguishedName.of("CN=Lab CA"), KeyKind.ECDSA_P256, DAYS, RANDOM);

  private static Credential issue(String name, KeyKind kind, LabCa.Validity validity) {
    return CA.issue(new LabCa.Request(DistinguishedName.of("CN=" + name + ",OU=sales"),
        List.of(new AlternativeName.Dns(name)), validity), kind, RANDOM);
  }

  private static IkeSettings settings(AuthMethod method, Optional<Credential> credential) {
    return Ike2Lab.with(Ike2Lab.settings(Ike2Lab.policy(IkeCipher.AES_CBC_128, Digest.SHA256, method,
        DhGroup.X25519)), credential, CA.trust());
  }

  private static Initiator who(Identity identity, Optional<String> user, Optional<String> password) {
    return new Initiator(identity, new byte[0], user, password, false, true, Selector.ANY, Selector.ANY);
  }

  private static Ike2Pair certificates(Credential client, Credential gateway, String name) {
    return new Ike2Pair(5, 0, settings(AuthMethod.CERTIFICATE, Optional.of(client)),
        who(Identity.ofFqdn(name), Optional.empty(), Optional.empty()),
        settings(AuthMethod.CERTIFICATE, Optional.of(gateway)));
  }

  @ParameterizedTest
  @EnumSource(KeyKind.class)
  void connectsByCertificates(KeyKind kind) {
    var pair = certificates(issue("c1.example", kind, DAYS), issue("gw.example", kind, DAYS), "c1.example");
    pair.start().run(SOON).agree(1);
    assertThat(pair.client.peer.orElseThrow().kind()).isEqualTo(Identity.Kind.DER_ASN1_DN);
  }

  /** Without SIGNATURE_HASH_ALGORITHMS both fall back to methods 1 and 9. */
  @ParameterizedTest
  @EnumSource(KeyKind.class)
  void signsAsOfOldWithPeersThatKnowNoOther(KeyKind kind) throws Exception {
    Credential credential = issue("c2.example", kind, DAYS);
    var proof = new Proof(Digest.SHA256, new byte[100], new byte[32], new byte[32], new byte[8]);
    Payload.Auth auth = proof.sign(credential.key(), false);
    assertThat(auth.method()).isEqualTo(kind == KeyKind.ECDSA_P256 ? Payload.Auth.ECDSA_P256 : Payload.Auth.RSA);
    assertThat(proof.verify(credential.chain().getFirst().getPublicKey(), auth)).isTrue();
    var other = new Proof(Digest.SHA256, new byte[101], new byte[32], new byte[32], new byte[8]);
    assertThat(other.verify(credential.chain().getFirst().getPublicKey(), auth)).isFalse();
  }

  @Test
  void refusesExpiredAndForeignCertificatesAndFalseNames() {
    Credential good = issue("gw.example", KeyKind.ECDSA_P256, DAYS);
    var old = LabCa.Validity.days(Ike2Lab.EPOCH.minus(Duration.ofDays(30)), 20);
    var expired = certificates(issue("c1.example", KeyKind.ECDSA_P256, old), good, "c1.example").start().run(SOON);
    assertThat(expired.gateway.closed).contains(IkeFailure.CERTIFICATE_EXPIRED);
    assertThat(expired.client.closed).contains(IkeFailure.REFUSED_BY_PEER);
    var gateway = certificates(issue("c1.example", KeyKind.ECDSA_P256, DAYS),
        issue("gw.example", KeyKind.ECDSA_P256, old), "c1.example").start().run(SOON);
    assertThat(gateway.client.closed).contains(IkeFailure.CERTIFICATE_EXPIRED);
    assertThat(gateway.gateway.closed).contains(IkeFailure.REFUSED_BY_PEER);
    var liar = certificates(issue("c1.example", KeyKind.ECDSA_P256, DAYS), good, "c9.example").start().run(SOON);
    assertThat(liar.gateway.closed).contains(IkeFailure.IDENTITY_MISMATCH);
    LabCa elsewhere = LabCa.root(DistinguishedName.of("CN=Lab CA"), KeyKind.ECDSA_P256, DAYS, RANDOM);
    var foreign = certificates(elsewhere.issue(new LabCa.Request(DistinguishedName.of("CN=c1.example"),
        List.of(), DAYS), KeyKind.ECDSA_P256, RANDOM), good, "c1.example").start().run(SOON);
    assertThat(foreign.gateway.closed).contains(IkeFailure.CERTIFICATE_UNTRUSTED);
  }

  /** An AAA server of one user, alice. */
  private static Function<IkeAction.AskEap, IkeEvent> server() {
    var config = new EapServer.Config("aaa", 0, user -> user.equals("alice") ? Optional.of("wonder")
        : Optional.empty());
    var state = new EapServer.State[] {EapServer.identityExpected()};
    return ask -> {
      EapServer.Step step = EapServer.step(config, state[0], ask.eap(), RANDOM);
      state[0] = step.next();
      return switch (step.output()) {
        case EapServer.Output.Ask(byte[] request) -> new IkeEvent.EapChallenge(request);
        case EapServer.Output.Accept(byte[] success, String _, var msk) ->
            new IkeEvent.EapAccepted(success, msk.octets(), UserPolicy.PLAIN);
        case EapServer.Output.Reject(byte[] failure) -> new IkeEvent.UserRefused(failure);
        case EapServer.Output.Discarded _ -> new IkeEvent.UserRefused(new byte[0]);
      };
    };
  }

  private static Ike2Pair eap(String password) {
    var pair = new Ike2Pair(6, 0, settings(AuthMethod.EAP, Optional.empty()),
        who(Identity.ofKeyId("sales"), Optional.of("alice"), Optional.of(password)),
        settings(AuthMethod.EAP, Optional.of(issue("gw.example", KeyKind.ECDSA_P256, DAYS))));
    pair.gateway.eap = server();
    return pair;
  }

  @Test
  void connectsByPassword() {
    Ike2Pair pair = eap("wonder");
    pair.start().run(SOON).agree(1);
    assertThat(pair.gateway.log).anyMatch(each -> each instanceof IkeAction.AskEap(String user, byte[] _)
        && user.equals("alice"));
    pair.client.session.rekey(pair.world.nowNanos()).forEach(pair.client::perform);
    pair.run(SOON).agree(1);
  }

  @Test
  void refusesAWrongPassword() {
    Ike2Pair pair = eap("alice").start().run(SOON);
    assertThat(pair.gateway.closed).contains(IkeFailure.USER_REFUSED);
    assertThat(pair.client.closed).contains(IkeFailure.USER_REFUSED);
  }

  @Test
  void givesUpWhenAaaIsDead() {
    Ike2Pair pair = eap("wonder");
    pair.gateway.aaa = event -> event instanceof IkeEvent.EapChallenge ? new IkeEvent.AaaDead() : event;
    pair.start().run(SOON);
    assertThat(pair.gateway.closed).contains(IkeFailure.AAA_DEAD);
    assertThat(pair.client.closed).as("nobody has said that the user is wrong").contains(IkeFailure.REFUSED_BY_PEER);
    assertThat(pair.client.closed).isPresent();
  }

  /** A gateway without certificate may prove itself by the group's key. */
  @Test
  void takesAPasswordAfterAGroupKeyToo() {
    var who = new Initiator(Identity.ofKeyId("sales"), Ike2Lab.KEY, Optional.of("alice"), Optional.of("wonder"),
        false, true, Selector.ANY, Selector.ANY);
    var settings = Ike2Lab.with(settings(AuthMethod.EAP, Optional.empty()), Optional.empty(),
        new TrustStore(List.of()));
    var pair = new Ike2Pair(6, 0, settings, who, settings);
    pair.gateway.eap = server();
    pair.start().run(SOON).agree(1);
  }

  private static Ike2Pair shared(byte[] key) {
    var settings = Ike2Lab.settings(Ike2Lab.CBC_POLICY);
    return new Ike2Pair(1, 0, settings, Ike2Lab.client(key), settings);
  }

  @Test
  void refusesAWrongKeyAndAnUnknownGroup() {
    Ike2Pair wrong = shared(new byte[] {1, 2, 3}).start().run(SOON);
    assertThat(wrong.gateway.closed).contains(IkeFailure.BAD_PRE_SHARED_KEY);
    assertThat(wrong.client.closed).contains(IkeFailure.REFUSED_BY_PEER);
    Ike2Pair unknown = shared(Ike2Lab.KEY);
    unknown.gateway.groups = identity -> Optional.empty();
    unknown.start().run(SOON);
    assertThat(unknown.gateway.closed).contains(IkeFailure.UNKNOWN_GROUP);
  }

  @Test
  void saysThatThePoolIsExhausted() {
    Ike2Pair pair = shared(Ike2Lab.KEY);
    pair.gateway.address = Optional.empty();
    pair.start().run(SOON);
    assertThat(pair.client.closed).contains(IkeFailure.POOL_EXHAUSTED);
    assertThat(pair.gateway.closed).contains(IkeFailure.POOL_EXHAUSTED);
    assertThat(pair.gateway.sas).isEmpty();
  }

  @Test
  void hasNoProposalInCommon() {
    var strange = Ike2Lab.settings(Ike2Lab.policy(IkeCipher.TRIPLE_DES_CBC, Digest.SHA1, AuthMethod.PRE_SHARED_KEY,
        DhGroup.MODP_1024));
    var pair = new Ike2Pair(1, 0, strange, Ike2Lab.client(Ike2Lab.KEY), Ike2Lab.settings(Ike2Lab.CBC_POLICY));
    pair.start().run(SOON);
    assertThat(pair.client.closed).contains(IkeFailure.NO_PROPOSAL_CHOSEN);
    assertThat(pair.gateway.closed).contains(IkeFailure.NO_PROPOSAL_CHOSEN);
    var child = Ike2Lab.with(Ike2Lab.settings(Ike2Lab.CBC_POLICY), Ike2Lab.child(Ike2Lab.GCM));
    var other = new Ike2Pair(1, 0, child, Ike2Lab.client(Ike2Lab.KEY), Ike2Lab.settings(Ike2Lab.CBC_POLICY));
    other.start().run(SOON);
    assertThat(other.client.closed).contains(IkeFailure.NO_PROPOSAL_CHOSEN);
    assertThat(other.gateway.closed).contains(IkeFailure.NO_PROPOSAL_CHOSEN);
  }

  @Test
  void triesTheGroupThatTheGatewayWants() {
    var clients = Ike2Lab.settings(Ike2Lab.CBC_POLICY, Ike2Lab.GCM_POLICY);
    var pair = new Ike2Pair(1, 0, clients, Ike2Lab.client(Ike2Lab.KEY), Ike2Lab.settings(Ike2Lab.GCM_POLICY));
    pair.start().run(SOON).agree(1);
    assertThat(pair.sent).hasSize(6);
  }

  @Test
  void floatsAndFollowsANat() {
    Ike2Pair pair = shared(Ike2Lab.KEY);
    pair.nat = true;
    pair.start().run(Duration.ofMinutes(2)).agree(1);
    assertThat(pair.client.sas.values()).allMatch(each -> each.encapsulated());
    assertThat(pair.sent.getLast().path().localPort()).isEqualTo(4500);
    assertThat(pair.client.keepalives).isPositive();
    assertThat(pair.gateway.keepalives).isZero();
    pair.natPort = 30_000;
    pair.client.session.rekey(pair.world.nowNanos()).forEach(pair.client::perform);
    pair.run(SOON).agree(1);
    assertThat(pair.gateway.log).anyMatch(each -> each instanceof IkeAction.Moved(var path)
        && path.remotePort() == 34_500);
  }
}
