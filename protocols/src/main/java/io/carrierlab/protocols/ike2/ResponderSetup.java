package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.crypto.BadKeyException;
import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.DhKey;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.wire.DecodeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The responder's IKE_SA_INIT (RFC 7296 §1.2); {@link ResponderAuth} goes on from there. */
final class ResponderSetup implements Stage {
  private final Peering peering;
  private final long spi;
  private long limitAt = Peering.NEVER;
  private byte[] refused = {};
  private byte[] refusal = {};
  private long peerSpi;

  ResponderSetup(Peering peering) {
    this.peering = peering;
    this.spi = peering.newIkeSpi();
  }

  @Override
  public void datagram(Path path, Ike2Header header, byte[] octets) throws DecodeException {
    boolean fits = header.exchangeType() == Exchange.IKE_SA_INIT.number() && header.fromInitiator()
        && !header.response() && header.messageId() == 0 && header.responderSpi() == 0 && header.initiatorSpi() != 0;
    if (!fits || peerSpi != 0 && header.initiatorSpi() != peerSpi) {
      peering.reject(IkeFailure.UNEXPECTED_MESSAGE);
      return;
    }
    if (refused.length > 0 && java.util.Arrays.equals(refused, octets)) {
      peering.transmit(path, refusal);
      peering.reject(IkeFailure.RETRANSMITTED);
      return;
    }
    List<Payload> payloads = Ike2Message.decode(octets).payloads();
    Optional<Payload.Sa> sa = Ike2Message.find(payloads, Payload.Sa.class);
    Optional<Payload.Ke> ke = Ike2Message.find(payloads, Payload.Ke.class);
    Optional<Payload.Nonce> ni = Ike2Message.find(payloads, Payload.Nonce.class);
    if (sa.isEmpty() || ke.isEmpty() || ni.isEmpty()) {
      peering.reject(IkeFailure.MALFORMED);
      return;
    }
    peerSpi = header.initiatorSpi();
    peering.path = path;
    if (limitAt == Peering.NEVER) {
      limitAt = peering.after(peering.settings.timing().setupLimit());
    }
    Optional<Suite.Choice> choice = Suite.choose(peering.suites(), sa.get().proposals(),
        DhGroup.of(ke.get().group()), Suite.noSpi());
    if (choice.isEmpty()) {
      refuse(octets, Payload.Notify.of(NotifyType.NO_PROPOSAL_CHOSEN));
      peering.close(IkeFailure.NO_PROPOSAL_CHOSEN);
    } else if (choice.get().suite().group().number() != ke.get().group()) {
      int wanted = choice.get().suite().group().number();
      refuse(octets, Payload.Notify.of(NotifyType.INVALID_KE_PAYLOAD,
          ByteBuffer.allocate(2).putShort((short) wanted).array()));
    } else {
      accept(octets, payloads, choice.get(), ke.get(), ni.get().value());
    }
  }

  private void refuse(byte[] request, Payload.Notify notify) {
    refused = request;
    refusal = new Ike2Message(peerSpi, 0, Exchange.IKE_SA_INIT.number(), false, true, 0, List.of(notify)).encode();
    peering.transmit(peering.path, refusal);
  }

  private void accept(byte[] request, List<Payload> payloads, Suite.Choice choice, Payload.Ke ke, byte[] ni) {
    Suite suite = choice.suite();
    DhKey key = peering.newKey(suite.group());
    byte[] shared;
    try {
      shared = key.agree(ke.value());
    } catch (BadKeyException e) {
      refuse(request, Payload.Notify.of(NotifyType.INVALID_SYNTAX));
      peering.close(IkeFailure.BAD_DH_VALUE);
      return;
    }
    byte[] nr = peering.nonce();
    var answer = new ArrayList<Payload>();
    answer.add(new Payload.Sa(List.of(choice.answer())));
    answer.add(new Payload.Ke(suite.group().number(), key.publicValue()));
    answer.add(new Payload.Nonce(nr));
    boolean nat = Ike2Message.notify(payloads, NotifyType.NAT_DETECTION_SOURCE_IP).isPresent();
    if (peering.settings.natTraversal() && nat) {
      peering.detectNat(payloads, peerSpi, 0, peering.path);
      answer.addAll(peering.natPayloads(peerSpi, spi, peering.path));
    }
    answer.addAll(PeerProof.request(peering.settings));
    boolean named = PeerProof.namedSignatures(payloads);
    if (named) {
      answer.add(PeerProof.signatureHashes());
    }
    byte[] response = new Ike2Message(peerSpi, spi, Exchange.IKE_SA_INIT.number(), false, true, 0, answer).encode();
    byte[] seed = KeySchedule.seed(suite.digest(), ni, nr, shared);
    SkKeys keys = KeySchedule.keys(suite, seed, ni, nr, peerSpi, spi);
    peering.transmit(peering.path, response);
    peering.keys(peerSpi, spi, suite, keys);
    peering.stage = new ResponderAuth(peering,
        new FirstExchange(suite, keys, peerSpi, spi, request, response, ni, nr, named), limitAt);
  }

  @Override
  public void event(IkeEvent event) {
    switch (event) {
      case IkeEvent.Close _ -> peering.close(IkeFailure.CLOSED_HERE);
      case IkeEvent.Start _, IkeEvent.Datagram _, IkeEvent.Wake _, IkeEvent.Group _, IkeEvent.UserAccepted _,
          IkeEvent.UserRefused _, IkeEvent.AaaDead _, IkeEvent.EapChallenge _, IkeEvent.EapAccepted _,
          IkeEvent.Inner _, IkeEvent.Exhausting _, IkeEvent.UnknownSpi _ -> { }
    }
  }

  @Override
  public void wake(IkeEvent.Wake wake) {
    if (peering.now >= limitAt) {
      peering.close(IkeFailure.SETUP_TIMEOUT);
    }
  }

  @Override
  public long wakeAt() {
    return limitAt;
  }

  @Override
  public String state() {
    return "SA_INIT";
  }

  @Override
  public long localSpi() {
    return spi;
  }

  @Override
  public long remoteSpi() {
    return peerSpi;
  }

  @Override
  public List<Long> localSpis() {
    return List.of(localSpi());
  }
}
