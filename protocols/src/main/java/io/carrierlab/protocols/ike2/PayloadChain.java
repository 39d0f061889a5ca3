package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A chain of payloads, each with its generic header (RFC 7296 §3.2): type of the next: 8 bits, critical: 1, reserved:
 * 7, length with this header: 16.
 */
final class PayloadChain {
  /** More than any peer has reason to send; what is decoded costs memory before anything is authenticated. */
  private static final int MOST = 64;
  private static final int GENERIC_OCTETS = 4;
  private static final int CRITICAL = 0x80;

  private PayloadChain() {}

  /** @param first type of the first payload, 0: none @throws DecodeException if anything breaks its format */
  static List<Payload> decode(int first, WireReader in) throws DecodeException {
    var payloads = new ArrayList<Payload>();
    int type = first;
    while (type != 0) {
      int next = in.u8("next payload");
      int flags = in.u8("payload flags");
      int length = in.u16("payload length");
      if (length < GENERIC_OCTETS || payloads.size() == MOST) {
        throw in.refused("RFC 7296 §3.2");
      }
      WireReader body = in.part("payload", length - GENERIC_OCTETS);
      if (type == Payload.SK) {
        payloads.add(new Payload.Encrypted(next, body.rest()));
        break;
      }
      payloads.add(payload(type, (flags & CRITICAL) != 0, body));
      body.end();
      type = next;
    }
    in.end();
    return payloads;
  }

  private static Payload payload(int type, boolean critical, WireReader in) throws DecodeException {
    return switch (type) {
      case Payload.SA -> new Payload.Sa(ProposalCodec.decode(in));
      case Payload.KE -> {
        int group = in.u16("group");
        in.skip("reserved", 2);
        yield new Payload.Ke(group, in.rest());
      }
      case Payload.ID_I, Payload.ID_R -> {
        int kind = in.u8("ID type");
        in.skip("reserved", 3);
        yield new Payload.Id(type == Payload.ID_I, kind, in.rest());
      }
      case Payload.CERT -> new Payload.Cert(in.u8("certificate encoding"), in.rest());
      case Payload.CERTREQ -> new Payload.CertRequest(in.u8("certificate encoding"), in.rest());
      case Payload.AUTH -> {
        int method = in.u8("auth method");
        in.skip("reserved", 3);
        yield new Payload.Auth(method, in.rest());
      }
      case Payload.NONCE -> nonce(in);
      case Payload.NOTIFY -> notify(in);
      case Payload.DELETE -> delete(in);
      case Payload.VENDOR -> new Payload.Vendor(in.rest());
      case Payload.TS_I, Payload.TS_R -> selectors(type == Payload.TS_I, in);
      case Payload.CP -> config(in);
      case Payload.EAP -> {
        if (in.left() < 4) {
          in.skip("EAP header", 4);
        }
        yield new Payload.Eap(in.rest());
      }
      default -> new Payload.Unknown(type, critical, in.rest());
    };
  }

  private static Payload nonce(WireReader in) throws DecodeException {
    if (in.left() > 256) {
      throw new DecodeException(new io.carrierlab.protocols.wire.DecodeError.BadValue("nonce length", in.left(),
          "RFC 7296 §3.9"));
    }
    if (in.left() < 16) {
      in.skip("nonce", 16);
    }
    return new Payload.Nonce(in.rest());
  }

  private static Payload notify(WireReader in) throws DecodeException {
    int protocol = in.u8("protocol");
    int spiOctets = in.u8("SPI size");
    int kind = in.u16("notify type");
    return new Payload.Notify(protocol, in.octets("SPI", spiOctets), kind, in.rest());
  }

  private static Payload delete(WireReader in) throws DecodeException {
    int protocol = in.u8("protocol");
    int spiOctets = in.u8("SPI size");
    int wanted = protocol == Proposal.IKE ? 0 : 4;
    if (spiOctets != wanted) {
      throw in.refused("RFC 7296 §3.11");
    }
    int count = in.u16("number of SPIs");
    if (count * spiOctets > in.left() || wanted == 0 && count != 0) {
      throw in.refused("RFC 7296 §3.11");
    }
    var spis = new ArrayList<byte[]>();
    for (int i = 0; i < count; i++) {
      spis.add(in.octets("SPI", spiOctets));
    }
    return new Payload.Delete(protocol, spiOctets, spis);
  }

