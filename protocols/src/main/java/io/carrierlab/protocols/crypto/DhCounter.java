package io.carrierlab.protocols.crypto;

import java.util.random.RandomGenerator;

/**
 * Makes Diffie-Hellman keys and counts the computations with them: one for a key, one for each secret. A model of a
 * processor goes by it, as nothing in a handshake costs nearly as much. 16 octets.
 */
public final class DhCounter {
  private int computations;

  /** Hands on to its key, and counts. */
  private record Counted(DhKey key, DhCounter counter) implements DhKey {
    @Override
    public DhGroup group() {
      return key.group();
    }

    @Override
    public byte[] publicValue() {
      return key.publicValue();
    }

    @Override
    public byte[] agree(byte[] peerPublicValue) throws BadKeyException {
      counter.computations++;
      return key.agree(peerPublicValue);
    }
  }

  public DhKey generate(DhGroup group, RandomGenerator random) {
    computations++;
    return new Counted(group.generate(random), this);
  }

  /** So far. */
  public int computations() {
    return computations;
  }
}
