package io.carrierlab.protocols.ike;

import java.util.Optional;

/**
 * Who an initiator is and what it wants.
 *
 * @param identity its group, for a remote-access client; else its address or name
 * @param preSharedKey empty: certificates
 * @param user and {@code password}: for XAuth or EAP; empty: neither is done
 * @param aggressive IKEv1: aggressive mode, else main mode
 * @param wantsInner it asks for an inner address; else {@code local} and {@code remote} are the traffic to protect
 * @param local selector of its own traffic; with an inner address, that address takes its place
 */
public record Initiator(Identity identity, byte[] preSharedKey, Optional<String> user, Optional<String> password,
    boolean aggressive, boolean wantsInner, Selector local, Selector remote) {}
