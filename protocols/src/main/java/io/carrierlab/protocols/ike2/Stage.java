package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeSaView;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.List;
import java.util.Optional;

/** A part of a session's life: setting up, from either side, or established. */
interface Stage {
  /** @throws DecodeException if the octets are no message; nothing has changed then */
  void datagram(Path path, Ike2Header header, byte[] octets) throws DecodeException;

  /** An answer that was asked for, a wish to close or rekey; datagrams and waking have their own ways. */
  void event(IkeEvent event);

  /** Replaces the IKE SA, if there is one yet. */
  default void rekey() {}

  void wake(IkeEvent.Wake wake);

  /** When to be woken next; {@link Long#MAX_VALUE}: not at all. */
  long wakeAt();

  String state();

  /** For {@code show}; empty as long as there is none. */
  default Optional<IkeSaView> sa() {
    return Optional.empty();
  }

  long localSpi();

  long remoteSpi();

  List<Long> localSpis();
}
