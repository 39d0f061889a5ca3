package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What follows the header of an LSA. */
public sealed interface LsaBody {
  byte[] encode();

  static LsaBody decode(int type, WireReader in) throws DecodeException {
    var known = LsType.of(type);
    if (known.isEmpty()) {
      return new Opaque(HexFormat.of().formatHex(in.rest()));
    }
    return switch (known.get()) {
      case ROUTER -> Router.decode(in);
      case NETWORK -> Network.decode(in);
      case SUMMARY_NETWORK, SUMMARY_ASBR, AS_EXTERNAL -> new Opaque(HexFormat.of().formatHex(in.rest()));
    };
  }

  /** What a link of a router leads to (RFC 2328 §A.4.2). */
  enum LinkType {
    POINT_TO_POINT, TRANSIT, STUB, VIRTUAL;

    private static final LinkType[] ALL = values();

    int code() {
      return ordinal() + 1;
    }
  }

  /**
   * A link of a router-LSA. Widths in bits:
   * <pre>
   *   octet 0 | link id: 32 | link data: 32 | type: 8 | number of TOS metrics: 8 | metric: 16 | TOS metrics: 32 each
   * </pre>
   *
   * @param id the neighbour's Router ID, the designated router's address, or the stub's network address
   * @param data the router's own address on the link; for a stub the network mask
   * @param metric 16 bits
   * @param tosMetrics of RFC 1583 routers, kept as they came
   */
  record Link(LinkType type, int id, int data, int metric, List<Integer> tosMetrics) {
    public Link {
      tosMetrics = List.copyOf(tosMetrics);
    }

    Link(LinkType type, int id, int data, int metric) {
      this(type, id, data, metric, List.of());
    }
  }

  /**
   * The links of a router (RFC 2328 §A.4.2). Widths in bits:
   * <pre>
   *   octet 0 | flags V=4, E=2, B=1: 8 | zero: 8 | number of links: 16 | links
   * </pre>
   *
   * @param flags 8 bits, kept as they came; {@code reserved} 8 bits likewise
   */
  record Router(int flags, int reserved, List<Link> links) implements LsaBody {
    public Router {
      links = List.copyOf(links);
    }

    static Router decode(WireReader in) throws DecodeException {
      int flags = in.u8("router-LSA flags");
      int reserved = in.u8("router-LSA reserved");
      int count = in.u16("number of links");
      var links = new ArrayList<Link>(Math.min(count, in.left() / 12));
      for (int i = 0; i < count; i++) {
        int id = in.bits32("link id");
        int data = in.bits32("link data");
        int type = in.u8("link type");
        if (type < 1 || type > LinkType.ALL.length) {
          throw in.refused("RFC 2328 §A.4.2");
        }
        int tosCount = in.u8("number of TOS metrics");
        int metric = in.u16("link metric");
        var tos = new ArrayList<Integer>(0);
        for (int j = 0; j < tosCount; j++) {
          tos.add(in.bits32("TOS metric"));
        }
        links.add(new Link(LinkType.ALL[type - 1], id, data, metric, tos));
      }
      in.end();
      return new Router(flags, reserved, links);
    }

    @Override
    public byte[] encode() {
      var out = new WireWriter(4 + 12 * links.size()).u8(flags).u8(reserved).u16(links.size());
      for (Link link : links) {
        out.bits32(link.id()).bits32(link.data()).u8(link.type().code()).u8(link.tosMetrics().size())
            .u16(link.metric());
        link.tosMetrics().forEach(out::bits32);
      }
      return out.toByteArray();
    }
  }

  /**
   * The routers on a transit network, by Router ID (RFC 2328 §A.4.3): mask: 32, then 32 each, one at least.
   *
   * @param mask of the network whose designated router has the LSA's link state id as its address
   */
  record Network(int mask, List<Integer> attachedRouters) implements LsaBody {
    public Network {
      attachedRouters = List.copyOf(attachedRouters);
    }

    static Network decode(WireReader in) throws DecodeException {
      int mask = in.bits32("network mask");
      var routers = new ArrayList<Integer>(in.left() / 4);
      do {
        routers.add(in.bits32("attached router"));
      } while (in.left() > 0);
      return new Network(mask, routers);
    }

    @Override
    public byte[] encode() {
      var out = new WireWriter(4 + 4 * attachedRouters.size()).bits32(mask);
      attachedRouters.forEach(out::bits32);
      return out.toByteArray();
    }
  }

  /** The body of an LSA that is only passed on, in hexadecimal digits. */
  record Opaque(String hex) implements LsaBody {
    @Override
    public byte[] encode() {
      return HexFormat.of().parseHex(hex);
    }
  }
}
