/**
 * Certificates (RFC 5280) as IKE uses them: credentials to show, anchors to trust, a laboratory CA to issue both.
 *
 * <ul>
 * <li>{@link io.carrierlab.protocols.x509.LabCa}: roots, intermediate CAs and end entities from a generator of chance;
 *     the same chance gives the same certificates, bit for bit.
 * <li>{@link io.carrierlab.protocols.x509.TrustStore}: is a peer's chain to be trusted, at this instant?
 * <li>{@link io.carrierlab.protocols.x509.Certificates}: octets of a CERT payload to a certificate, and its names.
 * <li>{@link io.carrierlab.protocols.x509.DistinguishedName}: ID_DER_ASN1_DN, and the OU that names a Cisco group.
 * <li>{@link io.carrierlab.protocols.x509.Signatures}: what AUTH (RFC 7296 §2.15) and SIG (RFC 2409 §5.1) hold;
 *     {@link io.carrierlab.protocols.x509.SignatureAlgorithm}: the same by AlgorithmIdentifier (RFC 7427).
 * </ul>
 *
 * <p>Nothing here draws chance of its own: RSA signatures are PKCS #1 v1.5, ECDSA ones deterministic (RFC 6979).
 * Private key operations are neither blinded nor of constant time: nobody can measure an emulated device's time, and
 * its keys protect a laboratory's traffic. Left out: revocation, name constraints and policies (a critical extension
 * that is not understood refuses the certificate, RFC 5280 §4.2), RSASSA-PSS, EdDSA.
 *
 * <p>A decoded certificate of 400 to 800 octets takes 4 to 5 KB of heap (measured, JDK 25): a session drops its peer's
 * when the peer is authenticated, and all sessions of a gateway share one {@code Credential} and {@code TrustStore}.
 */
package io.carrierlab.protocols.x509;
