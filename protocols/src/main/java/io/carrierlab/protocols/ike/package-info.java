/**
 * What IKEv1 (RFC 2409) and IKEv2 (RFC 7296) share: the words in which a session is configured, told of events, and
 * wishes for actions. So whoever lends a session a mailbox, sockets, AAA and an SA database does not care which of the
 * two versions it speaks. The protocols themselves are {@code ike1} and {@code ike2}.
 */
package io.carrierlab.protocols.ike;
