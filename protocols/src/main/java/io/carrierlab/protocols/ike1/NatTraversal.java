package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What two ends have found out about NATs between them (RFC 3947 §3). */
final class NatTraversal {
  private enum Dialect { NONE, DRAFT, RFC }

  private final boolean wanted;
  private Dialect dialect = Dialect.NONE;
  private boolean localBehind;
  private boolean remoteBehind;

  /** @param wanted our configuration allows it */
  NatTraversal(boolean wanted) {
    this.wanted = wanted;
  }

  /** The ids that an initiator sends, the most wanted first. */
  static List<Payload.Vendor> offer() {
    return List.of(new Payload.Vendor(VendorIds.NAT_T_RFC), new Payload.Vendor(VendorIds.NAT_T_03),
        new Payload.Vendor(VendorIds.NAT_T_02N), new Payload.Vendor(VendorIds.NAT_T_02));
  }

  void heard(List<Payload.Vendor> vendors) {
    for (Payload.Vendor each : vendors) {
      if (wanted && VendorIds.same(VendorIds.NAT_T_RFC, each.value())) {
        dialect = Dialect.RFC;
      } else if (wanted && dialect == Dialect.NONE && (VendorIds.same(VendorIds.NAT_T_03, each.value())
          || VendorIds.same(VendorIds.NAT_T_02N, each.value()) || VendorIds.same(VendorIds.NAT_T_02, each.value()))) {
        dialect = Dialect.DRAFT;
      }
    }
  }

  /** What a responder answers: the one dialect that it chose. */
  List<Payload.Vendor> answer() {
    return switch (dialect) {
      case NONE -> List.of();
      case DRAFT -> List.of(new Payload.Vendor(VendorIds.NAT_T_02N));
      case RFC -> List.of(new Payload.Vendor(VendorIds.NAT_T_RFC));
    };
  }

  boolean negotiated() {
    return dialect != Dialect.NONE;
  }

  boolean draft() {
    return dialect == Dialect.DRAFT;
  }

  /** There is a NAT, so ESP goes in UDP. */
  boolean encapsulates() {
    return negotiated() && (localBehind || remoteBehind);
  }

  boolean localBehind() {
    return negotiated() && localBehind;
  }

  /** The peer's address and port may change. */
  boolean remoteBehind() {
    return negotiated() && remoteBehind;
  }

  /** The peer's end first, then ours (RFC 3947 §3.2); none if the peer does not know of them. */
  List<Payload.NatDiscovery> discovery(Digest digest, byte[] cookies, Path path) {
    var payloads = new ArrayList<Payload.NatDiscovery>();
    if (negotiated()) {
      payloads.add(new Payload.NatDiscovery(draft(),
          hash(digest, cookies, path.remoteAddress(), path.remotePort())));
      payloads.add(new Payload.NatDiscovery(draft(), hash(digest, cookies, path.localAddress(), path.localPort())));
    }
    return payloads;
  }

  /**
   * Compares what the peer says of both ends with what is seen here.
   *
   * @param first the path of the exchange's first messages; a peer that has moved to port 4500 may still mean it
   * @param now the path of the message that told
   */
  void judge(List<Payload.NatDiscovery> told, Digest digest, byte[] cookies, Path first, Path now) {
    if (!negotiated() || told.size() < 2) {
      return;
    }
    localBehind = !among(told.subList(0, 1), hash(digest, cookies, first.localAddress(), first.localPort()))
        && !among(told.subList(0, 1), hash(digest, cookies, now.localAddress(), now.localPort()));
    List<Payload.NatDiscovery> theirs = told.subList(1, told.size());
    remoteBehind = !among(theirs, hash(digest, cookies, first.remoteAddress(), first.remotePort()))
        && !among(theirs, hash(digest, cookies, now.remoteAddress(), now.remotePort()));
  }

  private static boolean among(List<Payload.NatDiscovery> told, byte[] hash) {
    return told.stream().anyMatch(each -> Arrays.equals(each.hash(), hash));
  }

  private static byte[] hash(Digest digest, byte[] cookies, int address, int port) {
    return digest.of(cookies, new WireWriter(6).bits32(address).u16(port).toByteArray());
  }
}
