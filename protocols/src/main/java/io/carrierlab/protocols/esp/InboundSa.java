package io.carrierlab.protocols.esp;

import io.carrierlab.protocols.esp.EspResult.Packet;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Header;

/**
 * The receiving end of an SA, ESP or AH. Not for several threads at once: one actor owns it.
 *
 * <p>Costs, measured with compact object headers and a window of 64: 176 octets with AES-128-GCM, 208 with AES-128-CBC
 * and HMAC-SHA-1, 240 with AES-256-CBC and HMAC-SHA-256, keys included. Each further 64 packets of the window cost 8
 * to 16.
 */
public final class InboundSa {
  private static final int NO_NEXT_HEADER = 59;

  private final int spi;
  private final boolean transport;
  private final Protection protection;
  private final ReplayWindow window;
  private final SaCounters counters = new SaCounters();

  /** A tunnel's or, with {@code transport}, a host's SA, with a window of 64 packets. @param spi 32 bits, ours */
  public InboundSa(int spi, SaKeys keys, boolean transport) {
    this(spi, keys, transport, new ReplayWindow(ReplayWindow.DEFAULT_PACKETS));
  }

  /** @param window fresh; without integrity it is not used */
  public InboundSa(int spi, SaKeys keys, boolean transport, ReplayWindow window) {
    this.spi = spi;
    this.transport = transport;
    this.protection = new Protection(keys);
    this.window = protection.checksIntegrity() ? window : new ReplayWindow(0);
  }

  public int spi() {
    return spi;
  }

  public EspTransform transform() {
    return protection.transform();
  }

  public SaCounters counters() {
    return counters;
  }

  /**
   * The SPI of a packet of ESP or AH, by which its SA is found (RFC 4301 §4.1).
   *
   * @param protocol {@link IpProtocol#ESP} or {@link IpProtocol#AH}
   * @param length octets of the IPv4 payload: 8 at least
   */
  public static int spi(int protocol, byte[] octets, int offset, int length) {
    if (length < 8) {
      throw new IllegalArgumentException(length + " octets have no SPI");
    }
    return Octets.bits32(octets, protocol == IpProtocol.AH ? offset + 4 : offset);
  }

  /**
   * Opens ESP, SPI to ICV, whatever it carries.
   *
   * @return the payload without padding and trailer, and its protocol; or why there is none
   * @throws IllegalStateException if this is an SA of AH
   */
  public EspResult open(byte[] esp, int offset, int length) {
    EspResult result = openEsp(esp, offset, length, 0);
    if (result instanceof Packet opened) {
      counters.passed(opened.length());
    }
    return result;
  }

  private EspResult openEsp(byte[] esp, int offset, int length, int headroom) {
    if (protection.isAh()) {
      throw new IllegalStateException("AH protects packets, not payloads");
    }
    if (!protection.longEnough(length)) {
      return counters.dropped(EspDrop.TRUNCATED);
    }
    if (!protection.wholeBlocks(length)) {
      return counters.dropped(EspDrop.BAD_LENGTH);
    }
    if (Octets.bits32(esp, offset) != spi) {
      return counters.dropped(EspDrop.UNKNOWN_SPI);
    }
    long sequence = sequence(Octets.bits32(esp, offset + 4));
    ReplayWindow.Place place = window.place(sequence);
    if (place != ReplayWindow.Place.NEW) {
      return counters.dropped(place == ReplayWindow.Place.SEEN ? EspDrop.REPLAY : EspDrop.TOO_OLD);
    }
    int clearOctets = protection.clearOctets(length);
    byte[] clear = new byte[headroom + clearOctets];
    if (!protection.open(esp, offset, length, sequence, clear, headroom)) {
      return counters.dropped(EspDrop.BAD_ICV);
    }
    window.accept(sequence);
    return unpadded(clear, headroom, clearOctets);
  }

  private EspResult unpadded(byte[] clear, int headroom, int clearOctets) {
    int end = headroom + clearOctets - 2;
    int padding = clear[end] & 0xff;
    int nextHeader = clear[end + 1] & 0xff;
    if (padding > end - headroom) {
      return counters.dropped(EspDrop.BAD_PADDING);
    }
    for (int i = 1; i <= padding; i++) {
      if (clear[end - padding + i - 1] != (byte) i) {
        return counters.dropped(EspDrop.BAD_PADDING);
      }
    }
    if (nextHeader == NO_NEXT_HEADER) {
      return counters.dropped(EspDrop.DUMMY);
    }
    int payloadOctets = end - padding - headroom;
    return new Packet(clear, headroom, payloadOctets, nextHeader);
  }

