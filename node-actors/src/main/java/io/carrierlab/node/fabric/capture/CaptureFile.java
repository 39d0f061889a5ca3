package io.carrierlab.node.fabric.capture;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one pcapng file: a section header, then interfaces, and packets in the order of time. It streams: whatever
 * the length of the run, it holds one buffer and the list of interfaces. The same packets give the same octets if
 * times count from the same date. Not for use by several threads at once.
 *
 * <p>Blocks (draft-ietf-opsawg-pcapng §4), all fields of 32 bits unless said otherwise, network order:
 * <pre>
 *   section header  | 0x0a0d0d0a | length | 0x1a2b3c4d | major 1: 16 | minor 0: 16 | section length -1: 64 | options
 *   interface       | 1 | length | link type: 16 | 0: 16 | snap length | options
 *   enhanced packet | 6 | length | interface | time high | time low | captured | original | octets | options
 * </pre>
 * and after each of them its length once more.
 */
public final class CaptureFile implements Closeable {
  private static final int SECTION_HEADER = 0x0a0d0d0a;
  private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int ENHANCED_PACKET = 6;
  private static final int END_OF_OPTIONS = 0;
  private static final int COMMENT = 1;
  private static final int USER_APPLICATION = 4;
  private static final int IF_NAME = 2;
  private static final int IF_DESCRIPTION = 3;
  private static final int IF_TIME_RESOLUTION = 9;
  private static final int PACKET_FLAGS = 2;
  private static final byte NANOSECONDS = 9;
  private static final int MAX_OPTION_OCTETS = 0xffff;
  private static final int BUFFER_OCTETS = 64 * 1024;

  private final OutputStream out;
  private final List<CapturedInterface> interfaces = new ArrayList<>();
  private ByteBuffer block = ByteBuffer.allocate(2048);
  private final long epochNanos;
  private long lastNanos;

  /**
   * Creates the file, or empties it; its directory must exist.
   *
   * @param comment shown by Wireshark as the capture's comment: what ran, with which seed; may be empty
   * @param epoch what times count from
   */
  public static CaptureFile create(Path file, String comment, Instant epoch) throws IOException {
    return new CaptureFile(Files.newOutputStream(file), comment, epoch);
  }

  /** Writes to {@code out}, and closes it in the end. */
  public CaptureFile(OutputStream out, String comment, Instant epoch) throws IOException {
    epochNanos = epoch.getEpochSecond() * 1_000_000_000L + epoch.getNano();
    this.out = new BufferedOutputStream(out, BUFFER_OCTETS);
    byte[] note = text(comment);
    byte[] application = text("Carrierlab");
    begin(SECTION_HEADER, 16 + optionOctets(note) + optionOctets(application) + 4);
    block.putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(-1);
    option(COMMENT, note);
    option(USER_APPLICATION, application);
    option(END_OF_OPTIONS, new byte[0]);
    finish();
  }

  /** Describes one more interface. @return its number, by which packets name it */
  public int add(CapturedInterface described) throws IOException {
    byte[] name = text(described.name());
    byte[] description = text(described.description());
    byte[] resolution = {NANOSECONDS};
    begin(INTERFACE_DESCRIPTION,
        8 + optionOctets(name) + optionOctets(description) + optionOctets(resolution) + 4);
    block.putShort((short) described.linkType().code()).putShort((short) 0).putInt(described.snapOctets());
    option(IF_NAME, name);
    option(IF_DESCRIPTION, description);
    option(IF_TIME_RESOLUTION, resolution);
    option(END_OF_OPTIONS, new byte[0]);
    finish();
    interfaces.add(described);
    return interfaces.size() - 1;
  }

  /**
   * Writes one packet.
   *
   * @param interfaceNumber as {@link #add} gave it
   * @param nanos since the start of the run, not less than those of the packet before
   * @param octets the whole packet from its link-layer header on; what exceeds the snap length is not written
   * @throws IllegalArgumentException if time went backwards
   */
  public void packet(int interfaceNumber, long nanos, Direction direction, byte[] octets) throws IOException {
    if (nanos < lastNanos) {
      throw new IllegalArgumentException("packet at " + nanos + " ns after one at " + lastNanos + " ns");
    }
    lastNanos = nanos;
    int captured = Math.min(octets.length, interfaces.get(interfaceNumber).snapOctets());
    long time = epochNanos + nanos;
    begin(ENHANCED_PACKET, 20 + padded(captured) + 8 + 4);
    block.putInt(interfaceNumber).putInt((int) (time >>> 32)).putInt((int) time).putInt(captured).putInt(octets.length);
    block.put(octets, 0, captured);
    pad(captured);
    block.putShort((short) PACKET_FLAGS).putShort((short) 4).putInt(direction.flags());
    option(END_OF_OPTIONS, new byte[0]);
    finish();
  }

  /** Hands what is buffered to the file, so that it can be read while the run goes on. */
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private void begin(int type, int bodyOctets) {
    int length = 12 + bodyOctets;
    if (block.capacity() < length) {
      block = ByteBuffer.allocate(length);
    }
    block.clear().limit(length);
    block.putInt(type).putInt(length);
  }

  private void finish() throws IOException {
    block.putInt(block.limit());
    out.write(block.array(), 0, block.limit());
  }

  /** An empty text says nothing, so it is left out; an empty END_OF_OPTIONS is what ends a list. */
  private void option(int code, byte[] value) {
    if (code == END_OF_OPTIONS || value.length > 0) {
      block.putShort((short) code).putShort((short) value.length).put(value);
      pad(value.length);
    }
  }

  private static int optionOctets(byte[] value) {
    return value.length == 0 ? 0 : 4 + padded(value.length);
  }

  private void pad(int octets) {
    for (int at = octets; at < padded(octets); at++) {
      block.put((byte) 0);
    }
  }

  private static int padded(int octets) {
    return (octets + 3) & ~3;
  }

  private static byte[] text(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    if (octets.length > MAX_OPTION_OCTETS) {
      throw new IllegalArgumentException("text of " + octets.length + " octets, at most " + MAX_OPTION_OCTETS);
    }
    return octets;
  }
}
