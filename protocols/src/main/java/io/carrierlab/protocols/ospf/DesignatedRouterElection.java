package io.carrierlab.protocols.ospf;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The election of the designated router and its backup (RFC 2328 §9.4). */
final class DesignatedRouterElection {
  /**
   * A router on the network, the calculating one included, as it describes itself in hellos.
   *
   * @param declaredRouter the address that it takes for the designated router's; likewise {@code declaredBackup}
   */
  record Candidate(int routerId, int address, int priority, int declaredRouter, int declaredBackup) {
    private boolean claimsRouter() {
      return declaredRouter == address;
    }

    private boolean claimsBackup() {
      return declaredBackup == address;
    }
  }

  /** @param router address; 0: none; @param backup address; 0: none */
  record Result(int router, int backup) {}

  private DesignatedRouterElection() {}

  /** @param self the calculating router; @param neighbors with whom communication is bidirectional */
  static Result elect(Candidate self, List<Candidate> neighbors) {
    Result first = round(self, neighbors);
    boolean wasRouter = self.claimsRouter();
    boolean wasBackup = self.claimsBackup();
    boolean isRouter = first.router() == self.address();
    boolean isBackup = first.backup() == self.address();
    if (wasRouter == isRouter && wasBackup == isBackup) {
      return first;
    }
    // Step 4: whoever has just become one of the two declares so, and looks again; so nobody ends up as both.
    return round(new Candidate(self.routerId(), self.address(), self.priority(), first.router(), first.backup()),
        neighbors);
  }

  private static Result round(Candidate self, List<Candidate> neighbors) {
    var eligible = new ArrayList<Candidate>(neighbors.size() + 1);
    eligible.add(self);
    eligible.addAll(neighbors);
    eligible.removeIf(candidate -> candidate.priority() == 0);
    Candidate backup = best(eligible, c -> !c.claimsRouter() && c.claimsBackup());
    if (backup == null) {
      backup = best(eligible, c -> !c.claimsRouter());
    }
    Candidate router = best(eligible, Candidate::claimsRouter);
    if (router == null) {
      router = backup;
    }
    return new Result(router == null ? 0 : router.address(), backup == null ? 0 : backup.address());
  }

  private static Candidate best(List<Candidate> eligible, Predicate<Candidate> condition) {
    Candidate best = null;
    for (Candidate candidate : eligible) {
      if (condition.test(candidate) && (best == null || beats(candidate, best))) {
        best = candidate;
      }
    }
    return best;
  }

  private static boolean beats(Candidate one, Candidate other) {
    return one.priority() != other.priority() ? one.priority() > other.priority()
        : Integer.compareUnsigned(one.routerId(), other.routerId()) > 0;
  }
}
