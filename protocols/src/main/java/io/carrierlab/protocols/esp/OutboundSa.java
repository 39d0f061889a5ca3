package io.carrierlab.protocols.esp;

import io.carrierlab.protocols.esp.EspResult.Packet;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Header;
import java.util.random.RandomGenerator;

/**
 * The sending end of an SA, ESP or AH. Not for several threads at once: one actor owns it.
 *
 * <p>Costs, measured with compact object headers: 120 octets with AES-128-GCM, 152 with AES-128-CBC and HMAC-SHA-1,
 * 184 with AES-256-CBC and HMAC-SHA-256, keys included. Cipher objects are the thread's.
 */
public final class OutboundSa {
  /** Protocol number of IPv4 in IPv4, and thus the next header of tunnel mode. */
  static final int IPV4 = 4;
  private static final long LAST_SHORT = 0xffff_ffffL;
  private static final long LAST_EXTENDED = -1L;

  private final int spi;
  private final Protection protection;
  private final SaCounters counters = new SaCounters();
  /** The number that was sent last, unsigned; 0: none yet. */
  private long sequence;

  /** @param spi 32 bits, chosen by the receiver */
  public OutboundSa(int spi, SaKeys keys) {
    this(spi, keys, 0);
  }

  /** An SA that has sent before, up to {@code sequence}. */
  OutboundSa(int spi, SaKeys keys, long sequence) {
    this.spi = spi;
    this.protection = new Protection(keys);
    this.sequence = sequence;
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

  /** The number that was sent last, unsigned; 0: none yet. */
  public long sequence() {
    return sequence;
  }

  /** True once seven eighths of the sequence numbers are used: time to replace it (RFC 4303 §3.3.3). */
  public boolean nearlyExhausted() {
    return Long.compareUnsigned(sequence, last() - (last() >>> 3)) >= 0;
  }

  /**
   * ESP around a payload: SPI to ICV, behind {@code headroom} octets for the caller's headers, which the result's
   * offset passes over.
   *
   * @param nextHeader protocol of the payload, 8 bits
   * @param ivs chance for the IV of a CBC cipher
   * @return a packet, or {@link EspDrop#SEQUENCE_EXHAUSTED}
   * @throws IllegalStateException if this is an SA of AH, whose ICV covers the header before it
   */
  public EspResult protect(int headroom, byte[] payload, int offset, int length, int nextHeader,
      RandomGenerator ivs) {
    if (protection.isAh()) {
      throw new IllegalStateException("AH protects packets, not payloads");
    }
    if (sequence == last()) {
      return counters.dropped(EspDrop.SEQUENCE_EXHAUSTED);
    }
    sequence++;
    byte[] packet = protection.seal(headroom, spi, sequence, payload, offset, length, nextHeader, ivs);
    counters.passed(length);
    return new Packet(packet, headroom, packet.length - headroom, IpProtocol.ESP);
  }

  /**
   * Tunnel mode: the whole inner packet, protected, with the outer headers before it (RFC 4303 §3.1.2).
   *
   * @param inner holds a valid IPv4 packet from {@code offset} on
   * @param identification of the outer header, 16 bits
   * @return an IPv4 packet, or why there is none
   */
  public EspResult tunnel(byte[] inner, int offset, Outer outer, int identification, RandomGenerator ivs) {
    int length = Ipv4Header.totalOctets(inner, offset);
    if (!Headers.fits(Overhead.outerOctets(transform(), outer.encapsulated(), length))) {
      return counters.dropped(EspDrop.TOO_BIG);
    }
    if (protection.isAh()) {
      return tunnelAh(inner, offset, length, outer, identification);
    }
    EspResult result = protect(outer.octets(), inner, offset, length, IPV4, ivs);
    if (result instanceof Packet(byte[] octets, int start, int count, int protocol)) {
      Headers.writeOuter(octets, outer, IpProtocol.ESP, inner, offset, identification);
      return new Packet(octets, 0, octets.length, IPV4);
    }
    return result;
  }

  private EspResult tunnelAh(byte[] inner, int offset, int length, Outer outer, int identification) {
    if (outer.encapsulated()) {
      throw new IllegalArgumentException("a NAT breaks AH, in UDP or not (RFC 3948 §1)");
    }
    if (sequence == last()) {
      return counters.dropped(EspDrop.SEQUENCE_EXHAUSTED);
    }
    sequence++;
    int header = Outer.IPV4_OCTETS;
    byte[] packet = new byte[header + AuthenticationHeader.octets(transform()) + length];
    Headers.writeOuter(packet, outer, IpProtocol.AH, inner, offset, identification);
    System.arraycopy(inner, offset, packet, packet.length - length, length);
    AuthenticationHeader.write(protection, packet, header, spi, sequence, IPV4);
    counters.passed(length);
    return new Packet(packet, 0, packet.length, IPV4);
  }

  /**
   * Transport mode: the payload of a packet, protected behind the packet's own header (RFC 4303 §3.1.1, RFC 4302
   * §3.1.1).
   *
   * @param packet holds a valid IPv4 packet from {@code offset} on
   * @param outer of which only the ports count: 0 for plain ESP, else ESP in UDP
   * @return an IPv4 packet, or why there is none
   */
  public EspResult transport(byte[] packet, int offset, Outer outer, RandomGenerator ivs) {
    if (Ipv4Header.isFragment(packet, offset)) {
      return counters.dropped(EspDrop.FRAGMENT);
    }
    int header = Ipv4Header.headerOctets(packet, offset);
    int length = Ipv4Header.totalOctets(packet, offset) - header;
    int before = header - Outer.IPV4_OCTETS;           // options
    if (!Headers.fits(before + Overhead.outerOctets(transform(), outer.encapsulated(), length))) {
      return counters.dropped(EspDrop.TOO_BIG);
    }
    int protocol = Ipv4Header.protocol(packet, offset);
    if (protection.isAh()) {
      return transportAh(packet, offset, header, length, protocol);
    }
    EspResult result = protect(before + outer.octets(), packet, offset + header, length, protocol, ivs);
    if (result instanceof Packet(byte[] octets, int start, int count, int esp)) {
      System.arraycopy(packet, offset, octets, 0, header);
      Headers.change(octets, 0, outer.encapsulated() ? IpProtocol.UDP : IpProtocol.ESP, octets.length);
      if (outer.encapsulated()) {
        Headers.writeUdp(octets, header, outer);
      }
      return new Packet(octets, 0, octets.length, IPV4);
    }
    return result;
  }

  private EspResult transportAh(byte[] packet, int offset, int header, int length, int protocol) {
    if (sequence == last()) {
      return counters.dropped(EspDrop.SEQUENCE_EXHAUSTED);
    }
    sequence++;
    byte[] octets = new byte[header + AuthenticationHeader.octets(transform()) + length];
    System.arraycopy(packet, offset, octets, 0, header);
    Headers.change(octets, 0, IpProtocol.AH, octets.length);
    System.arraycopy(packet, offset + header, octets, octets.length - length, length);
    AuthenticationHeader.write(protection, octets, header, spi, sequence, protocol);
    counters.passed(length);
    return new Packet(octets, 0, octets.length, IPV4);
  }

  private long last() {
    return transform().extendedSequence() ? LAST_EXTENDED : LAST_SHORT;
  }
}
