package io.carrierlab.protocols.bgp;

/** KEEPALIVE: a header and nothing else (RFC 4271 §4.4). */
public record Keepalive() implements BgpMessage {
  public byte[] encode() {
    return Header.message(Header.KEEPALIVE, new byte[0]);
  }
}
