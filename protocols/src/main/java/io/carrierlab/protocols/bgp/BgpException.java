package io.carrierlab.protocols.bgp;

/**
 * An error that ends the session (RFC 4271 §6). The only way in which the decoders of this package fail on what a
 * peer sent. Checked, as bad messages are ordinary input, and without a stack trace.
 */
public final class BgpException extends Exception {
  private final transient Notification notification;

  /** @param reason in words, for {@code show}: "OPEN refused: bad peer AS 65002, expected 65001" */
  public BgpException(Notification notification, String reason) {
    super(reason, null, false, false);
    this.notification = notification;
  }

  /** What to tell the peer before closing. */
  public Notification notification() {
    return notification;
  }

  public String reason() {
    return getMessage();
  }
}
