package io.carrierlab.protocols.esp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** What is found without a copy is what the long way finds. The packet is laid out by hand from RFC 3948 §2.1. */
class UdpEncapsulationTest {
  private static final byte[] ESP = HexFormat.of().parseHex("45000024000100004011000001020304050607081f9011940010"
      + "0000" + "a1b2c3d400000001");
  private static final int UDP = 20;

  @Test
  void findsTheSpi() {
    byte[] packet = packet();
    assertThat(UdpEncapsulation.spi(packet, 0, packet.length)).isEqualTo(0xa1b2c3d4);
    byte[] later = new byte[packet.length + 5];
    System.arraycopy(packet, 0, later, 5, packet.length);
    assertThat(UdpEncapsulation.spi(later, 5, packet.length)).isEqualTo(0xa1b2c3d4);
  }

  @Test
  void leavesEverythingElseAlone() {
    assertThat(spiWith(9, 50)).as("ESP without UDP").isZero();
    assertThat(spiWith(7, 1)).as("a fragment").isZero();
    assertThat(spiWith(UDP + 3, 0)).as("another port").isZero();
    assertThat(spiWith(UDP + 7, 1)).as("a checksum, which has to be looked at").isZero();
    assertThat(spiWith(UDP + 5, 15)).as("a UDP length that is not the packet's").isZero();
    byte[] packet = packet();
    Arrays.fill(packet, UDP + 8, UDP + 12, (byte) 0);
    assertThat(UdpEncapsulation.spi(packet, 0, packet.length)).as("IKE").isZero();
    for (int length = UDP; length < packet.length; length++) {
      assertThat(UdpEncapsulation.spi(Arrays.copyOf(packet(), length), 0, length)).as("cut to " + length).isZero();
    }
  }

  private static byte[] packet() {
    return ESP.clone();
  }

  private static int spiWith(int at, int value) {
    byte[] packet = packet();
    packet[at] = (byte) value;
    return UdpEncapsulation.spi(packet, 0, packet.length);
  }
}
