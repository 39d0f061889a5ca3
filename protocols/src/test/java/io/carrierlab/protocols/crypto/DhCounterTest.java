package io.carrierlab.protocols.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DhCounterTest {
  @Test
  void countsKeysAndSecretsAndChangesNeither() throws BadKeyException {
    var counter = new DhCounter();
    DhKey counted = counter.generate(DhGroup.X25519, new SplittableRandom(1));
    assertEquals(1, counter.computations());
    DhKey plain = DhGroup.X25519.generate(new SplittableRandom(1));
    DhKey peer = DhGroup.X25519.generate(new SplittableRandom(2));
    assertArrayEquals(plain.publicValue(), counted.publicValue());
    assertArrayEquals(plain.agree(peer.publicValue()), counted.agree(peer.publicValue()));
    assertEquals(2, counter.computations());
    assertThrows(BadKeyException.class, () -> counted.agree(new byte[32]));
    assertEquals(3, counter.computations(), "a bad one costs as much");
  }
}
