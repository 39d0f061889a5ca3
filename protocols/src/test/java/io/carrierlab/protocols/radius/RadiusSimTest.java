package io.carrierlab.protocols.radius;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.aaa.AaaAnswer;
import io.carrierlab.protocols.aaa.AaaQuestion;
import io.carrierlab.protocols.aaa.AccountingRecord;
import io.carrierlab.protocols.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients come at five a second, as group, user with right or wrong password or by EAP, and are accounted; the first
 * server is off for a while. Replay: -Dseed=N.
 */
class RadiusSimTest {
  private static final Duration OFF_FROM = Duration.ofSeconds(20);
  private static final Duration OFF_UNTIL = Duration.ofSeconds(50);
  /** Two servers, three tries of two seconds, for a start and for the stop behind it; or four rounds of EAP. */
  private static final Duration DRAINED = Duration.ofSeconds(60);

  private record Told(String question, Class<? extends AaaAnswer> right, AaaAnswer answer) {}

  private final List<Told> told = new ArrayList<>();

  private Consumer<AaaAnswer> expect(String question, Class<? extends AaaAnswer> right) {
    return answer -> told.add(new Told(question, right, answer));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void answersEveryRequestOnceAndRightly(long seed) {
    double loss = seed % 3 == 0 ? 0.0 : 0.1;
    var world = new World(seed, loss);
    var net = new RadiusNet(world, 0.1);
    world.after(OFF_FROM, () -> net.off.add(RadiusNet.FIRST));
    world.after(OFF_UNTIL, () -> net.off.remove(RadiusNet.FIRST));
    for (int i = 0; i < 500; i++) {
      int user = i;
      world.after(Duration.ofMillis(200L * i), () -> oneClient(net, user));
    }
    world.runFor(Duration.ofSeconds(100).plus(DRAINED), () -> assertEquals(List.of(), net.faults));
    assertEquals(0, net.openRequests(), "requests without an answer");
    for (Told each : told) {
      assertTrue(each.right().isInstance(each.answer()) || lost(each, loss), each::toString);
    }
    assertEquals(1000, told.size());
    long right = told.stream().filter(each -> each.right().isInstance(each.answer())).count();
    assertTrue(right > 950, () -> "only " + right + " of 1000 were served");
    var view = net.client.view();
    assertEquals(0, view.outstanding() + view.waiting());
    assertTrue(view.counters().failovers() > 0, "nothing failed over, so nothing was tested");
    assertEquals(0, view.counters().badAuthenticators() + view.counters().malformed() + view.counters().unreadable());
    if (loss == 0.0) {
      int second = net.reached.get(RadiusNet.SECOND);
      assertTrue(second > 0 && net.reached.get(RadiusNet.FIRST) > second / 2, "the first server was used again");
      assertEquals(0, net.servers.get(RadiusNet.FIRST).view().counters().recordsRepeated());
    }
  }

  /** Without loss only a conversation of EAP may die, with its server: the other server answers all else. */
  private static boolean lost(Told told, double loss) {
    return told.answer() instanceof AaaAnswer.Dead && (loss > 0 || told.question().startsWith("eap"));
  }

  private void oneClient(RadiusNet net, int number) {
    var caller = new AaaQuestion.Caller(number, number, 1);
    String name = "user-%05d".formatted(number);
    switch (number % 5) {
      case 0 -> net.ask(new AaaQuestion.Group("ENGINEERING", caller), expect(name, AaaAnswer.GroupGranted.class));
      case 1 -> net.ask(new AaaQuestion.User(name, "pw-%05d".formatted(number), caller),
          expect(name, AaaAnswer.UserAccepted.class));
      case 2 -> net.ask(new AaaQuestion.User(name, "wrong", caller), expect(name, AaaAnswer.Refused.class));
      case 3 -> net.eap(name, "pw-%05d".formatted(number), expect("eap " + name, AaaAnswer.EapAccepted.class));
      default -> net.eap(name, "wrong", expect("eap " + name, AaaAnswer.Refused.class));
    }
    var session = new AccountingRecord.Session("%08x".formatted(number), name, caller, OptionalInt.of(number), name,
        Optional.empty(), Optional.of("RED"), new byte[0]);
    net.account(new AccountingRecord(new AccountingRecord.Kind.Start(), session, AccountingRecord.Usage.NONE),
        answer -> { });
    Duration stays = Duration.ofMillis(net.world.random.nextInt(3000));
    net.world.after(stays, () -> net.account(new AccountingRecord(
        new AccountingRecord.Kind.Stop(AccountingRecord.Cause.USER_REQUEST), session,
        new AccountingRecord.Usage(1, 2, 3, 4, stays.toSeconds())), expect(name, AaaAnswer.Accounted.class)));
  }
}
