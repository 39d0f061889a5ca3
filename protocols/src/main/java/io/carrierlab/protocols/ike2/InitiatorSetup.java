package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.crypto.BadKeyException;
import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.DhKey;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.wire.DecodeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The initiator's IKE_SA_INIT (RFC 7296 §1.2, §2.6, §2.7); {@link InitiatorAuth} goes on from there. */
final class InitiatorSetup implements Stage {
  /** Cookies and other groups that are asked for before the responder is not believed any more. */
  private static final int MOST_RESTARTS = 5;
  private final Peering peering;
  private final Initiator who;
  private final List<Suite> suites;
  private final long spi;
  private final byte[] nonce;
  private Optional<Payload.Notify> cookie = Optional.empty();
  private Optional<DhKey> key = Optional.empty();
  private byte[] message = {};
  private int sent;
  private int restarts;
  private long retransmitAt = Peering.NEVER;
  private long limitAt = Peering.NEVER;

  InitiatorSetup(Peering peering, Initiator who) {
    this.peering = peering;
    this.who = who;
    this.suites = peering.suites();
    this.spi = peering.newIkeSpi();
    this.nonce = peering.nonce();
  }

  @Override
  public void event(IkeEvent event) {
    switch (event) {
      case IkeEvent.Start(Path path) -> {
        if (key.isPresent()) {
          peering.reject(IkeFailure.UNEXPECTED_MESSAGE);
        } else if (suites.isEmpty()) {
          peering.close(IkeFailure.NO_PROPOSAL_CHOSEN);
        } else {
          peering.path = path;
          limitAt = peering.after(peering.settings.timing().setupLimit());
          key = Optional.of(peering.newKey(suites.getFirst().group()));
          start();
        }
      }
      case IkeEvent.Close _ -> peering.close(IkeFailure.CLOSED_HERE);
      case IkeEvent.Datagram _, IkeEvent.Wake _, IkeEvent.Group _, IkeEvent.UserAccepted _, IkeEvent.UserRefused _,
          IkeEvent.AaaDead _, IkeEvent.EapChallenge _, IkeEvent.EapAccepted _, IkeEvent.Inner _,
          IkeEvent.Exhausting _, IkeEvent.UnknownSpi _ -> { }
    }
  }

  private void start() {
    var payloads = new ArrayList<Payload>();
    cookie.ifPresent(payloads::add);
    payloads.add(new Payload.Sa(Suite.offer(suites, Suite.noSpi())));
    payloads.add(new Payload.Ke(key.orElseThrow().group().number(), key.orElseThrow().publicValue()));
    payloads.add(new Payload.Nonce(nonce));
    if (peering.settings.natTraversal()) {
      payloads.addAll(peering.natPayloads(spi, 0, peering.path));
    }
    payloads.add(PeerProof.signatureHashes());
    message = new Ike2Message(spi, 0, Exchange.IKE_SA_INIT.number(), true, false, 0, payloads).encode();
    sent = 0;
    transmit();
  }

  private void transmit() {
    retransmitAt = peering.now + (peering.settings.timing().retransmitFirst().toNanos() << sent);
    sent++;
    peering.transmit(peering.path, message);
  }

  @Override
  public void datagram(Path path, Ike2Header header, byte[] octets) throws DecodeException {
    if (header.initiatorSpi() != spi || !header.response() || header.fromInitiator() || header.messageId() != 0
        || header.exchangeType() != Exchange.IKE_SA_INIT.number() || key.isEmpty()) {
      peering.reject(IkeFailure.UNEXPECTED_MESSAGE);
      return;
    }
    List<Payload> payloads = Ike2Message.decode(octets).payloads();
    Optional<Payload.Notify> wanted = Ike2Message.notify(payloads, NotifyType.COOKIE);
    Optional<Payload.Notify> error = Ike2Message.error(payloads);
    if (wanted.isPresent() && header.responderSpi() == 0) {
      cookie = wanted;
      restart();
    } else if (error.isPresent()) {
      refused(error.get());
    } else if (header.responderSpi() == 0) {
      peering.reject(IkeFailure.MALFORMED);
    } else {
      accept(header.responderSpi(), octets, payloads);
    }
  }

