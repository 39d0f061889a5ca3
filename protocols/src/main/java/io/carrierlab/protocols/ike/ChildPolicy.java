package io.carrierlab.protocols.ike;

import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.esp.EspTransform;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What protects traffic: {@code crypto ipsec transform-set} and the SA lifetimes of a crypto map.
 *
 * @param transforms acceptable ones, the most wanted first
 * @param transport transport mode is asked for, or accepted; else tunnel mode
 * @param pfs an own Diffie-Hellman exchange for each child SA; a responder without one accepts any known group
 * @param lifetime of an SA; rekeying begins before it is over
 * @param lifetimeKilobytes of an SA; 0: no limit
 */
public record ChildPolicy(List<EspTransform> transforms, boolean transport, Optional<DhGroup> pfs, Duration lifetime,
    long lifetimeKilobytes) {
  public ChildPolicy {
    transforms = List.copyOf(transforms);
  }

  /** The same with nothing to choose. */
  public ChildPolicy only(EspTransform transform, Optional<DhGroup> group) {
    return new ChildPolicy(List.of(transform), transport, group, lifetime, lifetimeKilobytes);
  }

  /** Our own object for one of our transforms, so that sessions do not keep one each. */
  public EspTransform same(EspTransform chosen) {
    return transforms.stream().filter(chosen::equals).findFirst().orElse(chosen);
  }
}
