package io.carrierlab.node.ipsec;

import io.carrierlab.node.ip.FlowText;
import io.carrierlab.protocols.esp.EspResult;
import io.carrierlab.protocols.ike.ChildSa;
import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Header;
import java.util.List;
import java.util.stream.Collectors;

/** What IPsec does with a packet, for whoever follows it. */
final class SaText {
  private SaText() {}

  static String opened(EspResult.Packet inner, ChildSa sa) {
    return String.format("SPI 0x%08X, %s: opened, inner %s, selector %s to %s", sa.spiIn(), how(sa),
        FlowText.of(inner.octets(), inner.offset(), inner.length()), text(sa.remote()), text(sa.local()));
  }

  static String sealed(byte[] inner, int offset, EspResult.Packet outer, ChildSa sa) {
    return String.format("SPI 0x%08X, %s: sealed %s, selector %s to %s, in %s", sa.spiOut(), how(sa),
        FlowText.of(inner, offset, Ipv4Header.totalOctets(inner, offset)), text(sa.local()), text(sa.remote()),
        FlowText.of(outer.octets(), outer.offset(), outer.length()));
  }

  static String outside(EspResult.Packet inner, ChildSa sa) {
    return String.format("inner %s is not of SPI 0x%08X, whose selector is %s to %s (BAD_SELECTOR)",
        FlowText.of(inner.octets(), inner.offset(), inner.length()), sa.spiIn(), text(sa.remote()), text(sa.local()));
  }

  static String unselected(byte[] inner, int offset, List<ChildSa> sas) {
    return FlowText.of(inner, offset, Ipv4Header.totalOctets(inner, offset)) + " is no SA's; selectors are "
        + sas.stream().map(sa -> text(sa.local()) + " to " + text(sa.remote())).distinct()
            .collect(Collectors.joining(" and ")) + " (BAD_SELECTOR)";
  }

  private static String how(ChildSa sa) {
    return SaTables.text(sa.in().transform()) + (sa.transport() ? " transport mode" : " tunnel mode")
        + (sa.encapsulated() ? " in UDP" : "");
  }

  static String text(Selector selector) {
    if (selector.first() == Selector.ANY.first() && selector.last() == Selector.ANY.last()) {
      return selector.protocol() == 0 ? "any" : "any of protocol " + selector.protocol();
    }
    int bits = Integer.numberOfLeadingZeros(selector.first() ^ selector.last());
    boolean prefix = bits == 32 || (selector.first() << bits) == 0 && (~selector.last() << bits) == 0;
    return (prefix ? Ipv4.format(selector.first()) + "/" + bits
        : Ipv4.format(selector.first()) + "-" + Ipv4.format(selector.last()))
        + (selector.protocol() == 0 ? "" : " protocol " + selector.protocol());
  }
}
