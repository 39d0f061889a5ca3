package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.InnerConfig;
import io.carrierlab.protocols.ike.Path;
import java.util.List;
import java.util.Optional;

/** The gateway's half: it asks for user and password, says what became of them, and answers the client's questions. */
final class GatewayTransactions implements Transactions {
  private enum Step { WAITS, ASKS_CLIENT, ASKS_AAA, TELLS_STATUS, OPEN, ASKS_ADDRESS }

  private final Association association;
  private final SessionContext session;
  private Step step = Step.WAITS;
  private int messageId;
  /** Of the exchange that told the status: its ACK may come late. */
  private int statusId;
  private int identifier;
  /** Of the exchange in hand; null between exchanges. */
  private CipherChain chain;
  private Optional<IkeFailure> refused = Optional.empty();
  private List<Attribute> asked = List.of();

  GatewayTransactions(Association association) {
    this.association = association;
    this.session = association.session();
  }

  @Override
  public void begin(boolean xauth) {
    if (!xauth) {
      step = Step.OPEN;
      association.ready();
      return;
    }
    step = Step.ASKS_CLIENT;
    send(Payload.Config.REQUEST, List.of(Attribute.of(XAUTH_TYPE, 0), Attribute.empty(XAUTH_USER),
        Attribute.empty(XAUTH_PASSWORD)));
  }

  private void send(int type, List<Attribute> attributes) {
    messageId = session.messageId();
    identifier = session.random().nextInt(1, 0x10000);
    chain = association.laterChain(messageId);
    association.request(messageId, association.protect(ExchangeType.TRANSACTION, messageId, chain, HashRule.FIRST,
        List.of(new Payload.Config(type, identifier, attributes))));
  }

  @Override
  public void on(Ike1Header header, byte[] octets, Path from) {
    boolean current = chain != null && header.messageId() == messageId;
    if (!current && header.messageId() == statusId && statusId != 0) {
      session.reject(IkeFailure.RETRANSMITTED);
      return;
    }
    CipherChain used = current ? chain : association.laterChain(header.messageId());
    Optional<Payload.Config> config = association.authentic(header, octets, used, HashRule.FIRST, from)
        .flatMap(message -> message.find(Payload.Config.class));
    if (config.isEmpty()) {
      return;
    }
    boolean request = config.get().type() == Payload.Config.REQUEST;
    if (current && step == Step.ASKS_CLIENT && config.get().type() == Payload.Config.REPLY) {
      association.fresh();
      association.taken(octets);
      association.answered(messageId);
      onCredentials(config.get().attributes());
    } else if (current && step == Step.TELLS_STATUS && config.get().type() == Payload.Config.ACK) {
      association.fresh();
      association.taken(octets);
      statusKnown();
    } else if (!current && request && step == Step.TELLS_STATUS && refused.isEmpty()) {
      statusKnown();                                        // it goes on, so the ACK was lost
      onRequest(header, octets, used, config.get());
    } else if (!current && request && step == Step.OPEN) {
      onRequest(header, octets, used, config.get());
    } else {
      session.reject(IkeFailure.UNEXPECTED_MESSAGE);
    }
  }

  private void onCredentials(List<Attribute> attributes) {
    Optional<String> user = Optional.empty();
    Optional<String> password = Optional.empty();
    for (Attribute each : attributes) {
      if (each.type() == XAUTH_USER) {
        user = Optional.of(each.text());
      } else if (each.type() == XAUTH_PASSWORD) {
        password = Optional.of(each.text());
      }
    }
    if (user.isEmpty() || password.isEmpty()) {
      tellStatus(Optional.of(IkeFailure.USER_REFUSED));
      return;
    }
    step = Step.ASKS_AAA;
    session.emit(new IkeAction.AskUser(user.get(), password.get()));
  }

  @Override
  public void on(IkeEvent answer) {
    if (step == Step.ASKS_AAA && answer instanceof IkeEvent.UserAccepted) {
      tellStatus(Optional.empty());
    } else if (step == Step.ASKS_AAA && answer instanceof IkeEvent.UserRefused) {
      tellStatus(Optional.of(IkeFailure.USER_REFUSED));
    } else if (step == Step.ASKS_AAA && answer instanceof IkeEvent.AaaDead) {
      tellStatus(Optional.of(IkeFailure.AAA_DEAD));
    } else if (step == Step.ASKS_ADDRESS && answer instanceof IkeEvent.Inner(Optional<InnerConfig> config)) {
      if (config.isEmpty()) {
        association.notifyProtected(NotifyType.ADDRESS_NOTIFICATION, Proposal.ISAKMP, new byte[0], new byte[0]);
        association.close(IkeFailure.POOL_EXHAUSTED);
      } else {
        step = Step.OPEN;
        session.configured(config.get());
        answerRequest(config.get());
      }
    } else if (step == Step.ASKS_ADDRESS && answer instanceof IkeEvent.AaaDead) {
      association.close(IkeFailure.AAA_DEAD);
    } else {
      session.reject(IkeFailure.UNEXPECTED_MESSAGE);
    }
  }

  private void tellStatus(Optional<IkeFailure> why) {
    refused = why;
    step = Step.TELLS_STATUS;
    send(Payload.Config.SET, List.of(Attribute.of(XAUTH_STATUS, why.isEmpty() ? 1 : 0)));
  }

  private void statusKnown() {
    association.answered(messageId);
    statusId = messageId;
    chain = null;
    if (refused.isPresent()) {
      association.close(refused.get());
    } else {
      step = Step.OPEN;
      association.ready();
    }
  }

  private void onRequest(Ike1Header header, byte[] octets, CipherChain used, Payload.Config config) {
    association.taken(octets);
    messageId = header.messageId();
    identifier = config.identifier();
    chain = used;
    asked = config.attributes();
    Optional<InnerConfig> known = session.inner();
    if (known.isPresent()) {
      answerRequest(known.get());
    } else {
      step = Step.ASKS_ADDRESS;
      session.emit(new IkeAction.AskAddress(ModeConfig.wanted(asked)));
    }
  }

  private void answerRequest(InnerConfig config) {
    var reply = new Payload.Config(Payload.Config.REPLY, identifier,
        ModeConfig.answer(asked, config, association.lifetime()));
    association.answer(association.protect(ExchangeType.TRANSACTION, messageId, chain, HashRule.FIRST,
        List.of(reply)));
    chain = null;
    asked = List.of();
  }

  @Override
  public boolean noAnswer(int unanswered) {
    if (chain == null || unanswered != messageId || step == Step.OPEN) {
      return false;
    }
    association.close(refused.orElse(IkeFailure.NO_ANSWER));
    return true;
  }

  @Override
  public Optional<IkeFailure> refusal() {
    return refused;
  }

  @Override
  public String state() {
    return switch (step) {
      case WAITS, ASKS_CLIENT, ASKS_AAA, TELLS_STATUS -> "CONF_XAUTH";
      case ASKS_ADDRESS -> "CONF_ADDR";
      case OPEN -> "QM_IDLE";
    };
  }
}