  private void restart() {
    restarts++;
    if (restarts > MOST_RESTARTS) {
      peering.close(IkeFailure.REFUSED_BY_PEER);
    } else {
      start();
    }
  }

  private void refused(Payload.Notify error) {
    if (error.is(NotifyType.INVALID_KE_PAYLOAD) && error.data().length == 2) {
      Optional<DhGroup> group = DhGroup.of(ByteBuffer.wrap(error.data()).getShort());
      boolean ours = group.isPresent() && suites.stream().anyMatch(each -> each.group() == group.get());
      if (ours && key.orElseThrow().group() != group.get()) {
        key = Optional.of(peering.newKey(group.get()));
        restart();
      } else {
        peering.close(IkeFailure.NO_PROPOSAL_CHOSEN);
      }
    } else {
      peering.close(error.is(NotifyType.NO_PROPOSAL_CHOSEN) ? IkeFailure.NO_PROPOSAL_CHOSEN
          : IkeFailure.REFUSED_BY_PEER);
    }
  }

  private void accept(long responderSpi, byte[] octets, List<Payload> payloads) {
    Optional<Suite> suite = Ike2Message.find(payloads, Payload.Sa.class)
        .flatMap(sa -> Suite.chosen(suites, sa.proposals()));
    Optional<Payload.Ke> ke = Ike2Message.find(payloads, Payload.Ke.class);
    Optional<Payload.Nonce> nr = Ike2Message.find(payloads, Payload.Nonce.class);
    if (suite.isEmpty() || ke.isEmpty() || nr.isEmpty() || suite.get().group() != key.orElseThrow().group()
        || ke.get().group() != suite.get().group().number()) {
      peering.reject(IkeFailure.NO_PROPOSAL_CHOSEN);           // nobody has signed this: the true answer may follow
      return;
    }
    byte[] shared;
    try {
      shared = key.orElseThrow().agree(ke.get().value());
    } catch (BadKeyException e) {
      peering.reject(IkeFailure.BAD_DH_VALUE);
      return;
    }
    if (peering.settings.natTraversal()) {
      peering.detectNat(payloads, spi, responderSpi, peering.path);
    }
    if (peering.encapsulated() && !peering.path.marked()) {
      peering.path = new Path(peering.path.localAddress(), Path.NAT_TRAVERSAL, peering.path.remoteAddress(),
          Path.NAT_TRAVERSAL);
    }
    byte[] seed = KeySchedule.seed(suite.get().digest(), nonce, nr.get().value(), shared);
    SkKeys keys = KeySchedule.keys(suite.get(), seed, nonce, nr.get().value(), spi, responderSpi);
    var first = new FirstExchange(suite.get(), keys, spi, responderSpi, message, octets, nonce, nr.get().value(),
        PeerProof.namedSignatures(payloads));
    peering.keys(spi, responderSpi, suite.get(), keys);
    var auth = new InitiatorAuth(peering, who, first, limitAt);
    peering.stage = auth;
    auth.start();
  }

  @Override
  public void wake(IkeEvent.Wake wake) {
    if (peering.now >= limitAt) {
      peering.close(IkeFailure.SETUP_TIMEOUT);
    } else if (peering.now >= retransmitAt) {
      if (sent > peering.settings.timing().retransmissions()) {
        peering.close(IkeFailure.NO_ANSWER);
      } else {
        transmit();
      }
    }
  }

  @Override
  public long wakeAt() {
    return Math.min(limitAt, retransmitAt);
  }

  @Override
  public String state() {
    return key.isPresent() ? "SA_INIT" : "IDLE";
  }

  @Override
  public long localSpi() {
    return spi;
  }

  @Override
  public long remoteSpi() {
    return 0;
  }

  @Override
  public List<Long> localSpis() {
    return List.of(localSpi());
  }
}
