package io.carrierlab.protocols.slb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.slb.SlbConfig.Farm;
import io.carrierlab.protocols.slb.SlbConfig.Probe;
import io.carrierlab.protocols.slb.SlbConfig.Real;
import io.carrierlab.protocols.slb.SlbConfig.VirtualServer;
import io.carrierlab.protocols.slb.Verdict.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadBalancerTest {
  static final int VIRTUAL = Ipv4.parse("220.1.1.1");
  static final int A = Ipv4.parse("30.1.1.1");
  static final int B = Ipv4.parse("30.1.1.2");
  static final int C = Ipv4.parse("30.1.1.3");
  private static final int CLIENT = Ipv4.parse("198.18.0.1");
  private static final Duration STICKY = Duration.ofSeconds(6000);
  private static final Duration IDLE = Duration.ofSeconds(3650);

  static long s(double seconds) {
    return Math.round(seconds * 1e9);
  }

  static Real real(int address, int weight, int most) {
    return new Real(address, weight, most == 0 ? OptionalInt.empty() : OptionalInt.of(most), true);
  }

  static SlbConfig config(boolean purge, Optional<Duration> sticky, int most, Real... reals) {
    return new SlbConfig(List.of(new Probe("P", Duration.ofSeconds(30), 3)),
        List.of(new Farm("IPSEC", List.of(reals), List.of("P"), purge)),
        List.of(new VirtualServer("ESP", VIRTUAL, IpProtocol.ESP, OptionalInt.empty(), "IPSEC", sticky, 1, IDLE, true),
            new VirtualServer("ISAKMP", VIRTUAL, IpProtocol.UDP, OptionalInt.of(500), "IPSEC", sticky, 1, IDLE,
                true)), most);
  }

  /** The configuration that Cisco prints, with two real servers. */
  static SlbConfig printed() {
    return config(true, Optional.of(STICKY), 1000, real(A, 1, 100), real(B, 1, 100));
  }

  static Verdict ike(LoadBalancer slb, int client, long now) {
    return slb.packet(VIRTUAL, IpProtocol.UDP, 500, client, 500, now);
  }

  static Verdict esp(LoadBalancer slb, int client, long now) {
    return slb.packet(VIRTUAL, IpProtocol.ESP, 0, client, 0, now);
  }

  private static Verdict.To to(int server) {
    return new Verdict.To(server);
  }

  /** Lets time pass; of these servers every ping is answered. */
  static List<SlbAction> until(LoadBalancer slb, long end, int... alive) {
    var told = new ArrayList<SlbAction>();
    while (slb.wakeAt() <= end) {
      long now = slb.wakeAt();
      for (SlbAction action : slb.wake(now)) {
        told.add(action);
        if (action instanceof SlbAction.Ping(int server, int identifier, int sequence)
            && java.util.Arrays.stream(alive).anyMatch(each -> each == server)) {
          told.addAll(slb.echoReply(server, identifier, sequence, now + 1000));
        }
      }
    }
    told.removeIf(action -> action instanceof SlbAction.Ping);
    return told;
  }

  @ParameterizedTest
  @CsvSource({"1,1,1, ABCABC", "3,1,2, AAABCC", "2,2,1, AABBCA"})
  void takesAsManyNewClientsInARowAsTheWeightSays(int a, int b, int c, String order) {
    var slb = new LoadBalancer(config(true, Optional.empty(), 1000, real(A, a, 0), real(B, b, 0), real(C, c, 0)), 0);
    var got = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      Verdict verdict = ike(slb, CLIENT + i, s(i));
      got.append(verdict.equals(to(A)) ? 'A' : verdict.equals(to(B)) ? 'B' : 'C');
    }
    assertThat(got.toString()).isEqualTo(order);
  }

  @Test
  void espGoesWhereIsakmpWent() {
    var slb = new LoadBalancer(printed(), 0);
    for (int i = 0; i < 50; i++) {
      assertThat(ike(slb, CLIENT + i, s(1))).isEqualTo(to(i % 2 == 0 ? A : B));
    }
    for (int i = 49; i >= 0; i--) {
      assertThat(esp(slb, CLIENT + i, s(2))).isEqualTo(to(i % 2 == 0 ? A : B));
    }
    assertThat(slb.view().connections()).isEqualTo(100);
    assertThat(slb.view().sticky()).isEqualTo(50);
  }

  @Test
  void aFullServerGetsNoNewConnectionAndKeepsTheOldOnes() {
    var slb = new LoadBalancer(config(true, Optional.of(STICKY), 1000, real(A, 1, 2), real(B, 1, 1)), 0);
    assertThat(ike(slb, CLIENT, 0)).isEqualTo(to(A));
    assertThat(ike(slb, CLIENT + 1, 0)).isEqualTo(to(B));
    assertThat(ike(slb, CLIENT + 2, 0)).isEqualTo(to(A));
    assertThat(ike(slb, CLIENT + 3, 0)).isEqualTo(new Verdict.Drop(Reason.NO_SERVER));
    assertThat(esp(slb, CLIENT, 0)).as("ESP elsewhere than ISAKMP would be of no use")
        .isEqualTo(new Verdict.Drop(Reason.SERVER_FULL));
    assertThat(ike(slb, CLIENT, s(3600))).isEqualTo(to(A));
    assertThat(slb.view().reals()).extracting(SlbView.Real::state)
        .containsExactly(SlbView.State.MAXCONNS, SlbView.State.MAXCONNS);
    // The others were silent too long: there is room, and who was at a server comes back to it.
    assertThat(ike(slb, CLIENT + 3, s(3651))).isEqualTo(to(B));
    assertThat(ike(slb, CLIENT + 2, s(3652))).isEqualTo(to(A));
    assertThat(ike(slb, CLIENT + 1, s(3653))).as("full, and nothing of this client is there")
        .isEqualTo(new Verdict.Drop(Reason.NO_SERVER));
  }

  @Test
  void staysWithItsServerForTheStickyTimeAfterTheLastConnection() {
    var slb = new LoadBalancer(config(true, Optional.of(STICKY), 1000, real(A, 1, 0), real(B, 1, 0)), 0);
    ike(slb, CLIENT, 0);
    assertThat(until(slb, s(3650 + 5999), A, B)).isEmpty();
    assertThat(slb.view().connections()).isZero();
    assertThat(ike(slb, CLIENT, s(3650 + 5999))).as("round robin would say B").isEqualTo(to(A));
    until(slb, s(3650 + 5999 + 3650 + 6000), A, B);
    assertThat(slb.view().sticky()).isZero();
    assertThat(ike(slb, CLIENT, s(20_000))).isEqualTo(to(B));
  }

  @Test
  void aServerFailsAtTheThirdPingWithoutAnAnswerAndIsPurged() {
    var slb = new LoadBalancer(printed(), 0);
    for (int i = 0; i < 10; i++) {
      ike(slb, CLIENT + i, s(0.5));
      esp(slb, CLIENT + i, s(0.6));
    }
    assertThat(until(slb, s(20), A, B)).isEmpty();
    assertThat(until(slb, s(95.9), B)).as("pings at 31s, 61s and 91s, each waits for 5s").isEmpty();
    assertThat(esp(slb, CLIENT, s(95.9))).isEqualTo(to(A));
    assertThat(until(slb, s(96), B)).containsExactly(new SlbAction.Failed("IPSEC", A, 3, 10, 0));
    assertThat(esp(slb, CLIENT, s(97))).isEqualTo(to(B));
    assertThat(slb.view().reals().getFirst().state()).isEqualTo(SlbView.State.PROBE_FAILED);
    assertThat(until(slb, s(122), A, B)).as("one answer is enough").containsExactly(new SlbAction.Back("IPSEC", A));
    assertThat(esp(slb, CLIENT, s(123))).as("who has moved stays").isEqualTo(to(B));
    assertThat(ike(slb, CLIENT + 50, s(123))).isEqualTo(to(A));
  }

  @Test
  void withoutPurgeConnectionsStayWithTheDead() {
    var slb = new LoadBalancer(config(false, Optional.of(STICKY), 1000, real(A, 1, 0), real(B, 1, 0)), 0);
    ike(slb, CLIENT, 0);
    assertThat(until(slb, s(100), B)).containsExactly(new SlbAction.Failed("IPSEC", A, 3, 0, 0));
    assertThat(ike(slb, CLIENT, s(101))).isEqualTo(to(A));
    assertThat(esp(slb, CLIENT, s(101))).isEqualTo(new Verdict.Drop(Reason.SERVER_FAILED));
    assertThat(ike(slb, CLIENT + 1, s(101))).isEqualTo(to(B));
    assertThat(ike(slb, CLIENT + 2, s(101))).isEqualTo(to(B));
  }

  @Test
  void onlyTheAnswerThatIsWaitedForCounts() {
    var slb = new LoadBalancer(config(true, Optional.empty(), 10, real(A, 1, 0)), 0);
    var ping = (SlbAction.Ping) slb.wake(slb.wakeAt()).getFirst();
    slb.echoReply(B, ping.identifier(), ping.sequence(), s(1.1));
    slb.echoReply(A, ping.identifier() + 1, ping.sequence(), s(1.1));
    slb.echoReply(A, ping.identifier(), ping.sequence() + 1, s(1.1));
    slb.wake(s(6));
    assertThat(slb.view().reals().getFirst().unanswered()).isEqualTo(1);
    slb.echoReply(A, ping.identifier(), ping.sequence(), s(6.1));
    assertThat(slb.view().reals().getFirst().unanswered()).as("too late").isEqualTo(1);
  }

  @Test
  void theTableIsBounded() {
    var slb = new LoadBalancer(config(true, Optional.of(STICKY), 3, real(A, 1, 0)), 0);
    for (int i = 0; i < 5; i++) {
      assertThat(ike(slb, CLIENT + i, s(i)) instanceof Verdict.To).isEqualTo(i < 3);
    }
    assertThat(slb.view().servers().get(1).drops()).containsEntry(Reason.TABLE_FULL, 2L);
    for (int i = 5; i < 8; i++) {
      assertThat(ike(slb, CLIENT + i, s(4000 + i))).isEqualTo(to(A));
    }
    assertThat(slb.view().sticky()).as("who left gives way to who comes").isEqualTo(3);
  }

  @Test
  void isNobodyElsesPacket() {
    var slb = new LoadBalancer(printed(), 0);
    assertThat(slb.packet(VIRTUAL, IpProtocol.UDP, 4500, CLIENT, 4500, 0)).isEqualTo(new Verdict.NotOurs());
    assertThat(slb.packet(VIRTUAL + 1, IpProtocol.ESP, 0, CLIENT, 0, 0)).isEqualTo(new Verdict.NotOurs());
    assertThat(slb.packet(VIRTUAL, IpProtocol.AH, 0, CLIENT, 0, 0)).isEqualTo(new Verdict.NotOurs());
  }

  @Test
  void aConfigurationHoldsTogether() {
    var farm = new Farm("F", List.of(real(A, 1, 0)), List.of(), false);
    assertThatThrownBy(() -> new SlbConfig(List.of(), List.of(farm), List.of(new VirtualServer("V", VIRTUAL, 50,
        OptionalInt.empty(), "G", Optional.empty(), 0, IDLE, true)), 1)).hasMessage("there is no farm G");
    assertThatThrownBy(() -> new SlbConfig(List.of(), List.of(new Farm("F", List.of(), List.of("P"), false)),
        List.of(), 1)).hasMessage("there is no probe P");
    assertThatThrownBy(() -> new SlbConfig(List.of(), List.of(farm, new Farm("G", List.of(), List.of(), false)),
        List.of(new VirtualServer("V", VIRTUAL, 50, OptionalInt.empty(), "F", Optional.of(STICKY), 1, IDLE, true),
            new VirtualServer("W", VIRTUAL, 17, OptionalInt.empty(), "G", Optional.of(STICKY), 1, IDLE, true)), 1))
        .hasMessage("sticky group 1 has two server farms");
  }
}
