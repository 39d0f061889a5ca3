package io.carrierlab.protocols.hsrp;

/** RFC 2281 §5.3, in the order of the state table. */
public enum HsrpState {
  INITIAL("Initial", 0, 1), LEARN("Learn", 1, 2), LISTEN("Listen", 2, 3), SPEAK("Speak", 4, 4),
  STANDBY("Standby", 8, 5), ACTIVE("Active", 16, 6);

  private final String text;
  final int version1;
  final int version2;

  /** @param version1 and {@code version2}: its codes on the wire */
  HsrpState(String text, int version1, int version2) {
    this.text = text;
    this.version1 = version1;
    this.version2 = version2;
  }

  /** Sends hellos. */
  boolean speaks() {
    return this == SPEAK || this == STANDBY || this == ACTIVE;
  }

  /** As the RFC writes it: {@code Standby}. */
  @Override
  public String toString() {
    return text;
  }
}
