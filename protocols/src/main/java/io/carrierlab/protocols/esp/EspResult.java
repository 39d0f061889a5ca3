package io.carrierlab.protocols.esp;

/** What became of a packet that was to be protected or opened. */
public sealed interface EspResult {
  /**
   * A part of a new array, which the receiver owns.
   *
   * @param nextHeader the protocol of what is in it, 8 bits: 4 for IPv4
   */
  record Packet(byte[] octets, int offset, int length, int nextHeader) implements EspResult {
    /** An array of just the packet: the one that is there, if it is no longer. */
    public byte[] exact() {
      return offset == 0 && length == octets.length ? octets
          : java.util.Arrays.copyOfRange(octets, offset, offset + length);
    }
  }

  /** Nothing is to be passed on; the SA has counted it. */
  record Dropped(EspDrop reason) implements EspResult {}
}
