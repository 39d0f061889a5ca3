package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The substructures of an SA payload (RFC 7296 §3.3). Widths in bits:
 * <pre>
 *   proposal:  0 last, 2 more: 8 | reserved: 8 | length: 16 | number: 8 | protocol: 8 | SPI size: 8
 *              | transforms: 8 | SPI
 *   transform: 0 last, 3 more: 8 | reserved: 8 | length: 16 | type: 8 | reserved: 8 | id: 16 | attributes
 *   attribute: 1: 1 | type: 15 | value: 16     or     0: 1 | type: 15 | length: 16 | value
 * </pre>
 */
final class ProposalCodec {
  private static final int MORE_PROPOSALS = 2;
  private static final int MORE_TRANSFORMS = 3;
  private static final int PROPOSAL_OCTETS = 8;
  private static final int TRANSFORM_OCTETS = 8;
  private static final int SHORT_FORM = 0x8000;
  private static final int KEY_LENGTH = 14;

  private ProposalCodec() {}

  static List<Proposal> decode(WireReader in) throws DecodeException {
    var proposals = new ArrayList<Proposal>();
    int more = MORE_PROPOSALS;
    while (more == MORE_PROPOSALS) {
      more = more(in, "more proposals", MORE_PROPOSALS);
      int length = in.u16("proposal length");
      if (length < PROPOSAL_OCTETS) {
        throw in.refused("RFC 7296 §3.3.1");
      }
      proposals.add(proposal(in.part("proposal", length - 4)));
    }
    return proposals;
  }

  private static int more(WireReader in, String field, int wanted) throws DecodeException {
    int more = in.u8(field);
    if (more != 0 && more != wanted) {
      throw in.refused("RFC 7296 §3.3");
    }
    in.skip("reserved", 1);
    return more;
  }

  private static Proposal proposal(WireReader in) throws DecodeException {
    int number = in.u8("proposal number");
    int protocol = in.u8("protocol");
    int spiOctets = in.u8("SPI size");
    int count = in.u8("number of transforms");
    byte[] spi = in.octets("SPI", spiOctets);
    var transforms = new ArrayList<Transform>();
    for (int i = 0; i < count; i++) {
      if (more(in, "more transforms", MORE_TRANSFORMS) != (i + 1 < count ? MORE_TRANSFORMS : 0)) {
        throw in.refused("RFC 7296 §3.3.2");
      }
      int length = in.u16("transform length");
      if (length < TRANSFORM_OCTETS) {
        throw in.refused("RFC 7296 §3.3.2");
      }
      transforms.add(transform(in.part("transform", length - 4)));
    }
    in.end();
    return new Proposal(number, protocol, spi, transforms);
  }

  private static Transform transform(WireReader in) throws DecodeException {
    int type = in.u8("transform type");
    in.skip("reserved", 1);
    int id = in.u16("transform ID");
    int keyBits = 0;
    boolean foreign = false;
    while (in.left() > 0) {
      int attribute = in.u16("attribute type");
      int value = in.u16("attribute value");
      if ((attribute & SHORT_FORM) == 0) {
        in.skip("attribute", value);
        foreign = true;
      } else if ((attribute & ~SHORT_FORM) == KEY_LENGTH) {
        keyBits = value;
      } else {
        foreign = true;
      }
    }
    return new Transform(type, id, keyBits, foreign);
  }

  static void encode(List<Proposal> proposals, WireWriter out) {
    for (int i = 0; i < proposals.size(); i++) {
      Proposal proposal = proposals.get(i);
      int start = out.size();
      out.u8(i + 1 < proposals.size() ? MORE_PROPOSALS : 0).u8(0).u16(0).u8(proposal.number()).u8(proposal.protocol())
          .u8(proposal.spi().length).u8(proposal.transforms().size()).octets(proposal.spi());
      for (int j = 0; j < proposal.transforms().size(); j++) {
        Transform transform = proposal.transforms().get(j);
        boolean attribute = transform.keyBits() != 0;
        out.u8(j + 1 < proposal.transforms().size() ? MORE_TRANSFORMS : 0).u8(0)
            .u16(TRANSFORM_OCTETS + (attribute ? 4 : 0)).u8(transform.type()).u8(0).u16(transform.id());
        if (attribute) {
          out.u16(SHORT_FORM | KEY_LENGTH).u16(transform.keyBits());
        }
      }
      out.setU16(start + 2, out.size() - start);
    }
  }
}
