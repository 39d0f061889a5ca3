package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkeSaView;
import io.carrierlab.protocols.ike.IkeSession;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ike1.Children.Child;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * An IKEv1 session with one peer: an ISAKMP SA with its IPsec SAs and, while the initiator renews it, its successor.
 *
 * <p><b>Renewal of the ISAKMP SA.</b> In the last fifth of its lifetime the initiator runs phase 1 again, with cookies
 * of its own, then XAuth and Mode Config where they are configured, asking for the address it has, then a quick mode.
 * The old SAs carry traffic meanwhile. When the new pair stands, the old ones are deleted after ten seconds. To the
 * responder this is a second session: its first message has a responder cookie of 0, and whoever owns the sessions
 * must grant the address to a client that proves to be the same user; INITIAL-CONTACT is sent by the first one only. A
 * responder deletes what outlives its lifetime, as XAuth may need a person; it says beforehand if that is sooner than
 * was offered.
 * {@link #localSpi} is the cookie of the newest ISAKMP SA; messages under the one before it keep coming for a while.
 *
 * <p><b>Cost.</b> An established session holds about 2 kilobytes: keys, cookies, path, deadlines, one pair of SAs
 * without their keys. Diffie-Hellman keys, nonces and messages of the set-up are dropped as it proceeds, answers kept
 * for repetition within two minutes of the next timer.
 */
public final class Ike1Session implements IkeSession {
  private static final long RETIRE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long RETRY_NANOS = Duration.ofSeconds(30).toNanos();

  private final SessionContext context;
  /** Null before the first event, and when it is over. */
  private Association current;
  /** Null except while the initiator renews. */
  private Association successor;
  /** Replaced by {@link #current}, about to be deleted; null otherwise. */
  private Association retiring;
  private long retireAt = Long.MAX_VALUE;
  private long wakeAt = Long.MAX_VALUE;
  private boolean closed;

  private Ike1Session(SessionContext context) {
    this.context = context;
  }

  /** The first event is {@link IkeEvent.Start}. */
  public static Ike1Session initiator(IkeSettings settings, Initiator who, RandomGenerator random) {
    return new Ike1Session(new SessionContext(settings, Optional.of(who), random));
  }

  /** The first event is a datagram with a first message. */
  public static Ike1Session responder(IkeSettings settings, RandomGenerator random) {
    return new Ike1Session(new SessionContext(settings, Optional.empty(), random));
  }

  @Override
  public List<IkeAction> on(IkeEvent event, long nowNanos) {
    if (closed) {
      return List.of();
    }
    context.at(nowNanos);
    switch (event) {
      case IkeEvent.Start(Path path) -> start(path);
      case IkeEvent.Datagram(Path path, byte[] octets) -> receive(path, octets);
      case IkeEvent.Wake(long inbound, long outbound) -> onTime(inbound, outbound);
      case IkeEvent.Group(var policy, boolean tunnelOnly) -> {
        context.tunnelOnly(tunnelOnly);
        onAnswer(event);
      }
      case IkeEvent.UserAccepted _, IkeEvent.UserRefused _, IkeEvent.AaaDead _, IkeEvent.Inner _ ->
          onAnswer(event);
      case IkeEvent.EapChallenge _, IkeEvent.EapAccepted _ -> context.reject(IkeFailure.UNEXPECTED_MESSAGE);
      case IkeEvent.Exhausting(int spi) -> context.children().find(each -> each.spiIn == spi)
          .ifPresent(child -> child.owner.quick().renew(child));
      case IkeEvent.UnknownSpi(int spi) -> {
        if (current != null) {
          current.unknownSpi(spi);
        }
      }
      case IkeEvent.Close _ -> {
        if (current == null) {
          over(IkeFailure.CLOSED_HERE);
        } else {
          closeAll(IkeFailure.CLOSED_HERE);
        }
      }
    }
    settle();
    return context.takeActions();
  }

  @Override
  public boolean initialContact() {
    return context.initialContact;
  }

  @Override
  public int dhComputations() {
    return context.dhComputations();
  }

  private void start(Path path) {
    if (current != null || context.initiator().isEmpty()) {
      context.reject(IkeFailure.UNEXPECTED_MESSAGE);
    } else {
      current = Association.initiate(context, path, false);
    }
  }

  private void receive(Path from, byte[] octets) {
    Ike1Header header;
    try {
      header = Ike1Header.decode(new WireReader(octets));
    } catch (DecodeException malformed) {
      context.reject(IkeFailure.MALFORMED);
      return;
    }
    if (current == null && context.initiator().isEmpty()) {
      open(from, header);
    }
    if (successor != null && header.initiatorCookie() == successor.initiatorCookie()) {
      successor.receive(header, octets, from);
    } else if (retiring != null && header.initiatorCookie() == retiring.initiatorCookie()) {
      retiring.receive(header, octets, from);
    } else if (current != null) {
      current.receive(header, octets, from);
    } else {
      context.reject(IkeFailure.UNEXPECTED_MESSAGE);
    }
  }

  private void open(Path from, Ike1Header header) {
    Optional<ExchangeType> type = ExchangeType.of(header.exchange());
    boolean first = header.responderCookie() == 0 && header.messageId() == 0
        && (type.equals(Optional.of(ExchangeType.MAIN)) || type.equals(Optional.of(ExchangeType.AGGRESSIVE)));
    if (first) {
      current = Association.respond(context, from, header, type.get() == ExchangeType.AGGRESSIVE);
    }
  }

  private void onAnswer(IkeEvent answer) {
    if (current == null || context.initiator().isPresent()) {
      context.reject(IkeFailure.UNEXPECTED_MESSAGE);
    } else {
      current.on(answer);
    }
  }

  private void onTime(long lastInbound, long lastOutbound) {
    wakeAt = Long.MAX_VALUE;
    long now = context.now();
    if (current == null) {
      return;
    }
    current.onTime(lastInbound, lastOutbound);
    if (successor != null) {
      successor.onTime(lastInbound, lastOutbound);
    } else if (current.open() && current.renewAt() <= now) {
      current.renewNoMore(Long.MAX_VALUE);
      Path path = current.path();
      successor = Association.initiate(context, path, true);
    }
    if (retiring != null) {
      retiring.onTime(lastInbound, lastOutbound);
      if (retireAt <= now || !retiring.open()) {
        retire();
      }
    }
  }

  /** What the event has led to: ends, successions, the next timer. */
  private void settle() {
    if (current == null || closed) {
      return;
    }
    if (successor != null && successor.everInstalled()) {
      succeed();
    } else if (successor != null && !successor.open()) {
      successor = null;
      current.renewNoMore(context.now() + RETRY_NANOS);
    }
    if (!current.open()) {
      over(current.ended().orElseThrow());
      return;
    }
    long next = Math.min(current.nextNanos(), successor == null ? current.renewAt() : successor.nextNanos());
    if (retiring != null) {
      next = Math.min(next, Math.min(retireAt, retiring.nextNanos()));
    }
    if (next != wakeAt) {
      wakeAt = next;
      context.emit(new IkeAction.WakeAt(next));
    }
  }

  private void succeed() {
    if (retiring != null) {
      retire();
    }
    retiring = current;
    current = successor;
    successor = null;
    retireAt = context.now() + RETIRE_NANOS;
  }

  private void retire() {
    for (Child each : context.children().of(retiring)) {
      if (retiring.open()) {
        retiring.quick().delete(each);
      } else {
        retiring.quick().remove(each);
      }
    }
    retiring.close(IkeFailure.CLOSED_HERE);
    retiring = null;
    retireAt = Long.MAX_VALUE;
  }

  private void closeAll(IkeFailure why) {
    if (retiring != null) {
      retiring.close(why);
    }
    if (successor != null) {
      successor.close(why);
    }
    current.close(why);
  }

  private void over(IkeFailure why) {
    closed = true;
    current = null;
    successor = null;
    retiring = null;
    context.children().all().forEach(context.children()::remove);
    context.emit(new IkeAction.Closed(why));
  }

  /**
   * Whether a message belongs to this session: to its ISAKMP SA, the successor, or the one before. A first message that
   * comes again does, too, as long as the session lives.
   */
  public boolean owns(Ike1Header header) {
    return owns(current, header) || owns(successor, header) || owns(retiring, header);
  }

  private static boolean owns(Association association, Ike1Header header) {
    return association != null && header.initiatorCookie() == association.initiatorCookie()
        && (header.responderCookie() == 0 || association.responderCookie() == 0
        || header.responderCookie() == association.responderCookie());
  }

  @Override
  public long localSpi() {
    Association newest = successor != null ? successor : current;
    return newest == null ? 0 : newest.initiates() ? newest.initiatorCookie() : newest.responderCookie();
  }

  @Override
  public long remoteSpi() {
    Association newest = successor != null ? successor : current;
    return newest == null ? 0 : newest.initiates() ? newest.responderCookie() : newest.initiatorCookie();
  }

  @Override
  public Optional<IkeSaView> sa() {
    return current == null ? Optional.empty() : current.view();
  }

  @Override
  public String state() {
    return current == null ? "MM_NO_STATE" : current.state();
  }
}
