package io.carrierlab.protocols.hsrp;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A message of HSRP, the payload of UDP port 1985. Version 1 (RFC 2281 §5.1), widths in bits:
 * <pre>
 *   octet  0 | version = 0: 8 | operation: 8 | state: 8 | hello time, s: 8
 *          4 | hold time, s: 8 | priority: 8 | group: 8 | reserved = 0: 8
 *          8 | authentication: 64
 *         16 | virtual address: 32
 * </pre>
 * Version 2 is a sequence of fields with type and length; the group's state, and after it the authentication:
 * <pre>
 *   octet  0 | type = 1: 8 | octets that follow = 40: 8
 *          2 | version = 2: 8 | operation: 8 | state: 8 | IP version = 4: 8 | group: 16 | sender's MAC: 48
 *         14 | priority: 32 | hello time, ms: 32 | hold time, ms: 32
 *         26 | virtual address: 32 | 0: 96
 *         42 | type = 3: 8 | octets that follow = 8: 8 | authentication: 64
 * </pre>
 *
 * @param version 1 or 2
 * @param helloMillis between hellos; in version 1 whole seconds up to 255, in version 2 32 bits
 * @param holdMillis likewise
 * @param priority 8 bits
 * @param group 8 bits; in version 2, 12 bits
 * @param sender 48 bits; 0 in version 1, which does not say
 * @param authentication up to 8 octets of ISO 8859-1; empty where version 2 has no such field
 * @param virtualAddress IPv4
 */
