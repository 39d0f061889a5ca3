package io.carrierlab.node.fabric.capture;

/**
 * An interface as a capture file describes it.
 *
 * @param name as a person would look for it: {@code pe1:ge1}
 * @param description free text, the link for example; may be empty
 * @param snapOctets octets kept of each packet, 1 to {@link #WHOLE}; the original length is recorded anyway
 */
public record CapturedInterface(String name, String description, LinkType linkType, int snapOctets) {
  /** More than any packet has that a link carries; also the most that Wireshark takes. */
  public static final int WHOLE = 262_144;

  public CapturedInterface {
    if (snapOctets < 1 || snapOctets > WHOLE) {
      throw new IllegalArgumentException("snap length " + snapOctets + " is not 1 to " + WHOLE + " octets");
    }
  }

  public CapturedInterface(String name, String description, LinkType linkType) {
    this(name, description, linkType, WHOLE);
  }
}
