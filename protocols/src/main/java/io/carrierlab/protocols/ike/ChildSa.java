package io.carrierlab.protocols.ike;

import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.esp.SaKeys;
import java.time.Duration;
import java.util.Optional;

/**
 * A pair of IPsec SAs that the peers have agreed upon.
 *
 * @param spiIn chosen by us, on packets to us; 32 bits, 256 and up
 * @param spiOut chosen by the peer
 * @param transport transport mode, else tunnel mode
 * @param encapsulated ESP goes in UDP (RFC 3948)
 * @param local and {@code remote}: whose traffic it is, seen from this end
 * @param lifetime after which it is not to be used any more
 * @param lifetimeKilobytes 0: no limit
 * @param pfs the Diffie-Hellman group that its keys are of; empty: they are of the IKE SA's. 4 octets
 */
public record ChildSa(int spiIn, int spiOut, SaKeys in, SaKeys out, boolean transport, boolean encapsulated,
    Selector local, Selector remote, Duration lifetime, long lifetimeKilobytes,
    Optional<DhGroup> pfs) {}
