package io.carrierlab.node.client;

import io.carrierlab.node.fabric.PortMessage;

/** What a client tells itself, or is told by a drill. */
public sealed interface ClientCommand extends PortMessage.OfDevice {
  /** It is time to connect. */
  record Connect() implements ClientCommand {}

  /** The session's one timer. */
  record Wake() implements ClientCommand {}

  /** The next request is due, to the company or to the Internet. */
  record Request(boolean internet) implements ClientCommand {}

  /** Reports which inner address it has now, if any. @param question that the report is to bear */
  record Where(long question) implements ClientCommand {}

  /** The session has lasted long enough: no new requests, and {@link Leave} follows when answers are in. */
  record Wind() implements ClientCommand {}

  /** Close the session in good order. */
  record Leave() implements ClientCommand {}
}
