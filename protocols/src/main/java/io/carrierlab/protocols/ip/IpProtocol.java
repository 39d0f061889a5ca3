package io.carrierlab.protocols.ip;

/** What an IPv4 packet carries: the 8-bit protocol field (IANA protocol numbers). */
public final class IpProtocol {
  public static final int ICMP = 1;
  public static final int TCP = 6;
  public static final int UDP = 17;
  public static final int GRE = 47;
  public static final int ESP = 50;
  public static final int AH = 51;
  public static final int OSPF = 89;

  private IpProtocol() {}
}
