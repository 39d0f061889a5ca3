package io.carrierlab.protocols.bgp;

/** The states of RFC 4271 §8.2.2. */
public enum SessionState {
  IDLE("Idle"), CONNECT("Connect"), ACTIVE("Active"), OPEN_SENT("OpenSent"), OPEN_CONFIRM("OpenConfirm"),
  ESTABLISHED("Established");

  private final String title;

  SessionState(String title) {
    this.title = title;
  }

  /** As routers print it. */
  @Override
  public String toString() {
    return title;
  }
}
