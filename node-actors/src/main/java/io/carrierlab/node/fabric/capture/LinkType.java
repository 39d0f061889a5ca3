package io.carrierlab.node.fabric.capture;

/** How the octets of a captured packet begin: the registry of link-layer header types, 16 bits. */
public enum LinkType {
  /** LINKTYPE_ETHERNET: destination, source, EtherType; no preamble, no frame check sequence. */
  ETHERNET(1),
  /** LINKTYPE_C_HDLC: address 0x0f, control 0, EtherType; no frame check sequence. */
  CISCO_HDLC(104);

  private final int code;

  LinkType(int code) {
    this.code = code;
  }

  /** The number in the file, 16 bits. */
  public int code() {
    return code;
  }
}