public record HsrpMessage(int version, Operation operation, HsrpState state, long helloMillis, long holdMillis,
    int priority, int group, long sender, String authentication, int virtualAddress) {
  public static final int PORT = 1985;
  /** Where version 1 is sent: all routers. */
  public static final int ALL_ROUTERS = Ipv4.parse("224.0.0.2");
  public static final int VERSION_2_GROUP = Ipv4.parse("224.0.0.102");
  public static final int TTL = 1;

  /** RFC 2281 §5.1: 0, 1 and 2 on the wire. */
  public enum Operation { HELLO, COUP, RESIGN }

  private static final int ADVERTISE = 3;
  private static final int STATE_TYPE = 1;
  private static final int TEXT_TYPE = 3;
  private static final int STATE_OCTETS = 40;
  private static final int AUTHENTICATION_OCTETS = 8;
  private static final int MOST_GROUP_1 = 255;
  private static final int MOST_GROUP_2 = 4095;

  public HsrpMessage {
    boolean first = version == 1;
    long most = first ? 255_000 : 0xffff_ffffL;
    if (version != 1 && version != 2 || helloMillis < 0 || holdMillis < 0 || helloMillis > most || holdMillis > most
        || first && (helloMillis % 1000 != 0 || holdMillis % 1000 != 0 || sender != 0) || priority >>> 8 != 0
        || group < 0 || group > (first ? MOST_GROUP_1 : MOST_GROUP_2) || sender >>> 48 != 0
        || !StandardCharsets.ISO_8859_1.newEncoder().canEncode(authentication)
        || authentication.length() > AUTHENTICATION_OCTETS || authentication.endsWith("\0")) {
      throw new IllegalArgumentException("version " + version + " has no room for " + helloMillis + " and "
          + holdMillis + " ms, priority " + priority + ", group " + group + ", \"" + authentication + "\"");
    }
  }

  /** Where messages of a version go. */
  public static int destination(int version) {
    return version == 1 ? ALL_ROUTERS : VERSION_2_GROUP;
  }

  /** The group's MAC address: 0000.0c07.acXX (RFC 2281 §6.1), in version 2 0000.0c9f.fXXX. */
  public static long virtualMac(int version, int group) {
    return (version == 1 ? 0x0000_0c07_ac00L : 0x0000_0c9f_f000L) | group;
  }

  /** An advertisement of IOS: operation 3 of version 0, of another form, which RFC 2281 does not have. */
  public static boolean advertises(byte[] octets) {
    return octets.length >= 2 && octets[0] == 0 && octets[1] == ADVERTISE;
  }

  /** @throws DecodeException if octets are too few or too many, or break the form; nothing else is thrown */
  public static HsrpMessage decode(byte[] octets) throws DecodeException {
    return octets.length > 0 && octets[0] == 0 ? decode1(new WireReader(octets)) : decode2(new WireReader(octets));
  }

  private static HsrpMessage decode1(WireReader in) throws DecodeException {
    in.expect8("version", 0, "RFC 2281 §5.1");
    Operation operation = operation(in);
    HsrpState state = null;
    int code = in.u8("state");
    for (HsrpState each : HsrpState.values()) {
      state = each.version1 == code ? each : state;
    }
    if (state == null) {
      throw in.refused("RFC 2281 §5.1");
    }
    long hello = in.u8("hello time") * 1000L;
    long hold = in.u8("hold time") * 1000L;
    int priority = in.u8("priority");
    int group = in.u8("group");
    in.skip("reserved", 1);
    String authentication = text(in.octets("authentication", AUTHENTICATION_OCTETS));
    int address = in.bits32("virtual address");
    in.end();
    return new HsrpMessage(1, operation, state, hello, hold, priority, group, 0, authentication, address);
  }

  private static Operation operation(WireReader in) throws DecodeException {
    return switch (in.u8("operation")) {
      case 0 -> Operation.HELLO;
      case 1 -> Operation.COUP;
      case 2 -> Operation.RESIGN;
      default -> throw in.refused("RFC 2281 §5.1");
    };
  }

  /** Fields of other types, such as MD5 authentication, are passed over. */
  private static HsrpMessage decode2(WireReader in) throws DecodeException {
    HsrpMessage message = null;
    String authentication = "";
    do {
      int type = in.u8("type");
      WireReader part = in.part("field", in.u8("octets that follow"));
      if (type == STATE_TYPE && message == null) {
        message = state2(part);
      } else if (type == TEXT_TYPE) {
        authentication = text(part.octets("authentication", AUTHENTICATION_OCTETS));
        part.end();
      }
    } while (in.left() > 0);
    if (message == null) {
      throw new DecodeException(new BadValue("group state", 0, "HSRP version 2: one is needed"));
    }
    return new HsrpMessage(2, message.operation, message.state, message.helloMillis, message.holdMillis,
        message.priority, message.group, message.sender, authentication, message.virtualAddress);
  }

  private static HsrpMessage state2(WireReader in) throws DecodeException {
    in.expect8("version", 2, "HSRP version 2");
    Operation operation = operation(in);
    int code = in.u8("state");
    if (code < HsrpState.INITIAL.version2 || code > HsrpState.ACTIVE.version2) {
      throw in.refused("HSRP version 2");
    }
    in.expect8("IP version", 4, "HSRP version 2, IPv4");
    int group = in.u16("group");
    if (group > MOST_GROUP_2) {
      throw in.refused("HSRP version 2");
    }
    long sender = (long) in.u16("sender's MAC") << 32 | in.u32("sender's MAC");
    long priority = in.u32("priority");
    if (priority > 255) {
      throw in.refused("HSRP version 2");
    }
    long hello = in.u32("hello time");
    long hold = in.u32("hold time");
    int address = in.bits32("virtual address");
    in.skip("rest of the virtual address", 12);
    in.end();
    return new HsrpMessage(2, operation, HsrpState.values()[code - 1], hello, hold, (int) priority, group, sender, "",
        address);
  }

  public byte[] encode() {
    int code = switch (operation) {
      case HELLO -> 0;
      case COUP -> 1;
      case RESIGN -> 2;
    };
    byte[] text = Arrays.copyOf(authentication.getBytes(StandardCharsets.ISO_8859_1), AUTHENTICATION_OCTETS);
    if (version == 1) {
      return new WireWriter(20).u8(0).u8(code).u8(state.version1).u8((int) (helloMillis / 1000))
          .u8((int) (holdMillis / 1000)).u8(priority).u8(group).u8(0).octets(text).bits32(virtualAddress).toByteArray();
    }
    var out = new WireWriter(52).u8(STATE_TYPE).u8(STATE_OCTETS).u8(2).u8(code).u8(state.version2).u8(4).u16(group)
        .u16((int) (sender >>> 32)).bits32((int) sender).u32(priority).u32(helloMillis).u32(holdMillis)
        .bits32(virtualAddress).zeros(12);
    return authentication.isEmpty() ? out.toByteArray()
        : out.u8(TEXT_TYPE).u8(AUTHENTICATION_OCTETS).octets(text).toByteArray();
  }

  /** Without the zeros that fill it up. */
  private static String text(byte[] octets) {
    int length = octets.length;
    while (length > 0 && octets[length - 1] == 0) {
      length--;
    }
    return new String(octets, 0, length, StandardCharsets.ISO_8859_1);
  }
}
