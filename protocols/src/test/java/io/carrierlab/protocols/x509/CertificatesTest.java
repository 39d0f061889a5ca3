package io.carrierlab.protocols.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.x509.CertificateRefused.Reason;
import io.carrierlab.protocols.x509.LabCa.Request;
import io.carrierlab.protocols.x509.LabCa.Validity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CertificatesTest {
  static final Instant NOW = Instant.parse("2030-06-15T12:00:00Z");
  static final Validity YEAR = Validity.days(NOW.minus(Duration.ofDays(10)), 365);
  static final DistinguishedName ALICE = DistinguishedName.of("CN=alice, OU=\"staff, remote\", O=red, C=DE");
  static final Request REQUEST = new Request(ALICE, List.of(new AlternativeName.Dns("alice.red.example"),
      new AlternativeName.Email("alice@red.example"), new AlternativeName.Address(0x0a000001)), YEAR);

  /** Searched once: the primes of an RSA key take the longest here. */
  static final LabCa RSA_ROOT = root(1, KeyKind.RSA_2048);

  private static LabCa root(long seed, KeyKind kind) {
    return LabCa.root(DistinguishedName.of("CN=root,O=red"), kind, YEAR, new SplittableRandom(seed));
  }

  private static LabCa intermediate(LabCa above, String name) {
    return above.intermediate(DistinguishedName.of("CN=" + name), KeyKind.ECDSA_P256, YEAR, new SplittableRandom(2));
  }

  private static Credential alice(LabCa ca) {
    return ca.issue(REQUEST, KeyKind.ECDSA_P256, new SplittableRandom(3));
  }

  private static Reason reason(TrustStore trust, List<X509Certificate> chain, Instant now) {
    return catchThrowableOfType(CertificateRefused.class, () -> trust.verify(chain, now)).reason();
  }

  @ParameterizedTest
  @EnumSource
  void issuesTheSameOctetsForTheSameChance(KeyKind kind) throws Exception {
    LabCa ca = root(1, kind);
    Credential one = ca.issue(REQUEST, kind, new SplittableRandom(5));
    Credential two = root(1, kind).issue(REQUEST, kind, new SplittableRandom(5));
    assertThat(Certificates.encode(one.chain().getFirst())).isEqualTo(Certificates.encode(two.chain().getFirst()));
    assertThat(ca.certificate()).isNotEqualTo(root(2, KeyKind.ECDSA_P256).certificate());
    one.chain().getFirst().verify(ca.certificate().getPublicKey());            // the JDK agrees
    ca.trust().verify(one.chain(), NOW);
  }

  @Test
  void saysWhatWasAskedFor() throws Exception {
    X509Certificate certificate = alice(root(1, KeyKind.ECDSA_P256)).chain().getFirst();
    assertThat(Certificates.alternativeNames(certificate)).isEqualTo(REQUEST.alternativeNames());
    assertThat(Certificates.subject(certificate)).isEqualTo(ALICE);
    assertThat(Certificates.subject(certificate).values("ou")).containsExactly("staff, remote");
    assertThat(DistinguishedName.decode(ALICE.der()).text()).isEqualTo("CN=alice,OU=staff\\, remote,O=red,C=DE");
    assertThat(DistinguishedName.of("o=RED, cn=x")).isEqualTo(DistinguishedName.of("O=red,CN=X"));
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(certificate.getNotAfter().toInstant()).isEqualTo(YEAR.notAfter());
  }

  @Test
  void followsAChainInWhateverOrderItComes() throws Exception {
    LabCa root = RSA_ROOT;
    Credential alice = alice(intermediate(intermediate(root, "a"), "b"));
    assertThat(alice.chain()).hasSize(3);
    var shuffled = new ArrayList<>(alice.chain());
    Collections.swap(shuffled, 1, 2);
    shuffled.add(root.certificate());
    root.trust().verify(shuffled, NOW);
    root.trust().verify(alice.chain(), YEAR.notBefore());
    root.trust().verify(alice.chain(), YEAR.notAfter());
    new TrustStore(List.of(alice.chain().getFirst())).verify(alice.chain(), NOW);  // pinned
    assertThat(reason(root.trust(), alice.chain().subList(0, 2), NOW)).isEqualTo(Reason.UNTRUSTED);
    assertThat(reason(root.trust(), List.of(), NOW)).isEqualTo(Reason.MALFORMED);
    assertThat(reason(root.trust(), Collections.nCopies(9, root.certificate()), NOW)).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void refusesWhatIsOutOfDate() {
    LabCa root = root(1, KeyKind.ECDSA_P256);
    Credential alice = alice(root);
    assertThat(reason(root.trust(), alice.chain(), YEAR.notAfter().plusSeconds(1))).isEqualTo(Reason.EXPIRED);
    assertThat(reason(root.trust(), alice.chain(), YEAR.notBefore().minusSeconds(1))).isEqualTo(Reason.NOT_YET_VALID);
    // The peer's certificate is good, its issuer's is not.
    var old = LabCa.root(DistinguishedName.of("CN=old"), KeyKind.ECDSA_P256,
        Validity.days(NOW.minus(Duration.ofDays(9)), 3), new SplittableRandom(1));
    assertThat(reason(old.trust(), alice(old).chain(), NOW)).isEqualTo(Reason.EXPIRED);
  }

  @Test
  void refusesAnotherCaOfTheSameName() {
    LabCa root = root(1, KeyKind.ECDSA_P256);
    LabCa impostor = root(2, KeyKind.ECDSA_P256);
    assertThat(reason(root.trust(), alice(impostor).chain(), NOW)).isEqualTo(Reason.UNTRUSTED);
    assertThat(reason(root.trust(), List.of(impostor.certificate()), NOW)).isEqualTo(Reason.UNTRUSTED);
    assertThat(reason(new TrustStore(List.of()), alice(root).chain(), NOW)).isEqualTo(Reason.UNTRUSTED);
  }

  /** A user signs for another user: the oldest of all holes. */
  @Test
  void refusesAnIssuerThatIsNoCa() throws Exception {
    LabCa root = root(1, KeyKind.ECDSA_P256);
    Credential mallory = root.issue(new Request(DistinguishedName.of("CN=mallory"), List.of(), YEAR),
        KeyKind.ECDSA_P256, new SplittableRandom(4));
    var forging = LabCa.class.getDeclaredConstructor(Credential.class, X509Certificate.class);
    forging.setAccessible(true);                  // no CA of ours would do it
    Credential forged = alice(forging.newInstance(mallory, root.certificate()));
    assertThat(forged.chain()).hasSize(2);
    root.trust().verify(mallory.chain(), NOW);
    assertThat(reason(root.trust(), forged.chain(), NOW)).isEqualTo(Reason.UNTRUSTED);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void refusesMutilatedCertificatesInOneWayOnly(long seed) {
    var random = new SplittableRandom(seed);
    LabCa root = root(1, KeyKind.ECDSA_P256);
    X509Certificate genuine = alice(root).chain().getFirst();
    byte[] ec = Certificates.encode(genuine);
    byte[] rsa = Certificates.encode(RSA_ROOT.certificate());
    int decoded = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = round % 20 == 0 ? Mutate.noise(random, 600) : Mutate.oneOf(random, ec, rsa);
      try {
        X509Certificate certificate = Certificates.decode(octets);
        decoded++;
        Certificates.subject(certificate).text();
        Certificates.alternativeNames(certificate);
        root.trust().verify(List.of(certificate), NOW);
        assertThat(octets).isEqualTo(ec);         // nothing else is trusted
      } catch (CertificateRefused promised) {
        assertThat(promised.reason()).isNotNull();
      }
    }
    assertThat(decoded).isPositive();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void refusesMutilatedNamesInOneWayOnly(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = round % 20 == 0 ? Mutate.noise(random, 100) : Mutate.oneOf(random, ALICE.der());
      try {
        var name = DistinguishedName.decode(octets);
        assertThat(name.text()).isNotNull();
        assertThat(name.equals(ALICE)).isEqualTo(name.hashCode() == ALICE.hashCode());
      } catch (DecodeException promised) {
        assertThat(promised.error()).isNotNull();
      }
    }
    assertThatThrownBy(() -> DistinguishedName.decode(new byte[5000])).isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @EnumSource
  void opensslAcceptsOurChains(KeyKind kind, @TempDir Path directory) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "no openssl here");
    LabCa root = root(1, kind);
    Credential alice = intermediate(root, "a").issue(REQUEST, kind, new SplittableRandom(3));
    Path anchors = pem(directory.resolve("root.pem"), root.certificate());
    Path between = pem(directory.resolve("between.pem"), alice.chain().get(1));
    Path own = pem(directory.resolve("alice.pem"), alice.chain().getFirst());
    String said = openssl("verify", "-x509_strict", "-attime", Long.toString(NOW.getEpochSecond()), "-CAfile",
        anchors.toString(), "-untrusted", between.toString(), own.toString());
    assertThat(said.strip()).endsWith("alice.pem: OK");
    assertThat(openssl("x509", "-in", own.toString(), "-noout", "-ext", "subjectAltName"))
        .contains("DNS:alice.red.example, email:alice@red.example, IP Address:10.0.0.1");
    Path other = pem(directory.resolve("other.pem"), root(2, KeyKind.ECDSA_P256).certificate());
    assertThat(openssl("verify", "-CAfile", other.toString(), own.toString())).contains("error");
  }

  /** Certificates that we did not make, a path length and an extension that we cannot make; keys are new each time. */
  @Test
  void judgesTheChainsOfOpenssl(@TempDir Path directory) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "no openssl here");
    X509Certificate root = make(directory, "root", Optional.empty(), "ec",
        "basicConstraints=critical,CA:TRUE,pathlen:0", "keyUsage=critical,keyCertSign");
    X509Certificate sub = make(directory, "sub", Optional.of("root"), "rsa",
        "basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign");
    X509Certificate user = make(directory, "user", Optional.of("sub"), "ec",
        "basicConstraints=CA:FALSE", "subjectAltName=DNS:user.example");
    X509Certificate strange = make(directory, "strange", Optional.of("sub"), "ec",
        "basicConstraints=CA:FALSE", "1.2.3.4=critical,ASN1:NULL");
    X509Certificate noSigner = make(directory, "noSigner", Optional.empty(), "ec",
        "basicConstraints=critical,CA:TRUE", "keyUsage=critical,digitalSignature");
    X509Certificate below = make(directory, "below", Optional.of("noSigner"), "ec",
        "basicConstraints=CA:FALSE", "keyUsage=digitalSignature");
    Instant now = below.getNotBefore().toInstant();
    new TrustStore(List.of(root)).verify(List.of(sub), now);
    new TrustStore(List.of(sub)).verify(List.of(user, root), now);
    assertThat(Certificates.alternativeNames(user)).containsExactly(new AlternativeName.Dns("user.example"));
    assertThat(reason(new TrustStore(List.of(root)), List.of(user, sub), now)).isEqualTo(Reason.UNTRUSTED);
    assertThat(reason(new TrustStore(List.of(sub)), List.of(strange), now)).isEqualTo(Reason.UNTRUSTED);
    assertThat(reason(new TrustStore(List.of(noSigner)), List.of(below), now)).isEqualTo(Reason.UNTRUSTED);
  }

  private static X509Certificate make(Path directory, String name, Optional<String> issuer, String key,
      String... extensions) throws Exception {
    Path out = directory.resolve(name + ".pem");
    var arguments = new ArrayList<>(List.of("req", "-x509", "-batch", "-nodes", "-days", "30", "-subj", "/CN=" + name,
        "-keyout", directory.resolve(name + ".key").toString(), "-out", out.toString(), "-newkey"));
    arguments.addAll(key.equals("ec") ? List.of("ec", "-pkeyopt", "ec_paramgen_curve:P-256") : List.of("rsa:2048"));
    issuer.ifPresent(i -> arguments.addAll(List.of("-CA", directory.resolve(i + ".pem").toString(), "-CAkey",
        directory.resolve(i + ".key").toString())));
    Path config = Files.writeString(directory.resolve(name + ".cnf"),
        "[req]\ndistinguished_name=d\nx509_extensions=x\n[d]\n[x]\n" + String.join("\n", extensions) + "\n");
    arguments.addAll(List.of("-config", config.toString()));
    String said = openssl(arguments.toArray(new String[0]));
    assertThat(out).as(said).exists();
    String body = Files.readString(out).replaceAll("-----[A-Z ]+-----", "");
    return Certificates.decode(Base64.getMimeDecoder().decode(body));
  }

  private static String openssl(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("/usr/bin/openssl"));
    command.addAll(Arrays.asList(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  private static Path pem(Path path, X509Certificate certificate) throws Exception {
    return Files.writeString(path, "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(Certificates.encode(certificate)) + "\n-----END CERTIFICATE-----\n");
  }
}
