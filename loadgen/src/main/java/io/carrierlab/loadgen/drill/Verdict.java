package io.carrierlab.loadgen.drill;

import java.util.List;

/**
 * Whether an expectation held.
 *
 * @param id the expectation's
 * @param what was expected, in words
 * @param observed what was seen instead or indeed, in words; why, where it could not be evaluated
 */
public record Verdict(String id, String what, Outcome outcome, String observed, List<Evidence> evidence) {
  /** Only {@link #PASS} is a pass: what could not be evaluated proves nothing, and so the run fails. */
  public enum Outcome { PASS, FAIL, NOT_EVALUATED }

  public Verdict {
    evidence = List.copyOf(evidence);
  }

  public boolean passed() {
    return outcome == Outcome.PASS;
  }
}
