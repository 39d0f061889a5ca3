package io.carrierlab.protocols.radius;

import io.carrierlab.protocols.aaa.AaaQuestion;
import io.carrierlab.protocols.aaa.AccountingRecord;

/** What happens to a {@link RadiusClient}. */
public sealed interface RadiusClientEvent {
  /** @param requestId names the answer; unique among those still open is enough */
  record Ask(long requestId, AaaQuestion question) implements RadiusClientEvent {}

  record Account(long requestId, AccountingRecord record) implements RadiusClientEvent {}

  /** @param localPort the source port of ours that it came to */
  record Datagram(int serverAddress, int serverPort, int localPort, byte[] octets) implements RadiusClientEvent {}

  /** The time of the last {@link RadiusClientAction.WakeAt} has come. */
  record Wake() implements RadiusClientEvent {}
}
