package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ldp.LdpMessage.Address;
import io.carrierlab.protocols.ldp.LdpMessage.AddressWithdraw;
import io.carrierlab.protocols.ldp.LdpMessage.Hello;
import io.carrierlab.protocols.ldp.LdpMessage.Initialization;
import io.carrierlab.protocols.ldp.LdpMessage.Ipv4Address;
import io.carrierlab.protocols.ldp.LdpMessage.KeepAlive;
import io.carrierlab.protocols.ldp.LdpMessage.LabelAbort;
import io.carrierlab.protocols.ldp.LdpMessage.LabelMapping;
import io.carrierlab.protocols.ldp.LdpMessage.LabelRelease;
import io.carrierlab.protocols.ldp.LdpMessage.LabelRequest;
import io.carrierlab.protocols.ldp.LdpMessage.LabelWithdraw;
import io.carrierlab.protocols.ldp.LdpMessage.Notification;
import io.carrierlab.protocols.ldp.LdpMessage.Refused;
import io.carrierlab.protocols.mpls.LabelEntry;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Messages and TLVs to octets and back (RFC 5036 §3.3 to §3.5, numbers in §3.7 and §3.8). */
final class LdpCodec {
  static final int U_BIT = 0x8000;

  static final int NOTIFICATION = 0x0001;
  static final int HELLO = 0x0100;
  static final int INITIALIZATION = 0x0200;
  static final int KEEPALIVE = 0x0201;
  static final int ADDRESS = 0x0300;
  static final int ADDRESS_WITHDRAW = 0x0301;
  static final int LABEL_MAPPING = 0x0400;
  static final int LABEL_REQUEST = 0x0401;
  static final int LABEL_WITHDRAW = 0x0402;
  static final int LABEL_RELEASE = 0x0403;
  static final int LABEL_ABORT = 0x0404;

  private static final int FEC_TLV = 0x0100;
  private static final int ADDRESS_LIST_TLV = 0x0101;
  private static final int GENERIC_LABEL_TLV = 0x0200;
  private static final int STATUS_TLV = 0x0300;
  private static final int COMMON_HELLO_TLV = 0x0400;
  private static final int IPV4_TRANSPORT_TLV = 0x0401;
  private static final int CONFIGURATION_SEQUENCE_TLV = 0x0402;
  private static final int COMMON_SESSION_TLV = 0x0500;
  private static final int REQUEST_ID_TLV = 0x0600;

  private static final int WILDCARD_ELEMENT = 1;
  private static final int PREFIX_ELEMENT = 2;
  private static final int IPV4_FAMILY = 1;
  private static final int FATAL_BIT = 0x80000000;
  private static final int FORWARD_BIT = 0x40000000;

  private LdpCodec() {}

  /** The TLVs of one message, each as last seen; empty where absent. */
  private static final class Parameters {
    private Optional<List<Fec>> fecs = Optional.empty();
    private Optional<List<Integer>> addresses = Optional.empty();
    private OptionalInt label = OptionalInt.empty();
    private OptionalInt requestId = OptionalInt.empty();
    private OptionalInt configurationSequence = OptionalInt.empty();
    private Optional<Ipv4Address> transport = Optional.empty();
    /** The one fixed-size mandatory TLV of Hello, Initialization and Notification, already a message. */
    private Optional<LdpMessage> fixed = Optional.empty();
    /** Why the message is not to be acted on; the first reason stands. */
    private Optional<LdpStatus> refused = Optional.empty();

    private void refuse(LdpStatus why) {
      if (refused.isEmpty()) {
        refused = Optional.of(why);
      }
    }
  }

  /** Reads the next message and moves past it. */
  static LdpMessage read(WireReader in) throws DecodeException {
    int type = in.u16("message type");
    int length = in.u16(LdpStatus.MESSAGE_LENGTH_FIELD);
    if (length < 4 || length > in.left()) {
      throw in.refused("RFC 5036 §3.5");
    }
    int id = in.bits32("message id");
    byte[] parameters = in.octets("message", length - 4);
    if (!known(type)) {
      return new Refused(id, type, parameters, LdpStatus.UNKNOWN_MESSAGE_TYPE);
    }
    var found = parameters(id, type, new WireReader(parameters));
    Optional<LdpMessage> message = found.refused.isPresent() ? Optional.empty() : message(type, id, found);
    return message.orElseGet(() -> new Refused(id, type, parameters,
        found.refused.orElse(LdpStatus.MISSING_MESSAGE_PARAMETERS)));
  }

  private static boolean known(int type) {
    return switch (type) {
      case NOTIFICATION, HELLO, INITIALIZATION, KEEPALIVE, ADDRESS, ADDRESS_WITHDRAW, LABEL_MAPPING, LABEL_REQUEST,
          LABEL_WITHDRAW, LABEL_RELEASE, LABEL_ABORT -> true;
      default -> false;
    };
  }

