package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkeSaView;
import io.carrierlab.protocols.ike.IkeSession;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A session of IKEv2. Once established it keeps about 1.5 kilobytes: keys of its IKE SA, what it must know of each
 * child SA, and for a minute the last response. What only the set-up needed is dropped with its stage.
 *
 * <p>A responder's session begins with the first IKE_SA_INIT, after {@link CookieGuard} has let it pass. Messages to
 * it are told apart by {@link #localSpi()}; those of IKE_SA_INIT, whose responder SPI is 0, by the initiator's SPI and
 * the path, so that repeated ones, and a second one with another Diffie-Hellman group, find the same session.
 */
public final class Ike2Session implements IkeSession {
  private final Peering peering;
  private long wakeAt;

  private Ike2Session(Peering peering) {
    this.peering = peering;
  }

  /** One that connects when it gets {@link IkeEvent.Start}. */
  public static Ike2Session initiator(IkeSettings settings, Initiator who, RandomGenerator random) {
    var peering = new Peering(settings, random, true);
    peering.stage = new InitiatorSetup(peering, who);
    return new Ike2Session(peering);
  }

  /** One that waits for an IKE_SA_INIT request, its first datagram. */
  public static Ike2Session responder(IkeSettings settings, RandomGenerator random) {
    var peering = new Peering(settings, random, false);
    peering.stage = new ResponderSetup(peering);
    return new Ike2Session(peering);
  }

  @Override
  public List<IkeAction> on(IkeEvent event, long nowNanos) {
    if (peering.closed()) {
      return List.of();
    }
    peering.now = nowNanos;
    switch (event) {
      case IkeEvent.Datagram(var path, byte[] octets) -> {
        try {
          peering.stage.datagram(path, Ike2Header.peek(octets), octets);
        } catch (DecodeException e) {
          peering.reject(IkeFailure.MALFORMED);
        }
      }
      case IkeEvent.Wake wake -> peering.stage.wake(wake);
      case IkeEvent.Start _, IkeEvent.Group _, IkeEvent.UserAccepted _, IkeEvent.UserRefused _, IkeEvent.AaaDead _,
          IkeEvent.EapChallenge _, IkeEvent.EapAccepted _, IkeEvent.Inner _, IkeEvent.Exhausting _,
          IkeEvent.UnknownSpi _, IkeEvent.Close _ -> peering.stage.event(event);
    }
    return turn(event instanceof IkeEvent.Wake);
  }

  /** Replaces the IKE SA now, as if its lifetime neared its end: {@code clear crypto ikev2 sa} without the outage. */
  public List<IkeAction> rekey(long nowNanos) {
    if (peering.closed()) {
      return List.of();
    }
    peering.now = nowNanos;
    peering.stage.rekey();
    return turn(false);
  }

  private List<IkeAction> turn(boolean woken) {
    long next = peering.stage.wakeAt();
    if (!peering.closed() && (next != wakeAt || woken)) {
      wakeAt = next;
      peering.emit(new IkeAction.WakeAt(next));
    }
    return peering.take();
  }

  @Override
  public long localSpi() {
    return peering.stage.localSpi();
  }

  @Override
  public long remoteSpi() {
    return peering.stage.remoteSpi();
  }

  @Override
  public List<Long> localSpis() {
    return peering.stage.localSpis();
  }

  @Override
  public int dhComputations() {
    return peering.computations.computations();
  }

  @Override
  public boolean initialContact() {
    return peering.initialContact;
  }

  @Override
  public Optional<IkeSaView> sa() {
    return peering.closed() ? Optional.empty() : peering.stage.sa();
  }

  @Override
  public String state() {
    return peering.closed() ? "CLOSED" : peering.stage.state();
  }
}
