package io.carrierlab.protocols.ospf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carrierlab.protocols.ospf.DesignatedRouterElection.Candidate;
import io.carrierlab.protocols.ospf.DesignatedRouterElection.Result;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 2328 §9.4. A router's address here is ten times its Router ID, and the first candidate calculates. */
class DesignatedRouterElectionTest {
  record Row(String why, Result result, List<Candidate> candidates) {}

  private static Candidate router(int id, int priority, int declaredRouter, int declaredBackup) {
    return new Candidate(id, id * 10, priority, declaredRouter, declaredBackup);
  }

  private static Row row(String why, int router, int backup, Candidate... candidates) {
    return new Row(why, new Result(router, backup), List.of(candidates));
  }

  static Stream<Row> rows() {
    return Stream.of(
        row("alone, it takes over", 10, 0, router(1, 1, 0, 0)),
        row("alone and not eligible, nobody does", 0, 0, router(1, 0, 0, 0)),
        row("cold start: priority first", 10, 20, router(1, 5, 0, 0), router(2, 1, 0, 0)),
        row("cold start: then Router ID, unsigned", -10, 70, router(-1, 1, 0, 0), router(7, 1, 0, 0)),
        row("the first of a cold start, seen from another: both, until it has heard so itself", 30, 30,
            router(1, 1, 0, 0), router(2, 1, 0, 0), router(3, 1, 0, 0)),
        row("priority 0 is passed over", 20, 0, router(9, 0, 0, 0), router(2, 1, 20, 0)),
        row("who is designated router stays it, whatever the priorities", 20, 30,
            router(9, 200, 20, 30), router(2, 1, 20, 30), router(3, 1, 20, 30)),
        row("who is backup stays it", 20, 30, router(9, 200, 20, 0), router(2, 1, 20, 30), router(3, 1, 20, 30)),
        row("the designated router is gone: the backup is promoted, and sees to a successor", 30, 10,
            router(3, 1, 20, 30), router(1, 1, 20, 30)),
        row("the same, seen by the third", 30, 30, router(1, 1, 20, 30), router(3, 1, 20, 30)),
        row("the backup is gone: the best of the rest", 20, 90, router(2, 1, 20, 30), router(9, 1, 20, 30),
            router(1, 1, 20, 30)),
        row("two partitions meet: the higher Router ID stays", 30, 20, router(2, 1, 20, 0), router(3, 1, 30, 0)),
        row("two partitions meet, seen by the one that stays", 30, 0, router(3, 1, 30, 0), router(2, 1, 20, 0)),
        row("no longer eligible, it steps down", 20, 20, router(1, 0, 10, 20), router(2, 1, 10, 20)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void elects(Row row) {
    assertEquals(row.result(), DesignatedRouterElection.elect(row.candidates().getFirst(),
        row.candidates().subList(1, row.candidates().size())), row.why());
  }
}