  private static Parameters parameters(int id, int messageType, WireReader in) throws DecodeException {
    var found = new Parameters();
    while (in.left() > 0) {
      int type = in.u16("TLV type");
      int length = in.u16(LdpStatus.TLV_LENGTH_FIELD);
      if (length > in.left()) {
        throw in.refused("RFC 5036 §3.3");
      }
      var value = in.part("TLV", length);
      if (parameter(id, messageType, type & 0x3fff, value, found)) {
        value.end();
      } else if (!readOver(type & 0x3fff) && (type & U_BIT) == 0) {
        found.refuse(LdpStatus.UNKNOWN_TLV);
      }
    }
    return found;
  }

  /** TLVs of RFC 5036 that say nothing to a router with generic labels and no loop detection. */
  private static boolean readOver(int type) {
    return switch (type) {
      case 0x0103, 0x0104 -> true;                       // hop count, path vector
      case 0x0201, 0x0202, 0x0501, 0x0502 -> true;       // labels and parameters of ATM and Frame Relay
      case 0x0301, 0x0302, 0x0303 -> true;               // extended status, returned PDU, returned message
      case 0x0403 -> true;                               // IPv6 transport address
      // Known ones too: one that does not belong into this message is no reason to refuse it.
      case FEC_TLV, ADDRESS_LIST_TLV, GENERIC_LABEL_TLV, STATUS_TLV, COMMON_HELLO_TLV, IPV4_TRANSPORT_TLV,
          CONFIGURATION_SEQUENCE_TLV, COMMON_SESSION_TLV, REQUEST_ID_TLV -> true;
      default -> false;
    };
  }

