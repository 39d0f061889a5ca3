/**
 * The Extensible Authentication Protocol (RFC 3748) with the methods Identity, Notification, Nak and MS-CHAPv2
 * (draft-kamath-pppext-eap-mschapv2-02, RFC 2759; keys by RFC 3079), as two pure machines.
 *
 * <p>Who uses it, and how:
 * <ul>
 * <li>An IKEv2 initiator keeps an {@link io.carrierlab.protocols.eap.EapPeer.State} and hands in each EAP payload:
 *     {@code Step step = EapPeer.step(config, state, octets, random)}. {@code step.output()} is an {@code Answer} to
 *     send, {@code Authenticated(msk)}, {@code Refused} or {@code Discarded}. IKE is reliable, so it fails on the
 *     last too.
 * <li>An IKEv2 responder does not look inside: it passes payloads to its AAA server and sends what comes back. It may
 *     ask for the identity itself, with {@code new EapPacket.Request(id, EapPacket.IDENTITY, new byte[0])}.
 * <li>An AAA server keeps an {@link io.carrierlab.protocols.eap.EapServer.State} per conversation (RADIUS attribute
 *     State): {@code Step step = EapServer.step(config, state, octets, random)}; {@code step.output()} is {@code Ask}
 *     (an Access-Challenge), {@code Accept(eapSuccess, user, msk)}, {@code Reject(eapFailure)} or {@code Discarded}.
 *     The first state is {@code EapServer.asked()} with the request {@code EapServer.identityRequest()}, or {@code
 *     EapServer.identityExpected()} where the gateway has asked already.
 * <li>{@link io.carrierlab.protocols.eap.Msk}: 64 octets for the AUTH payload (RFC 7296 §2.16). Over RADIUS it
 *     travels as MS-MPPE-Recv-Key and MS-MPPE-Send-Key (RFC 2548 §2.4), the server's 16-octet keys; {@code
 *     Msk.of(recv, send)} puts it together again.
 * </ul>
 *
 * <p>Left out: change of expired passwords (opcode 7), other methods, fragmentation (these methods need none).
 */
package io.carrierlab.protocols.eap;
