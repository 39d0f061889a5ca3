package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.crypto.Digest;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;

/**
 * The last messages that were taken, by their hash, and what was answered: so a repeated one is known before it is
 * decrypted, and answered with the same octets (RFC 2408 §3.1 wants retransmission, not a second exchange). Holds at
 * most {@link #ENTRIES} for {@link #NANOS}; a quiet session holds none.
 */
final class ReplyMemory {
  static final int ENTRIES = 8;
  static final long NANOS = 120_000_000_000L;
  /** Of one answer: whoever repeats a message for ever gets nothing more. */
  private static final int REPEATS = 12;

  private static final class Entry {
    private final byte[] hash;
    private final long takenNanos;
    private Optional<byte[]> answer = Optional.empty();
    private int repeats;

    private Entry(byte[] hash, long takenNanos) {
      this.hash = hash;
      this.takenNanos = takenNanos;
    }
  }

  private final ArrayDeque<Entry> entries = new ArrayDeque<>(2);

  /** The message is taken; an answer may follow. */
  void taken(byte[] message, long now) {
    forgetOld(now);
    if (entries.size() == ENTRIES) {
      entries.removeFirst();
    }
    entries.addLast(new Entry(hash(message), now));
  }

  /** What was sent upon the message that was taken last. */
  void answered(byte[] answer) {
    if (!entries.isEmpty()) {
      entries.peekLast().answer = Optional.of(answer);
    }
  }

  boolean knows(byte[] message) {
    return find(message).isPresent();
  }

  /** The answer to repeat; empty if there was none, or it was repeated often enough. */
  Optional<byte[]> answer(byte[] message) {
    Optional<Entry> entry = find(message);
    return entry.isPresent() && entry.get().repeats++ < REPEATS ? entry.get().answer : Optional.empty();
  }

  void forgetOld(long now) {
    while (!entries.isEmpty() && now - entries.peekFirst().takenNanos > NANOS) {
      entries.removeFirst();
    }
  }

  private Optional<Entry> find(byte[] message) {
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    byte[] hash = hash(message);
    return entries.stream().filter(each -> Arrays.equals(each.hash, hash)).findFirst();
  }

  private static byte[] hash(byte[] message) {
    return Digest.SHA1.of(message);
  }
}