  /**
   * Opens a whole IPv4 packet that carries ESP, ESP in UDP, or AH, and that is no fragment (any more).
   *
   * @return in tunnel mode the inner packet, checked and with the congestion bits of both headers (RFC 6040 §4.2); in
   *     transport mode the packet as it was before it was protected; or why there is none
   */
  public EspResult decapsulate(byte[] packet, int offset, int length) {
    if (Ipv4Header.check(packet, offset, length) != Ipv4Header.Verdict.VALID) {
      return counters.dropped(EspDrop.BAD_OUTER);
    }
    if (Ipv4Header.isFragment(packet, offset)) {
      return counters.dropped(EspDrop.FRAGMENT);
    }
    int header = Ipv4Header.headerOctets(packet, offset);
    int total = Ipv4Header.totalOctets(packet, offset);
    int protocol = Ipv4Header.protocol(packet, offset);
    int udp = protocol == IpProtocol.UDP ? Outer.UDP_OCTETS : 0;
    if (protection.isAh() ? protocol != IpProtocol.AH : protocol != IpProtocol.ESP && udp == 0) {
      return counters.dropped(EspDrop.BAD_OUTER);
    }
    if (total < header + udp) {
      return counters.dropped(EspDrop.TRUNCATED);
    }
    EspResult result = protection.isAh() ? openAh(packet, offset, header, total)
        : openEsp(packet, offset + header + udp, total - header - udp, transport ? header : 0);
    if (!(result instanceof Packet opened)) {
      return result;
    }
    return transport ? restored(packet, offset, header, opened) : inner(packet, offset, opened);
  }

  /** The result lies behind room for an IPv4 header, as that of {@link #openEsp} does in transport mode. */
  private EspResult openAh(byte[] packet, int offset, int header, int total) {
    int at = offset + header;
    int before = header + AuthenticationHeader.octets(transform());
    if (total < before) {
      return counters.dropped(EspDrop.TRUNCATED);
    }
    if (!AuthenticationHeader.soundLength(transform(), packet, at)) {
      return counters.dropped(EspDrop.BAD_LENGTH);
    }
    if (Octets.bits32(packet, at + 4) != spi) {
      return counters.dropped(EspDrop.UNKNOWN_SPI);
    }
    long sequence = sequence(Octets.bits32(packet, at + 8));
    ReplayWindow.Place place = window.place(sequence);
    if (place != ReplayWindow.Place.NEW) {
      return counters.dropped(place == ReplayWindow.Place.SEEN ? EspDrop.REPLAY : EspDrop.TOO_OLD);
    }
    if (!AuthenticationHeader.verify(protection, packet, offset, header, total, sequence)) {
      return counters.dropped(EspDrop.BAD_ICV);
    }
    window.accept(sequence);
    int room = transport ? header : 0;
    byte[] payload = new byte[room + total - before];
    System.arraycopy(packet, offset + before, payload, room, total - before);
    return new Packet(payload, room, total - before, packet[at] & 0xff);
  }

  private EspResult inner(byte[] packet, int offset, Packet opened) {
    if (opened.nextHeader() != OutboundSa.IPV4) {
      return counters.dropped(EspDrop.BAD_NEXT_HEADER);
    }
    byte[] octets = opened.octets();
    if (Ipv4Header.check(octets, opened.offset(), opened.length()) != Ipv4Header.Verdict.VALID) {
      return counters.dropped(EspDrop.BAD_INNER);
    }
    if (!Headers.mergeCongestion(octets, opened.offset(), packet[offset + 1])) {
      return counters.dropped(EspDrop.CONGESTION);
    }
    // What is behind the inner packet's end conceals its length (RFC 4303 §2.7).
    int total = Ipv4Header.totalOctets(octets, opened.offset());
    counters.passed(total);
    return new Packet(octets, opened.offset(), total, OutboundSa.IPV4);
  }

  private EspResult restored(byte[] packet, int offset, int header, Packet opened) {
    byte[] octets = opened.octets();
    counters.passed(opened.length());
    System.arraycopy(packet, offset, octets, 0, header);
    Headers.change(octets, 0, opened.nextHeader(), header + opened.length());
    return new Packet(octets, 0, header + opened.length(), OutboundSa.IPV4);
  }

  private long sequence(int low) {
    return transform().extendedSequence() ? window.infer(low) : Integer.toUnsignedLong(low);
  }
}
