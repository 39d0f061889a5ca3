package io.carrierlab.cluster.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects what was read and what is wrong with it, so that one run of a checker reports all of it. Bounded: past a
 * limit, problems are dropped.
 */
public final class Problems {
  private static final int LIMIT = 1_000;

  private final Set<Problem> errors = new LinkedHashSet<>();
  private final Set<Position> refused = new HashSet<>();
  private final Set<Problem> warnings = new LinkedHashSet<>();
  private final Map<String, Integer> fileOrder = new LinkedHashMap<>();
  private final Secrets secrets = new Secrets();
  private final Map<Path, Digest> read = new LinkedHashMap<>();

  /** What is not to be repeated. */
  public Secrets secrets() {
    return secrets;
  }

  /** Problems are sorted by file in the order in which files were opened; what was never opened comes last. */
  public void opened(String file) {
    fileOrder.putIfAbsent(file, fileOrder.size());
  }

  /** This is what the file held. */
  public void read(Path file, byte[] octets) {
    Path identity = file.toAbsolutePath().normalize();
    read.putIfAbsent(identity, Digest.of(identity, octets));
  }

  /** Every file that was read, each once, in that order. */
  public List<Digest> files() {
    return List.copyOf(read.values());
  }

  public void error(Position at, String what) {
    error(at, what, "", "");
  }

  public void error(Position at, String what, String expected) {
    error(at, what, expected, "");
  }

  public void error(Position at, String what, String expected, String suggestion) {
    if (errors.size() < LIMIT) {
      errors.add(new Problem(at, what, expected, suggestion));
    }
  }

  /** An error of the value that stands there by itself: no reader is to take it for anything. */
  public void refuse(Problem problem) {
    refused.add(problem.at());
    error(problem.at(), problem.what(), problem.expected(), problem.suggestion());
  }

  public boolean refused(Position at) {
    return refused.contains(at);
  }

  public void warning(Position at, String what) {
    warning(at, what, "");
  }

  public void warning(Position at, String what, String expected) {
    if (warnings.size() < LIMIT) {
      warnings.add(new Problem(at, what, expected, ""));
    }
  }

  /** Further errors are dropped. */
  public boolean full() {
    return errors.size() >= LIMIT;
  }

  public int errorCount() {
    return errors.size();
  }

  public boolean anyErrors() {
    return !errors.isEmpty();
  }

  /** Sorted by position, each once. */
  public List<Problem> errors() {
    return sorted(errors);
  }

  /** Sorted by position, each once. */
  public List<Problem> warnings() {
    return sorted(warnings);
  }

  private List<Problem> sorted(Set<Problem> problems) {
    var list = new ArrayList<>(problems);
    list.sort(Comparator.comparingInt((Problem p) -> fileOrder.getOrDefault(p.at().file(), Integer.MAX_VALUE))
        .thenComparing(p -> p.at().file()).thenComparingInt(p -> p.at().line()).thenComparingInt(p -> p.at().column()));
    return list.stream().map(this::masked).toList();
  }

  private Problem masked(Problem problem) {
    Position at = problem.at();
    return new Problem(new Position(secrets.mask(at.file()), at.line(), at.column()), secrets.mask(problem.what()),
        secrets.mask(problem.expected()), secrets.mask(problem.suggestion()));
  }
}
