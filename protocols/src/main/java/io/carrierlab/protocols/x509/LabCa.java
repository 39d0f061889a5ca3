package io.carrierlab.protocols.x509;

import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.ip.Ipv4;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;

/**
 * A certification authority of a laboratory. It holds its key in the open and signs whatever it is asked to: expired
 * certificates and certificates for tomorrow too, as drills want them. All chance comes from the generators that are
 * handed in: the same requests with the same chance give the same octets.
 */
public final class LabCa {
  private final Credential credential;
  private final X509Certificate root;

  private LabCa(Credential credential, X509Certificate root) {
    this.credential = credential;
    this.root = root;
  }

  /** From the first instant to the last, both valid; certificates know whole seconds only and cut the rest off. */
  public record Validity(Instant notBefore, Instant notAfter) {
    public Validity {
      if (notAfter.isBefore(notBefore)) {
        throw new IllegalArgumentException(notBefore + " to " + notAfter);
      }
    }

    public static Validity days(Instant from, int days) {
      return new Validity(from, from.plus(days, ChronoUnit.DAYS));
    }
  }

  /** @param subject CN for the device or user, OU for its group (as Cisco's gateways take it), O for the VPN */
  public record Request(DistinguishedName subject, List<AlternativeName> alternativeNames, Validity validity) {
    public Request {
      alternativeNames = List.copyOf(alternativeNames);
    }
  }

  /** A root: a certificate that its own key signed. */
  public static LabCa root(DistinguishedName subject, KeyKind kind, Validity validity, RandomGenerator random) {
    KeyPair keys = kind.generate(random);
    var request = new Request(subject, List.of(), validity);
    X509Certificate certificate = sign(request, keys.getPublic(), true, Optional.empty(), keys.getPrivate(), random);
    return new LabCa(new Credential(List.of(certificate), keys.getPrivate()), certificate);
  }

  /** A CA below this one. */
  public LabCa intermediate(DistinguishedName subject, KeyKind kind, Validity validity, RandomGenerator random) {
    KeyPair keys = kind.generate(random);
    return new LabCa(issue(new Request(subject, List.of(), validity), keys, true, random), root);
  }

  /** A certificate with a new key. The chain holds intermediate CAs, but not the root: the peer has it or has not. */
  public Credential issue(Request request, KeyKind kind, RandomGenerator random) {
    return issue(request, kind.generate(random), random);
  }

  /** A certificate for a key that exists: how ten thousand RSA clients are made without ten thousand searches. */
  public Credential issue(Request request, KeyPair keys, RandomGenerator random) {
    return issue(request, keys, false, random);
  }

  /** The CA's own certificate. */
  public X509Certificate certificate() {
    return credential.chain().getFirst();
  }

  /** Trust in the root above this CA, and in nothing else. */
  public TrustStore trust() {
    return new TrustStore(List.of(root));
  }

  private Credential issue(Request request, KeyPair keys, boolean ca, RandomGenerator random) {
    var certificate =
        sign(request, keys.getPublic(), ca, Optional.of(certificate()), credential.key(), random);
    var chain = new ArrayList<X509Certificate>();
    chain.add(certificate);
    credential.chain().stream().filter(c -> !c.equals(root)).forEach(chain::add);
    return new Credential(chain, keys.getPrivate());
  }

  private static X509Certificate sign(Request request, PublicKey key, boolean ca, Optional<X509Certificate> issuer,
      PrivateKey issuerKey, RandomGenerator random) {
    var subject = X500Name.getInstance(request.subject().der());
    var issuerName = issuer.map(i -> X500Name.getInstance(i.getSubjectX500Principal().getEncoded())).orElse(subject);
    var info = SubjectPublicKeyInfo.getInstance(key.getEncoded());
    var issuerInfo = issuer.map(i -> SubjectPublicKeyInfo.getInstance(i.getPublicKey().getEncoded())).orElse(info);
    // 64 bits, positive and not zero (RFC 5280 §4.1.2.2).
    var serial = BigInteger.valueOf(random.nextLong() & Long.MAX_VALUE | 1L << 62);
    var builder = new X509v3CertificateBuilder(issuerName, serial, Date.from(request.validity().notBefore()),
        Date.from(request.validity().notAfter()), Locale.ROOT, subject, info);
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
      builder.addExtension(Extension.keyUsage, true,
          new KeyUsage(ca ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature));
      builder.addExtension(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(identifier(info)));
      builder.addExtension(Extension.authorityKeyIdentifier, false,
          new AuthorityKeyIdentifier(identifier(issuerInfo)));
      if (!request.alternativeNames().isEmpty()) {
        builder.addExtension(Extension.subjectAlternativeName, false, generalNames(request.alternativeNames()));
      }
      return Certificates.decode(builder.build(new Signer(issuerKey)).getEncoded());
    } catch (IOException | CertificateRefused e) {
      throw new IllegalArgumentException("no certificate can say this: " + request, e);
    }
  }

  private static byte[] identifier(SubjectPublicKeyInfo info) {
    return Digest.SHA1.of(info.getPublicKeyData().getBytes());  // RFC 5280 §4.2.1.2, method 1
  }

  private static GeneralNames generalNames(List<AlternativeName> names) {
    return new GeneralNames(names.stream().map(name -> switch (name) {
      case AlternativeName.Dns(String dns) -> new GeneralName(GeneralName.dNSName, dns);
      case AlternativeName.Email(String mailbox) -> new GeneralName(GeneralName.rfc822Name, mailbox);
      case AlternativeName.Address(int address) -> new GeneralName(GeneralName.iPAddress, Ipv4.format(address));
    }).toArray(GeneralName[]::new));
  }

  /** Bouncy Castle's own signers would draw chance. */
  private static final class Signer implements ContentSigner {
    private final PrivateKey key;
    private final SignatureAlgorithm algorithm;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    Signer(PrivateKey key) {
      this.key = key;
      this.algorithm = SignatureAlgorithm.preferred(key);
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      return AlgorithmIdentifier.getInstance(algorithm.identifier());
    }

    @Override
    public OutputStream getOutputStream() {
      return content;
    }

    @Override
    public byte[] getSignature() {
      return algorithm.sign(key, content.toByteArray());
    }
  }
}
