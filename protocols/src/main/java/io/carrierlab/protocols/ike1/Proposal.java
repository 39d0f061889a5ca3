package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * One protocol to be used, and the transforms of which one is to be chosen (RFC 2408 §3.5). Proposals of the same
 * number are to be used together. Widths in bits:
 * <pre>
 *   octet 0 | 2 if another follows, 0 if not: 8 | 0: 8 | length: 16
 *         4 | number: 8 | protocol: 8 | SPI size: 8 | number of transforms: 8
 *         8 | SPI, then transforms
 * </pre>
 *
 * @param protocol 8 bits (RFC 2407 §4.4.1): 1 ISAKMP, 2 AH, 3 ESP
 */
public record Proposal(int number, int protocol, byte[] spi, List<Transform> transforms) {
  public static final int ISAKMP = 1;
  public static final int AH = 2;
  public static final int ESP = 3;
  /** In one SA payload; clients offer two or three dozen. More would buy work with octets. */
  private static final int MOST = 128;

  /**
   * A transform (RFC 2408 §3.6). Widths in bits:
   * <pre>
   *   octet 0 | 3 if another follows, 0 if not: 8 | 0: 8 | length: 16
   *         4 | number: 8 | id: 8 | 0: 16
   *         8 | attributes
   * </pre>
   */
  public record Transform(int number, int id, List<Attribute> attributes) {
    public Transform {
      attributes = List.copyOf(attributes);
    }
  }

  public Proposal {
    transforms = List.copyOf(transforms);
  }

  static List<Proposal> decodeAll(WireReader in) throws DecodeException {
    var proposals = new ArrayList<Proposal>();
    for (boolean more = true; more; ) {
      more = more(in, 2);
      if (proposals.size() == MOST) {
        throw in.refused("at most " + MOST + " proposals");
      }
      WireReader body = part(in);
      int number = body.u8("proposal number");
      int protocol = body.u8("protocol");
      int spiSize = body.u8("SPI size");
      int count = body.u8("number of transforms");
      byte[] spi = body.octets("SPI", spiSize);
      var transforms = new ArrayList<Transform>();
      for (int i = 0; i < count; i++) {
        if (more(body, 3) != (i < count - 1)) {
          throw body.refused("RFC 2408 §3.5: number of transforms is " + count);
        }
        WireReader transform = part(body);
        int transformNumber = transform.u8("transform number");
        int id = transform.u8("transform id");
        transform.expect16("reserved", 0, "RFC 2408 §3.6");
        transforms.add(new Transform(transformNumber, id, Attribute.decodeAll(transform)));
      }
      body.end();
      proposals.add(new Proposal(number, protocol, spi, transforms));
    }
    in.end();
    return proposals;
  }

  private static boolean more(WireReader in, int type) throws DecodeException {
    int next = in.u8("next payload");
    if (next != 0 && next != type) {
      throw in.refused("RFC 2408 §3.5, §3.6");
    }
    return next != 0;
  }

  private static WireReader part(WireReader in) throws DecodeException {
    in.expect8("reserved", 0, "RFC 2408 §3.2");
    int length = in.u16("length");
    if (length < 8) {
      throw in.refused("RFC 2408 §3.5, §3.6: at least 8");
    }
    return in.part("proposal or transform", length - 4);
  }

  static void encodeAll(List<Proposal> proposals, WireWriter out) {
    for (int i = 0; i < proposals.size(); i++) {
      Proposal each = proposals.get(i);
      int start = out.size();
      out.u8(i < proposals.size() - 1 ? 2 : 0).u8(0).u16(0);
      out.u8(each.number).u8(each.protocol).u8(each.spi.length).u8(each.transforms.size()).octets(each.spi);
      for (int j = 0; j < each.transforms.size(); j++) {
        Transform transform = each.transforms.get(j);
        int transformStart = out.size();
        out.u8(j < each.transforms.size() - 1 ? 3 : 0).u8(0).u16(0).u8(transform.number).u8(transform.id).u16(0);
        Attribute.encodeAll(transform.attributes, out);
        out.setU16(transformStart + 2, out.size() - transformStart);
      }
      out.setU16(start + 2, out.size() - start);
    }
  }
}
