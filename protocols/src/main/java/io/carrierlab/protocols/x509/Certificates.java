package io.carrierlab.protocols.x509;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.x509.CertificateRefused.Reason;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Octets to certificates, and what is asked of a certificate that was decoded. */
public final class Certificates {
  /** Longer ones are refused unread; real ones have 500 to 3000 octets. */
  public static final int MAX_OCTETS = 16_384;

  private static final int RFC822_NAME = 1;
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private Certificates() {}

  /**
   * A CERT payload of encoding 4, "X.509 Certificate - Signature": one DER certificate.
   *
   * @throws CertificateRefused {@code MALFORMED} for whatever is not one; nothing else is thrown. A certificate that
   *     was decoded here does not throw when it is read.
   */
  public static X509Certificate decode(byte[] der) throws CertificateRefused {
    if (der.length > MAX_OCTETS) {
      throw new CertificateRefused(Reason.MALFORMED, der.length + " octets");
    }
    try {
      var in = new ByteArrayInputStream(der);
      if (CertificateFactory.getInstance("X.509").generateCertificate(in) instanceof X509Certificate certificate
          && in.available() == 0 && Arrays.equals(certificate.getEncoded(), der)) {
        // Bouncy Castle reads it when signatures are checked, and is stricter than the JDK.
        org.bouncycastle.asn1.x509.Certificate.getInstance(der);
        certificate.getPublicKey();
        certificate.getCriticalExtensionOIDs();
        certificate.getBasicConstraints();
        certificate.getKeyUsage();
        certificate.getExtendedKeyUsage();
        alternativeNames(certificate);
        DistinguishedName.decode(certificate.getSubjectX500Principal().getEncoded());
        return certificate;
      }
    } catch (Exception malformed) {
      // The JDK's parser has thrown CertificateException, IOException and a dozen unchecked kinds at hostile DER.
      throw new CertificateRefused(Reason.MALFORMED, String.valueOf(malformed.getMessage()));
    }
    throw new CertificateRefused(Reason.MALFORMED, "more or other than one DER certificate");
  }

  /** The octets of a CERT payload. */
  public static byte[] encode(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate without encoding", e);
    }
  }

  public static DistinguishedName subject(X509Certificate certificate) {
    return new DistinguishedName(certificate.getSubjectX500Principal());
  }

  /** The subjectAltNames of the kinds that IKE identities have; others are passed over. */
  public static List<AlternativeName> alternativeNames(X509Certificate certificate) {
    Collection<List<?>> all;
    try {
      all = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      throw new IllegalArgumentException("a certificate that was not decoded here", e);
    }
    var names = new ArrayList<AlternativeName>();
    for (List<?> entry : all == null ? List.<List<?>>of() : all) {
      switch ((Integer) entry.get(0)) {
        case DNS_NAME -> names.add(new AlternativeName.Dns((String) entry.get(1)));
        case RFC822_NAME -> names.add(new AlternativeName.Email((String) entry.get(1)));
        case IP_ADDRESS -> {
          String text = (String) entry.get(1);
          if (text.indexOf(':') < 0) {                      // IPv4
            names.add(new AlternativeName.Address(Ipv4.parse(text)));
          }
        }
        default -> { }                                      // a kind that no IKE identity has
      }
    }
    return List.copyOf(names);
  }
}
