/**
 * The primitives that IKE, ESP and RADIUS stand on, from the JDK and Bouncy Castle. All chance is handed in; cipher
 * objects are one per thread and re-keyed per use, which is as fast as one per SA and lighter by their number.
 */
package io.carrierlab.protocols.crypto;
