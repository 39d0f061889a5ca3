/** Certificates (RFC 5280) as IKE uses them: credentials to show, anchors to trust, a laboratory CA to issue both. */
package io.carrierlab.protocols.x509;
