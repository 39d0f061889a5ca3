package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/** What follows the header of an OSPF packet, by packet type (RFC 2328 §A.3). */
public sealed interface OspfBody {
  /** Options: we route AS-external destinations, the one bit that must agree in the backbone (RFC 2328 §A.2). */
  int E_BIT = 0x02;

  /** In the order of their numbers, from 1 on. */
  enum Type {
    HELLO, DATABASE_DESCRIPTION, LINK_STATE_REQUEST, LINK_STATE_UPDATE, LINK_STATE_ACKNOWLEDGMENT;

    private static final Type[] ALL = values();

    int code() {
      return ordinal() + 1;
    }

    static Type read(WireReader in) throws DecodeException {
      int code = in.u8("packet type");
      if (code < 1 || code > ALL.length) {
        throw in.refused("RFC 2328 §A.3.1");
      }
      return ALL[code - 1];
    }
  }

  Type type();

  void encode(WireWriter out);

  /** @param in holds the body and nothing else */
  static OspfBody decode(Type type, WireReader in) throws DecodeException {
    return switch (type) {
      case HELLO -> Hello.decode(in);
      case DATABASE_DESCRIPTION -> DatabaseDescription.decode(in);
      case LINK_STATE_REQUEST -> LinkStateRequest.decode(in);
      case LINK_STATE_UPDATE -> LinkStateUpdate.decode(in);
      case LINK_STATE_ACKNOWLEDGMENT -> new LinkStateAcknowledgment(headers(in));
    };
  }

  /**
   * "I am here, and heard these" (RFC 2328 §A.3.2). Widths in bits:
   * <pre>
   *   octet  0 | network mask: 32 | hello interval, seconds: 16 | options: 8 | priority: 8
   *          8 | router dead interval, seconds: 32 | designated router: 32 | backup: 32 | neighbours: 32 each
   * </pre>
   *
   * @param designatedRouter its address on the network; 0 if none is known
   * @param neighbors Router IDs heard from lately
   */
  record Hello(int mask, int helloSeconds, int options, int priority, long deadSeconds, int designatedRouter,
      int backupDesignatedRouter, List<Integer> neighbors) implements OspfBody {
    public Hello {
      neighbors = List.copyOf(neighbors);
    }

    static Hello decode(WireReader in) throws DecodeException {
      int mask = in.bits32("network mask");
      int hello = in.u16("hello interval");
      int options = in.u8("hello options");
      int priority = in.u8("router priority");
      long dead = in.u32("router dead interval");
      int designated = in.bits32("designated router");
      int backup = in.bits32("backup designated router");
      var neighbors = new ArrayList<Integer>(in.left() / 4);
      while (in.left() > 0) {
        neighbors.add(in.bits32("neighbour"));
      }
      return new Hello(mask, hello, options, priority, dead, designated, backup, neighbors);
    }

    @Override
    public Type type() {
      return Type.HELLO;
    }

    @Override
    public void encode(WireWriter out) {
      out.bits32(mask).u16(helloSeconds).u8(options).u8(priority).u32(deadSeconds)
          .bits32(designatedRouter).bits32(backupDesignatedRouter);
      neighbors.forEach(out::bits32);
    }
  }

  /**
   * A piece of the sender's table of contents (RFC 2328 §A.3.3). Widths in bits:
   * <pre>
   *   octet 0 | interface MTU: 16 | options: 8 | flags: 8 | DD sequence number: 32 | LSA headers: 160 each
   * </pre>
   *
   * @param flags I=4, M=2, MS=1; others are kept as they came
   */
  record DatabaseDescription(int mtu, int options, int flags, int sequence, List<LsaHeader> headers)
      implements OspfBody {
    static final int INIT = 4;
    static final int MORE = 2;
    static final int MASTER = 1;

    public DatabaseDescription {
      headers = List.copyOf(headers);
    }

    static DatabaseDescription decode(WireReader in) throws DecodeException {
      int mtu = in.u16("interface MTU");
      int options = in.u8("DD options");
      int flags = in.u8("DD flags");
      return new DatabaseDescription(mtu, options, flags, in.bits32("DD sequence number"), OspfBody.headers(in));
    }

    boolean init() {
      return (flags & INIT) != 0;
    }

    boolean more() {
      return (flags & MORE) != 0;
    }

    boolean master() {
      return (flags & MASTER) != 0;
    }

    /** The same packet once more, for the test of §10.6. */
    boolean repeats(DatabaseDescription earlier) {
      return earlier != null && flags == earlier.flags && options == earlier.options && sequence == earlier.sequence;
    }

    @Override
    public Type type() {
      return Type.DATABASE_DESCRIPTION;
    }

    @Override
    public void encode(WireWriter out) {
      out.u16(mtu).u8(options).u8(flags).bits32(sequence);
      headers.forEach(header -> header.encode(out));
    }
  }

  /** LSAs that the sender wants (RFC 2328 §A.3.4), each: LS type 32, link state id 32, advertising router 32. */
  record LinkStateRequest(List<LsaKey> keys) implements OspfBody {
    static final int KEY_OCTETS = 12;

    public LinkStateRequest {
      keys = List.copyOf(keys);
    }

    static LinkStateRequest decode(WireReader in) throws DecodeException {
      var keys = new ArrayList<LsaKey>(in.left() / KEY_OCTETS);
      while (in.left() > 0) {
        int type = in.bits32("requested LS type");
        int id = in.bits32("requested link state id");
        keys.add(new LsaKey(type, id, in.bits32("requested advertising router")));
      }
      return new LinkStateRequest(keys);
    }

    @Override
    public Type type() {
      return Type.LINK_STATE_REQUEST;
    }

    @Override
    public void encode(WireWriter out) {
      keys.forEach(key -> out.bits32(key.type()).bits32(key.linkStateId()).bits32(key.advertisingRouter()));
    }
  }

  /** LSAs that travel one hop further (RFC 2328 §A.3.5): their number, 32 bits, and they. */
  record LinkStateUpdate(List<Lsa> lsas) implements OspfBody {
    public LinkStateUpdate {
      lsas = List.copyOf(lsas);
    }

    static LinkStateUpdate decode(WireReader in) throws DecodeException {
      long count = in.u32("number of LSAs");
      if (count > in.left() / LsaHeader.OCTETS) {
        throw in.refused("more than the packet has room for, RFC 2328 §A.3.5");
      }
      var lsas = new ArrayList<Lsa>((int) count);
      for (int i = 0; i < count; i++) {
        lsas.add(Lsa.decode(in));
      }
      in.end();
      return new LinkStateUpdate(lsas);
    }

    @Override
    public Type type() {
      return Type.LINK_STATE_UPDATE;
    }

    @Override
    public void encode(WireWriter out) {
      out.u32(lsas.size());
      lsas.forEach(lsa -> lsa.encode(out));
    }
  }

  /** LSAs that have arrived (RFC 2328 §A.3.6), by their headers. */
  record LinkStateAcknowledgment(List<LsaHeader> headers) implements OspfBody {
    public LinkStateAcknowledgment {
      headers = List.copyOf(headers);
    }

    @Override
    public Type type() {
      return Type.LINK_STATE_ACKNOWLEDGMENT;
    }

    @Override
    public void encode(WireWriter out) {
      headers.forEach(header -> header.encode(out));
    }
  }

  private static List<LsaHeader> headers(WireReader in) throws DecodeException {
    var headers = new ArrayList<LsaHeader>(in.left() / LsaHeader.OCTETS);
    while (in.left() > 0) {
      headers.add(LsaHeader.decode(in));
    }
    return headers;
  }
}
