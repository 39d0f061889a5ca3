package io.carrierlab.protocols.bgp;

import java.util.List;

/** Error codes and subcodes in the words of RFC 4271 §4.5, RFC 4486 §3, RFC 6608 §3, RFC 7313 §5 and RFC 5492 §5. */
final class NotificationText {
  private static final List<String> CODES = List.of("Message Header Error", "OPEN Message Error",
      "UPDATE Message Error", "Hold Timer Expired", "Finite State Machine Error", "Cease",
      "ROUTE-REFRESH Message Error");
  private static final List<List<String>> SUBCODES = List.of(
      List.of("Connection Not Synchronized", "Bad Message Length", "Bad Message Type"),
      List.of("Unsupported Version Number", "Bad Peer AS", "Bad BGP Identifier", "Unsupported Optional Parameter", "",
          "Unacceptable Hold Time", "Unsupported Capability"),
      List.of("Malformed Attribute List", "Unrecognized Well-known Attribute", "Missing Well-known Attribute",
          "Attribute Flags Error", "Attribute Length Error", "Invalid ORIGIN Attribute", "",
          "Invalid NEXT_HOP Attribute", "Optional Attribute Error", "Invalid Network Field", "Malformed AS_PATH"),
      List.of(),
      List.of("Unexpected Message in OpenSent State", "Unexpected Message in OpenConfirm State",
          "Unexpected Message in Established State"),
      List.of("Maximum Number of Prefixes Reached", "Administrative Shutdown", "Peer De-configured",
          "Administrative Reset", "Connection Rejected", "Other Configuration Change",
          "Connection Collision Resolution", "Out of Resources", "Hard Reset"),
      List.of("Invalid Message Length"));

  private NotificationText() {}

  static String of(int code, int subcode) {
    if (code < 1 || code > CODES.size()) {
      return "code " + code + "/" + subcode;
    }
    List<String> names = SUBCODES.get(code - 1);
    String name = subcode >= 1 && subcode <= names.size() ? names.get(subcode - 1) : "";
    return CODES.get(code - 1) + (subcode == 0 ? "" : "/" + (name.isEmpty() ? "subcode " + subcode : name));
  }
}
