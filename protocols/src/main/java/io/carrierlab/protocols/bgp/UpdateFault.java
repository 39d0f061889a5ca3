package io.carrierlab.protocols.bgp;

/**
 * Something wrong in an UPDATE that does not end the session (RFC 7606 §2).
 *
 * @param reaction what was done about it
 * @param attribute type code of the attribute at fault, 8 bits; 0 for none in particular
 * @param subcode of the NOTIFICATION that RFC 4271 §6.3 has for it, 8 bits
 * @param reason in words; of a bounded set, so that reasons can be counted
 */
public record UpdateFault(Reaction reaction, int attribute, int subcode, String reason) {
  public enum Reaction {
    /** The destinations are treated as withdrawn. */
    TREAT_AS_WITHDRAW,
    /** The attribute is dropped, the rest used. */
    ATTRIBUTE_DISCARD,
    /** The announcement or withdrawal of a family that was not negotiated is ignored. */
    IGNORED
  }
}
