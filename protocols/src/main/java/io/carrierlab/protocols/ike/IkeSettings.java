package io.carrierlab.protocols.ike;

import io.carrierlab.protocols.x509.Credential;
import io.carrierlab.protocols.x509.TrustStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How one end speaks IKE. One object serves all sessions of a gateway, or of a group of clients.
 *
 * @param policies acceptable ones, the most wanted first
 * @param child what protects traffic
 * @param credential our certificate; empty: shared keys only
 * @param trust CAs of the peers' certificates
 * @param epoch the calendar date of time 0, against which certificates are checked
 * @param natTraversal detect NATs and go through them
 */
public record IkeSettings(List<IkePolicy> policies, ChildPolicy child, Timing timing, Optional<Credential> credential,
    TrustStore trust, Instant epoch, boolean natTraversal) {
  public IkeSettings {
    policies = List.copyOf(policies);
  }

  /** The same in a run that begins at this date: this object, if it does. */
  public IkeSettings since(Instant start) {
    return epoch.equals(start) ? this
        : new IkeSettings(policies, child, timing, credential, trust, start, natTraversal);
  }
}
