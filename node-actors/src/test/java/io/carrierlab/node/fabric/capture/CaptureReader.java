package io.carrierlab.node.fabric.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads back big-endian pcapng, written from draft-ietf-opsawg-pcapng §3 and §4, not from the writer. */
final class CaptureReader {
  /** @param options by code, of the last one where a code is repeated */
  record Interface(int linkType, int snapOctets, Map<Integer, byte[]> options) {
    String text(int code) {
      return new String(options.get(code), StandardCharsets.UTF_8);
    }
  }

  record Packet(int interfaceNumber, long time, int originalOctets, byte[] octets, int flags) {}

  final List<Interface> interfaces = new ArrayList<>();
  final List<Packet> packets = new ArrayList<>();
  Map<Integer, byte[]> section = Map.of();

  CaptureReader(byte[] file) {
    var in = ByteBuffer.wrap(file);
    while (in.hasRemaining()) {
      int start = in.position();
      int type = in.getInt();
      int length = in.getInt();
      assertEquals(0, length % 4, "blocks are aligned to 32 bits");
      var body = in.slice(start + 8, length - 12);
      in.position(start + length - 4);
      assertEquals(length, in.getInt(), "the length is repeated at the end of a block");
      switch (type) {
        case 0x0a0d0d0a -> section(body);
        case 1 -> interfaces.add(new Interface(reserved(body), body.getInt(), options(body)));
        case 6 -> packets.add(packet(body));
        default -> throw new AssertionError("block type " + type);
      }
    }
  }

  private void section(ByteBuffer body) {
    assertEquals(0x1a2b3c4d, body.getInt());
    assertEquals(1, body.getShort(), "major version");
    assertEquals(0, body.getShort(), "minor version");
    assertEquals(-1, body.getLong(), "section length is not given");
    section = options(body);
  }

  private static int reserved(ByteBuffer body) {
    int linkType = body.getShort();
    assertEquals(0, body.getShort(), "reserved");
    return linkType;
  }

  private static Packet packet(ByteBuffer body) {
    int number = body.getInt();
    long time = body.getLong();
    byte[] octets = new byte[body.getInt()];
    int original = body.getInt();
    body.get(octets);
    align(body, octets.length);
    return new Packet(number, time, original, octets, ByteBuffer.wrap(options(body).get(2)).getInt());
  }

  private static Map<Integer, byte[]> options(ByteBuffer body) {
    var options = new TreeMap<Integer, byte[]>();
    for (int code = body.getShort(); code != 0; code = body.getShort()) {
      byte[] value = new byte[body.getShort()];
      body.get(value);
      align(body, value.length);
      options.put(code, value);
    }
    assertEquals(0, body.getShort(), "length of the end of options");
    assertEquals(0, body.remaining(), "nothing follows the end of options");
    return options;
  }

  private static void align(ByteBuffer body, int octets) {
    for (int at = octets; at % 4 != 0; at++) {
      assertEquals(0, body.get(), "padding");
    }
  }
}