  private static Payload selectors(boolean initiator, WireReader in) throws DecodeException {
    int count = in.u8("number of selectors");
    in.skip("reserved", 3);
    var selectors = new ArrayList<TrafficSelector>();
    for (int i = 0; i < count; i++) {
      int type = in.u8("selector type");
      int protocol = in.u8("selector protocol");
      int length = in.u16("selector length");
      if (length < 8 || type == TrafficSelector.IPV4_RANGE && length != 16
          || type == TrafficSelector.IPV6_RANGE && length != 40) {
        throw in.refused("RFC 7296 §3.13.1");
      }
      selectors.add(new TrafficSelector(type, protocol, in.u16("first port"), in.u16("last port"),
          in.octets("addresses", length - 8)));
    }
    return new Payload.Ts(initiator, selectors);
  }

  private static Payload config(WireReader in) throws DecodeException {
    int kind = in.u8("CFG type");
    in.skip("reserved", 3);
    var attributes = new ArrayList<Payload.Config.Attribute>();
    while (in.left() > 0) {
      int number = in.u16("attribute") & 0x7fff;
      int length = in.u16("attribute length");
      attributes.add(new Payload.Config.Attribute(number, in.octets("attribute value", length)));
    }
    return new Payload.Config(kind, attributes);
  }

  /** Type of the first payload of a chain, 0: none. */
  static int first(List<Payload> payloads) {
    return payloads.isEmpty() ? 0 : payloads.getFirst().type();
  }

  static void encode(List<Payload> payloads, WireWriter out) {
    for (int i = 0; i < payloads.size(); i++) {
      Payload payload = payloads.get(i);
      int start = out.size();
      int next = i + 1 < payloads.size() ? payloads.get(i + 1).type() : 0;
      out.u8(payload instanceof Payload.Encrypted sk ? sk.firstInside() : next);
      out.u8(payload instanceof Payload.Unknown unknown && unknown.critical() ? CRITICAL : 0).u16(0);
      body(payload, out);
      out.setU16(start + 2, out.size() - start);
    }
  }

  private static void body(Payload payload, WireWriter out) {
    switch (payload) {
      case Payload.Sa sa -> ProposalCodec.encode(sa.proposals(), out);
      case Payload.Ke(int group, byte[] value) -> out.u16(group).u16(0).octets(value);
      case Payload.Id id -> out.octets(id.body());
      case Payload.Cert(int encoding, byte[] data) -> out.u8(encoding).octets(data);
      case Payload.CertRequest(int encoding, byte[] authorities) -> out.u8(encoding).octets(authorities);
      case Payload.Auth(int method, byte[] data) -> out.u8(method).u24(0).octets(data);
      case Payload.Nonce(byte[] value) -> out.octets(value);
      case Payload.Notify(int protocol, byte[] spi, int kind, byte[] data) ->
          out.u8(protocol).u8(spi.length).u16(kind).octets(spi).octets(data);
      case Payload.Delete(int protocol, int spiOctets, List<byte[]> spis) -> {
        out.u8(protocol).u8(spiOctets).u16(spis.size());
        spis.forEach(out::octets);
      }
      case Payload.Vendor(byte[] id) -> out.octets(id);
      case Payload.Ts ts -> {
        out.u8(ts.selectors().size()).u24(0);
        for (TrafficSelector each : ts.selectors()) {
          out.u8(each.type()).u8(each.protocol()).u16(8 + each.addresses().length).u16(each.firstPort())
              .u16(each.lastPort()).octets(each.addresses());
        }
      }
      case Payload.Encrypted sk -> out.octets(sk.body());
      case Payload.Config config -> {
        out.u8(config.kind()).u24(0);
        for (Payload.Config.Attribute each : config.attributes()) {
          out.u16(each.number()).u16(each.value().length).octets(each.value());
        }
      }
      case Payload.Eap(byte[] packet) -> out.octets(packet);
      case Payload.Unknown unknown -> out.octets(unknown.body());
    }
  }
}
