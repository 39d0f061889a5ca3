package io.carrierlab.protocols.aaa;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an Access-Accept grants a user (RFC 2865).
 *
 * @param framedAddress IPv4, network order; empty: from the pool
 * @param pool name of a pool that goes before the group's
 * @param vrf goes before the group's and the profile's
 * @param classAttribute sent back in every accounting record, unread (RFC 2865 §5.25); empty: none
 * @param sessionTimeout zero: no limit
 * @param interimInterval between accounting updates; zero: as configured
 */
public record UserPolicy(OptionalInt framedAddress, OptionalInt framedNetmask, Optional<String> pool,
    Optional<String> vrf, byte[] classAttribute, Duration sessionTimeout, Duration interimInterval) {
  /** Nothing but access. */
  public static final UserPolicy PLAIN = new UserPolicy(OptionalInt.empty(), OptionalInt.empty(), Optional.empty(),
      Optional.empty(), new byte[0], Duration.ZERO, Duration.ZERO);
}
