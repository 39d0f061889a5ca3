package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.Optional;

/** XAuth and Mode Config, between phase 1 and quick mode (draft-beaulieu-ike-xauth-02, draft-dukes-ike-mode-cfg-02). */
sealed interface Transactions permits ClientTransactions, GatewayTransactions {
  int XAUTH_TYPE = 16520;
  int XAUTH_USER = 16521;
  int XAUTH_PASSWORD = 16522;
  int XAUTH_STATUS = 16527;

  /** Phase 1 is done. @param xauth its method of authentication wants the user's too */
  void begin(boolean xauth);

  /** A message of a transaction exchange. @throws DecodeException if its attributes break a rule */
  void on(Ike1Header header, byte[] octets, Path from) throws DecodeException;

  /** An answer of AAA or of the address pools. */
  void on(IkeEvent answer);

  /** The peer has not answered the message with this id. @return whether it was one of ours */
  boolean noAnswer(int messageId);

  /** The user was refused, but the peer has not yet said that it knows. */
  Optional<IkeFailure> refusal();

  /** As IOS calls it: CONF_XAUTH or CONF_ADDR; QM_IDLE when done. */
  String state();
}
