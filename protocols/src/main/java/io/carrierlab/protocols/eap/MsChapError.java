package io.carrierlab.protocols.eap;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The message of a failure packet (RFC 2759 §6): {@code E=eeeeeeeeee R=r C=cccc V=vvvvvvvvvv M=<text>}.
 *
 * @param code decimal, at most ten digits; {@link #AUTHENTICATION_FAILURE} is the one that a wrong password gives
 * @param challenge for a retry: 16 octets; empty if no retry is allowed
 */
public record MsChapError(long code, Optional<byte[]> challenge) {
  public static final long RESTRICTED_LOGON_HOURS = 646;
  public static final long ACCOUNT_DISABLED = 647;
  public static final long PASSWORD_EXPIRED = 648;
  public static final long NO_DIALIN_PERMISSION = 649;
  public static final long AUTHENTICATION_FAILURE = 691;

  /** Servers differ in which fields they send; a field that is missing or malformed is as if it were not allowed. */
  static MsChapError parse(byte[] message) {
    long code = 0;
    boolean retry = false;
    Optional<byte[]> challenge = Optional.empty();
    for (String field : new String(message, StandardCharsets.ISO_8859_1).split(" ")) {
      if (field.matches("E=[0-9]{1,10}")) {
        code = Long.parseLong(field.substring(2));
      } else if (field.equals("R=1")) {
        retry = true;
      } else if (field.matches("C=[0-9A-Fa-f]{32}")) {
        challenge = Optional.of(HexFormat.of().parseHex(field.substring(2)));
      } else if (field.startsWith("M=")) {
        break;                                              // free text: may contain anything
      }
    }
    return new MsChapError(code, retry ? challenge : Optional.empty());
  }

  byte[] message() {
    String retry = challenge.map(c -> "R=1 C=" + HexFormat.of().withUpperCase().formatHex(c)).orElse("R=0");
    return ("E=" + code + " " + retry + " V=3 M=refused").getBytes(StandardCharsets.US_ASCII);
  }
}
