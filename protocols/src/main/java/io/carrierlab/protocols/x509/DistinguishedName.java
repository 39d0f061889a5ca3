package io.carrierlab.protocols.x509;

import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * An X.501 name, as in subjects and in ID_DER_ASN1_DN (RFC 2407 §4.6.2.10). Names are equal as RFC 5280 §7.1 compares
 * them: regardless of case and of runs of spaces.
 */
public record DistinguishedName(X500Principal principal) {
  /** Longer ones are refused unread. */
  private static final int MAX_OCTETS = 2048;
  private static final Map<String, ASN1ObjectIdentifier> KINDS = Map.of("CN", BCStyle.CN, "OU", BCStyle.OU, "O",
      BCStyle.O, "C", BCStyle.C, "L", BCStyle.L, "ST", BCStyle.ST);

  /**
   * @param text as in RFC 2253: {@code CN=alice,OU=staff,O=red}; the last part comes first in DER
   * @throws IllegalArgumentException if it is not
   */
  public static DistinguishedName of(String text) {
    return new DistinguishedName(new X500Principal(text));
  }

  /** @throws DecodeException if the octets are not exactly one name in DER */
  public static DistinguishedName decode(byte[] der) throws DecodeException {
    try {
      if (der.length <= MAX_OCTETS) {
        var name = new DistinguishedName(new X500Principal(der));
        name.text();
        name.values("OU");
        name.hashCode();                                    // so that none of them throws later
        return name;
      }
    } catch (RuntimeException malformed) {
      // JDK and Bouncy Castle say "malformed" by exceptions of many unchecked kinds.
    }
    throw new DecodeException(new BadValue("distinguished name", der.length, "RFC 5280 §4.1.2.4"));
  }

  public byte[] der() {
    return principal.getEncoded();
  }

  /** As in RFC 2253. */
  public String text() {
    return principal.getName(X500Principal.RFC2253);
  }

  /**
   * The values of one kind of attribute, in order of the DER. A Cisco gateway takes the OU for the group's name.
   *
   * @param kind CN, O, OU, C, L or ST
   */
  public List<String> values(String kind) {
    ASN1ObjectIdentifier wanted = KINDS.get(kind.toUpperCase(Locale.ROOT));
    if (wanted == null) {
      throw new IllegalArgumentException("no attribute " + kind);
    }
    var values = new ArrayList<String>();
    for (RDN rdn : X500Name.getInstance(der()).getRDNs()) {
      for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
        if (attribute.getType().equals(wanted) && attribute.getValue() instanceof ASN1String value) {
          values.add(value.getString());
        }
      }
    }
    return List.copyOf(values);
  }

  @Override
  public String toString() {
    return text();
  }
}
