package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.ike.InnerConfig;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The client's half: it names user and password when it is asked, and then asks for an address. */
final class ClientTransactions implements Transactions {
  private enum Step { WAITS, AWAITS_QUESTION, AWAITS_STATUS, ASKS_CONFIG, DONE }

  private final Association association;
  private final SessionContext session;
  private final Initiator who;
  private Step step = Step.WAITS;
  private int messageId;
  /** Of the exchange in hand; null before the first. */
  private CipherChain chain;

  ClientTransactions(Association association, Initiator who) {
    this.association = association;
    this.session = association.session();
    this.who = who;
  }

  @Override
  public void begin(boolean xauth) {
    if (xauth) {
      step = Step.AWAITS_QUESTION;
    } else {
      configure();
    }
  }

  private void configure() {
    if (!who.wantsInner()) {
      finish();
      return;
    }
    step = Step.ASKS_CONFIG;
    messageId = session.messageId();
    chain = association.laterChain(messageId);
    int before = session.inner().map(InnerConfig::address).orElse(0);
    association.request(messageId, association.protect(ExchangeType.TRANSACTION, messageId, chain, HashRule.FIRST,
        List.of(new Payload.Config(Payload.Config.REQUEST, session.random().nextInt(1, 0x10000),
            ModeConfig.request(before)))));
  }

  private void finish() {
    step = Step.DONE;
    chain = null;
    association.ready();
  }

  @Override
  public void on(Ike1Header header, byte[] octets, Path from) throws DecodeException {
    CipherChain used = chain != null && header.messageId() == messageId ? chain
        : association.laterChain(header.messageId());
    Optional<Payload.Config> config = association.authentic(header, octets, used, HashRule.FIRST, from)
        .flatMap(message -> message.find(Payload.Config.class));
    if (config.isEmpty()) {
      return;
    }
    List<Attribute> attributes = config.get().attributes();
    boolean waits = step == Step.AWAITS_QUESTION || step == Step.AWAITS_STATUS;
    boolean status = attributes.stream().anyMatch(each -> each.type() == XAUTH_STATUS);
    if (config.get().type() == Payload.Config.REQUEST && waits) {
      association.taken(octets);
      onQuestion(header.messageId(), used, config.get());
    } else if (config.get().type() == Payload.Config.SET && waits && status) {
      association.taken(octets);
      onStatus(header.messageId(), used, config.get());
    } else if (config.get().type() == Payload.Config.REPLY && step == Step.ASKS_CONFIG && used == chain) {
      association.taken(octets);
      onConfig(attributes);
    } else {
      session.reject(IkeFailure.UNEXPECTED_MESSAGE);
    }
  }

  private void onQuestion(int id, CipherChain used, Payload.Config question) {
    if (step == Step.AWAITS_STATUS || who.user().isEmpty() || who.password().isEmpty()) {
      association.close(IkeFailure.USER_REFUSED);           // asked again: the first answer was not good enough
      return;
    }
    var answers = new ArrayList<Attribute>();
    for (Attribute each : question.attributes()) {
      switch (each.type()) {
        case XAUTH_TYPE -> answers.add(Attribute.of(XAUTH_TYPE, 0));
        case XAUTH_USER -> answers.add(Attribute.text(XAUTH_USER, who.user().get()));
        case XAUTH_PASSWORD -> answers.add(Attribute.text(XAUTH_PASSWORD, who.password().get()));
        default -> { }                                      // a greeting, or what only a token could answer
      }
    }
    step = Step.AWAITS_STATUS;
    reply(id, used, Payload.Config.REPLY, question.identifier(), answers);
    messageId = id;
    chain = used;
  }

  private void onStatus(int id, CipherChain used, Payload.Config config) {
    boolean good = config.attributes().stream()
        .anyMatch(each -> each.type() == XAUTH_STATUS && each.number().orElse(0) == 1);
    reply(id, used, Payload.Config.ACK, config.identifier(), config.attributes());
    if (good) {
      configure();
    } else {
      association.close(IkeFailure.USER_REFUSED);
    }
  }

  private void reply(int id, CipherChain used, int type, int identifier, List<Attribute> attributes) {
    association.answer(association.protect(ExchangeType.TRANSACTION, id, used, HashRule.FIRST,
        List.of(new Payload.Config(type, identifier, attributes))));
  }

  private void onConfig(List<Attribute> attributes) throws DecodeException {
    association.answered(messageId);
    Optional<InnerConfig> config = ModeConfig.read(attributes, who.identity().text());
    if (config.isEmpty()) {
      association.close(IkeFailure.POOL_EXHAUSTED);
      return;
    }
    session.configured(config.get());
    finish();
  }

  @Override
  public void on(IkeEvent answer) {
    session.reject(IkeFailure.UNEXPECTED_MESSAGE);
  }

  @Override
  public boolean noAnswer(int unanswered) {
    if (step != Step.ASKS_CONFIG || unanswered != messageId) {
      return false;
    }
    association.close(IkeFailure.NO_ANSWER);
    return true;
  }

  @Override
  public Optional<IkeFailure> refusal() {
    return Optional.empty();
  }

  @Override
  public String state() {
    return switch (step) {
      case WAITS, AWAITS_QUESTION, AWAITS_STATUS -> "CONF_XAUTH";
      case ASKS_CONFIG -> "CONF_ADDR";
      case DONE -> "QM_IDLE";
    };
  }
}
