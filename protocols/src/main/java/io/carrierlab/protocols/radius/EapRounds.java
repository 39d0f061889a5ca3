package io.carrierlab.protocols.radius;

import io.carrierlab.protocols.aaa.Accounts;
import io.carrierlab.protocols.eap.EapServer;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * EAP conversations under way, each found again by the State that goes with every challenge (RFC 3579 §2.6.1).
 * Who falls silent is forgotten after 30 s, the oldest earlier if there are too many. One costs about 500 octets.
 */
final class EapRounds {
  private static final long KEPT_NANOS = 30_000_000_000L;

  private record Open(EapServer.State state, int client, long atNanos) {}

  /** What a response led to. @param state to go with a challenge; empty: the conversation is over */
  record Round(EapServer.Output output, byte[] state) {}

  private final EapServer.Config config;
  private final int max;
  private final RandomGenerator random;
  /** In the order of their time. */
  private final Map<Long, Open> open = new LinkedHashMap<>();

  EapRounds(Accounts accounts, int max, RandomGenerator random) {
    this.config = new EapServer.Config("carrierlab", 0, user -> accounts.user(user).map(Accounts.User::password));
    this.max = max;
    this.random = random;
  }

  /**
   * @param given the State attribute; empty: the first round
   * @return empty if no conversation has this state
   */
  Optional<Round> on(int client, Optional<byte[]> given, byte[] eap, long nowNanos) {
    Iterator<Open> oldest = open.values().iterator();
    while (oldest.hasNext() && oldest.next().atNanos() + KEPT_NANOS <= nowNanos) {
      oldest.remove();
    }
    Optional<EapServer.State> before = given.isEmpty() ? Optional.of(EapServer.identityExpected())
        : given.filter(octets -> octets.length == Long.BYTES)
            .map(octets -> open.get(ByteBuffer.wrap(octets).getLong()))
            .filter(each -> each.client() == client).map(Open::state);
    return before.map(state -> {
      EapServer.Step step = EapServer.step(config, state, eap, random);
      return switch (step.output()) {
        // The next valid response goes on from where we stand.
        case EapServer.Output.Discarded _ -> new Round(step.output(), new byte[0]);
        case EapServer.Output.Ask _ -> {
          given.ifPresent(this::close);
          yield new Round(step.output(), keep(new Open(step.next(), client, nowNanos)));
        }
        case EapServer.Output.Accept _, EapServer.Output.Reject _ -> {
          given.ifPresent(this::close);
          yield new Round(step.output(), new byte[0]);
        }
      };
    });
  }

  int size() {
    return open.size();
  }

  private void close(byte[] state) {
    open.remove(ByteBuffer.wrap(state).getLong());
  }

  private byte[] keep(Open conversation) {
    if (open.size() == max) {
      Iterator<Open> oldest = open.values().iterator();
      oldest.next();
      oldest.remove();
    }
    long state = random.nextLong();
    while (open.containsKey(state)) {
      state = random.nextLong();
    }
    open.put(state, conversation);
    return ByteBuffer.allocate(Long.BYTES).putLong(state).array();
  }
}
