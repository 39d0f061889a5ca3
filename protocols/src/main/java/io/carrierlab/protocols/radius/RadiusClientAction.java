package io.carrierlab.protocols.radius;

import io.carrierlab.protocols.aaa.AaaAnswer;

/** What a {@link RadiusClient} wants done, in order. */
public sealed interface RadiusClientAction {
  record Send(int serverAddress, int serverPort, int sourcePort, byte[] octets) implements RadiusClientAction {}

  /** The one answer to an {@link RadiusClientEvent.Ask} or {@link RadiusClientEvent.Account}. */
  record Answer(long requestId, AaaAnswer answer) implements RadiusClientAction {}

  /** Replaces the one before; {@link Long#MAX_VALUE}: not at all. */
  record WakeAt(long atNanos) implements RadiusClientAction {}
}