  /** Reads a TLV that its message is defined with; false, with nothing read, for any other. */
  private static boolean parameter(int id, int messageType, int type, WireReader in, Parameters found)
      throws DecodeException {
    switch (type) {
      case FEC_TLV -> found.fecs = fecs(in, found);
      case ADDRESS_LIST_TLV -> found.addresses = addresses(in, found);
      case GENERIC_LABEL_TLV -> found.label = OptionalInt.of(label(in));
      case REQUEST_ID_TLV -> found.requestId = OptionalInt.of(in.bits32("label request message id"));
      case CONFIGURATION_SEQUENCE_TLV ->
          found.configurationSequence = OptionalInt.of(in.bits32("configuration sequence number"));
      case IPV4_TRANSPORT_TLV -> found.transport = Optional.of(new Ipv4Address(in.bits32("IPv4 transport address")));
      case COMMON_HELLO_TLV -> found.fixed = Optional.of(hello(id, in));
      case COMMON_SESSION_TLV -> found.fixed = Optional.of(initialization(id, in));
      case STATUS_TLV -> {
        if (messageType != NOTIFICATION) {
          return false;                                  // allowed in any message (§3.4.6), of use in one
        }
        found.fixed = Optional.of(notification(id, in));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static Hello hello(int id, WireReader in) throws DecodeException {
    int holdSeconds = in.u16("hello hold time");
    int flags = in.u16("hello flags");
    return new Hello(id, holdSeconds, (flags & 0x8000) != 0, (flags & 0x4000) != 0, Optional.empty(),
        OptionalInt.empty());
  }

  private static Initialization initialization(int id, WireReader in) throws DecodeException {
    int version = in.u16("protocol version");
    int keepAliveSeconds = in.u16("keepalive time");
    int flags = in.u8("session flags");
    int pathVectorLimit = in.u8("path vector limit");
    int maxPduOctets = in.u16("max PDU length");
    return new Initialization(id, version, keepAliveSeconds, (flags & 0x80) != 0, (flags & 0x40) != 0,
        pathVectorLimit, maxPduOctets, new LdpId(in.bits32("receiver LDP identifier"), in.u16("receiver label space")));
  }

  private static Notification notification(int id, WireReader in) throws DecodeException {
    int code = in.bits32("status code");
    return new Notification(id, (code & FATAL_BIT) != 0, (code & FORWARD_BIT) != 0,
        code & ~(FATAL_BIT | FORWARD_BIT), in.bits32("status message id"), in.u16("status message type"));
  }

  private static int label(WireReader in) throws DecodeException {
    long label = in.u32("label");
    boolean reserved = label < LabelEntry.FIRST_UNRESERVED && label != LabelEntry.IPV4_EXPLICIT_NULL
        && label != LabelEntry.IMPLICIT_NULL;
    if (label > LabelEntry.MAX_LABEL || reserved) {
      throw in.refused("RFC 5036 §3.4.2.1, RFC 3032 §2.1");
    }
    return (int) label;
  }

  private static Optional<List<Integer>> addresses(WireReader in, Parameters found) throws DecodeException {
    if (in.u16("address family") != IPV4_FAMILY) {
      in.rest();
      found.refuse(LdpStatus.UNSUPPORTED_ADDRESS_FAMILY);
      return Optional.empty();
    }
    var addresses = new ArrayList<Integer>(in.left() / 4);
    while (in.left() > 0) {
      addresses.add(in.bits32("address"));
    }
    return Optional.of(addresses);
  }

  /** A FEC that we cannot read ends the list: where the next one starts is unknown (§3.4.1.1). */
  private static Optional<List<Fec>> fecs(WireReader in, Parameters found) throws DecodeException {
    var fecs = new ArrayList<Fec>(1);
    while (in.left() > 0) {
      int element = in.u8("FEC element type");
      if (element == WILDCARD_ELEMENT) {
        fecs.add(new Fec.Wildcard());
        if (fecs.size() > 1 || in.left() > 0) {
          throw in.refused("RFC 5036 §3.4.1: the wildcard stands alone");
        }
      } else if (element != PREFIX_ELEMENT) {
        in.rest();
        found.refuse(LdpStatus.UNKNOWN_FEC);
      } else if (in.u16("FEC address family") != IPV4_FAMILY) {
        in.rest();
        found.refuse(LdpStatus.UNSUPPORTED_ADDRESS_FAMILY);
      } else {
        fecs.add(new Fec.Prefix(prefix(in)));
      }
    }
    return fecs.isEmpty() ? Optional.empty() : Optional.of(fecs);
  }

  private static Ipv4Prefix prefix(WireReader in) throws DecodeException {
    int length = in.u8("FEC prefix length");
    if (length > 32) {
      throw in.refused("RFC 5036 §3.4.1");
    }
    int address = 0;
    for (int shift = 24; shift > 24 - length; shift -= 8) {
      address |= in.u8("FEC prefix") << shift;
    }
    return Ipv4Prefix.covering(address, length);
  }

  /** Empty if a mandatory parameter is missing or, with the reason noted, must not be there. */
  private static Optional<LdpMessage> message(int type, int id, Parameters found) {
    return switch (type) {
      case NOTIFICATION -> found.fixed.filter(Notification.class::isInstance);
      case INITIALIZATION -> found.fixed.filter(Initialization.class::isInstance);
      case HELLO -> found.fixed.filter(Hello.class::isInstance).map(message -> {
        var hello = (Hello) message;
        return new Hello(id, hello.holdSeconds(), hello.targeted(), hello.requestTargeted(), found.transport,
            found.configurationSequence);
      });
      case KEEPALIVE -> Optional.of(new KeepAlive(id));
      case ADDRESS -> found.addresses.map(list -> new Address(id, list));
      case ADDRESS_WITHDRAW -> found.addresses.map(list -> new AddressWithdraw(id, list));
      case LABEL_MAPPING -> found.label.isEmpty() ? Optional.empty()
          : prefixes(found).map(list -> new LabelMapping(id, list, found.label.getAsInt(), found.requestId));
      case LABEL_REQUEST -> prefixes(found).map(list -> new LabelRequest(id, list));
      case LABEL_WITHDRAW -> found.fecs.map(list -> new LabelWithdraw(id, list, found.label));
      case LABEL_RELEASE -> found.fecs.map(list -> new LabelRelease(id, list, found.label));
      case LABEL_ABORT -> found.requestId.isEmpty() ? Optional.empty()
          : prefixes(found).map(list -> new LabelAbort(id, list, found.requestId.getAsInt()));
      default -> throw new IllegalStateException("message type " + type + " is known but not read");
    };
  }

  private static Optional<List<Ipv4Prefix>> prefixes(Parameters found) {
    if (found.fecs.isEmpty()) {
      return Optional.empty();
    }
    var prefixes = new ArrayList<Ipv4Prefix>(found.fecs.get().size());
    for (Fec fec : found.fecs.get()) {
      switch (fec) {
        case Fec.Prefix(Ipv4Prefix prefix) -> prefixes.add(prefix);
        case Fec.Wildcard() -> {
          found.refuse(LdpStatus.UNKNOWN_FEC);
          return Optional.empty();
        }
      }
    }
    return Optional.of(prefixes);
  }

  static void write(LdpMessage message, WireWriter out) {
    int start = out.size();
    out.u16(type(message)).u16(0).bits32(message.id());
    switch (message) {
      case Hello hello -> writeHello(hello, out);
      case Initialization init -> {
        out.u16(COMMON_SESSION_TLV).u16(14).u16(init.protocolVersion()).u16(init.keepAliveSeconds())
            .u8((init.onDemand() ? 0x80 : 0) | (init.loopDetection() ? 0x40 : 0)).u8(init.pathVectorLimit())
            .u16(init.maxPduOctets()).bits32(init.receiver().lsrId()).u16(init.receiver().labelSpace());
      }
      case KeepAlive _ -> { }
      case Address(_, var addresses) -> writeAddresses(addresses, out);
      case AddressWithdraw(_, var addresses) -> writeAddresses(addresses, out);
      case LabelMapping mapping -> {
        writePrefixes(mapping.fecs(), out);
        writeLabel(OptionalInt.of(mapping.label()), out);
        mapping.requestId().ifPresent(request -> out.u16(REQUEST_ID_TLV).u16(4).bits32(request));
      }
      case LabelRequest request -> writePrefixes(request.fecs(), out);
      case LabelWithdraw withdraw -> {
        writeFecs(withdraw.fecs(), out);
        writeLabel(withdraw.label(), out);
      }
      case LabelRelease release -> {
        writeFecs(release.fecs(), out);
        writeLabel(release.label(), out);
      }
      case LabelAbort abort -> {
        writePrefixes(abort.fecs(), out);
        out.u16(REQUEST_ID_TLV).u16(4).bits32(abort.requestId());
      }
      case Notification note -> out.u16(STATUS_TLV | (note.forward() ? 0x4000 : 0)).u16(10)
          .bits32((note.fatal() ? FATAL_BIT : 0) | (note.forward() ? FORWARD_BIT : 0) | note.code())
          .bits32(note.aboutId()).u16(note.aboutType());
      case Refused refused -> out.octets(refused.parameters());
    }
    out.setU16(start + 2, out.size() - start - 4);
  }

  static int type(LdpMessage message) {
    return switch (message) {
      case Notification _ -> NOTIFICATION;
      case Hello _ -> HELLO;
      case Initialization _ -> INITIALIZATION;
      case KeepAlive _ -> KEEPALIVE;
      case Address _ -> ADDRESS;
      case AddressWithdraw _ -> ADDRESS_WITHDRAW;
      case LabelMapping _ -> LABEL_MAPPING;
      case LabelRequest _ -> LABEL_REQUEST;
      case LabelWithdraw _ -> LABEL_WITHDRAW;
      case LabelRelease _ -> LABEL_RELEASE;
      case LabelAbort _ -> LABEL_ABORT;
      case Refused refused -> refused.type();
    };
  }

  private static void writeHello(Hello hello, WireWriter out) {
    out.u16(COMMON_HELLO_TLV).u16(4).u16(hello.holdSeconds())
        .u16((hello.targeted() ? 0x8000 : 0) | (hello.requestTargeted() ? 0x4000 : 0));
    hello.transportAddress().ifPresent(address -> out.u16(IPV4_TRANSPORT_TLV).u16(4).bits32(address.value()));
    hello.configurationSequence().ifPresent(number -> out.u16(CONFIGURATION_SEQUENCE_TLV).u16(4).bits32(number));
  }

  private static void writeAddresses(List<Integer> addresses, WireWriter out) {
    out.u16(ADDRESS_LIST_TLV).u16(2 + 4 * addresses.size()).u16(IPV4_FAMILY);
    addresses.forEach(out::bits32);
  }

  private static void writeLabel(OptionalInt label, WireWriter out) {
    label.ifPresent(value -> out.u16(GENERIC_LABEL_TLV).u16(4).bits32(value));
  }

  private static void writePrefixes(List<Ipv4Prefix> prefixes, WireWriter out) {
    int start = out.size();
    out.u16(FEC_TLV).u16(0);
    prefixes.forEach(prefix -> writePrefix(prefix, out));
    out.setU16(start + 2, out.size() - start - 4);
  }

  private static void writeFecs(List<Fec> fecs, WireWriter out) {
    int start = out.size();
    out.u16(FEC_TLV).u16(0);
    for (Fec fec : fecs) {
      switch (fec) {
        case Fec.Prefix(Ipv4Prefix prefix) -> writePrefix(prefix, out);
        case Fec.Wildcard() -> out.u8(WILDCARD_ELEMENT);
      }
    }
    out.setU16(start + 2, out.size() - start - 4);
  }

  /** The address takes as many octets as its length needs (§3.4.1). */
  private static void writePrefix(Ipv4Prefix prefix, WireWriter out) {
    out.u8(PREFIX_ELEMENT).u16(IPV4_FAMILY).u8(prefix.length());
    for (int shift = 24; shift > 24 - prefix.length(); shift -= 8) {
      out.u8(prefix.address() >>> shift & 0xff);
    }
  }

  static void fits(int value, int bits, String field) {
    if (value >>> bits != 0) {
      throw new IllegalArgumentException(field + " " + value + " does not fit " + bits + " bits");
    }
  }

  static <T> List<T> some(List<T> list) {
    if (list.isEmpty()) {
      throw new IllegalArgumentException("a FEC TLV names at least one FEC");
    }
    return List.copyOf(list);
  }
}
