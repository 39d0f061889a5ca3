package io.carrierlab.protocols.aaa;

/**
 * {@code aaa authentication login ... local}: the questions that RADIUS would be asked, answered on the spot from the
 * aggregator's own table. A pure function; it accounts nothing. EAP is refused: as on Cisco's IOS, it needs a server.
 */
public record LocalAaa(Accounts accounts) {
  private static final byte[] NO_EAP = {};

  public AaaAnswer answer(AaaQuestion question) {
    return switch (question) {
      case AaaQuestion.Group group -> accounts.group(group.name())
          .<AaaAnswer>map(AaaAnswer.GroupGranted::new).orElseGet(() -> refused("no such group"));
      case AaaQuestion.User user -> accounts.user(user.name())
          .filter(known -> known.password().equals(user.password()))
          .<AaaAnswer>map(known -> new AaaAnswer.UserAccepted(known.policy()))
          .orElseGet(() -> refused("wrong user or password"));
      case AaaQuestion.Eap _ -> refused("EAP needs a server");
    };
  }

  private static AaaAnswer refused(String why) {
    return new AaaAnswer.Refused(why, NO_EAP);
  }
}
