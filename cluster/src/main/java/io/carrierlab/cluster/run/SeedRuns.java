package io.carrierlab.cluster.run;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.RandomDrill;
import io.carrierlab.loadgen.drill.RandomDrill.Unit;
import io.carrierlab.loadgen.drill.Shrink;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Runs a scenario with many seeds, several at a time in this JVM, and shrinks what fails. Runs share the scenario,
 * which nobody changes, and nothing else: a run among others has the trace hash that it has alone.
 */
public final class SeedRuns implements AutoCloseable {
  private static final int MOST_TRIALS = 200;

  private final Scenario scenario;
  private final Duration duration;
  private final int threads;
  private final int jobs;
  private final ExecutorService pool;

  /** @param threads of each run; {@code jobs}: runs at a time */
  public SeedRuns(Scenario scenario, Duration duration, int threads, int jobs) {
    this.scenario = scenario;
    this.duration = duration;
    this.threads = threads;
    this.jobs = jobs;
    pool = Executors.newFixedThreadPool(jobs);
  }

  /**
   * The shortest script found that fails as a run did.
   *
   * @param trials scripts that were tried for it
   * @param exhausted no more could be tried, so that there may be a shorter one
   */
  public record Shortest(SeedRun run, int trials, boolean exhausted) {}

  /** Hears of each run. */
  public interface Finished {
    void run(SeedRun run) throws IOException;
  }

  /**
   * Runs each seed once, or until one fails; those that are under way then are run to their end.
   *
   * @param finished told of each run, in the order in which they finish
   * @return all that were run, by seed
   */
  public List<SeedRun> run(long first, long last, boolean keepGoing, Finished finished) throws IOException {
    var done = new ExecutorCompletionService<SeedRun>(pool);
    var runs = new ArrayList<SeedRun>();
    long next = first;
    int running = 0;
    boolean stop = false;
    while (running > 0 || !stop && next <= last) {
      while (running < jobs && !stop && next <= last) {
        long seed = next++;
        done.submit(() -> SeedRun.of(scenario, seed, threads, duration));
        running++;
      }
      SeedRun run = get(done);
      running--;
      runs.add(run);
      finished.run(run);
      stop |= !keepGoing && run.outcome() == SeedRun.Outcome.FAIL;
    }
    runs.sort(Comparator.comparingLong(SeedRun::seed));
    return runs;
  }

  /**
   * Shrinks the random part of a drill that has failed. What is written down stays as it is.
   *
   * @param tried told, after each batch, how many scripts have been run
   */
  public Shortest shortest(SeedRun failed, IntConsumer tried) {
    List<Unit> units = scenario.random().map(drill -> drill.draw(failed.seed())).orElse(List.of());
    if (units.isEmpty()) {
      return new Shortest(failed, 0, false);
    }
    SeedRun without = SeedRun.of(with(List.of()), failed.seed(), threads, duration);
    if (without.failsAs(failed)) {
      return new Shortest(without, 1, false);
    }
    var ran = new AtomicInteger(1);
    Shrink.Result result = Shrink.shortest(units, MOST_TRIALS, scenario.random().get()::allows,
        candidates -> firstFailing(candidates, failed, batch -> tried.accept(ran.addAndGet(batch))));
    return new Shortest(SeedRun.of(with(result.units()), failed.seed(), threads, duration), 1 + result.trials(),
        result.exhausted());
  }

  private Scenario with(List<Unit> units) {
    var script = new ArrayList<Fault>(scenario.faults());
    script.addAll(RandomDrill.script(units));
    return scenario.with(script);
  }

  /** It fails as it did before if it has one of those failures. */
  private OptionalInt firstFailing(List<List<Unit>> candidates, SeedRun failed, IntConsumer ran) {
    var tried = new ArrayList<Future<Boolean>>();
    for (int i = 0; i < candidates.size(); i++) {
      Scenario with = with(candidates.get(i));
      tried.add(pool.submit(() -> SeedRun.of(with, failed.seed(), threads, duration).failsAs(failed)));
      if (tried.size() % jobs == 0 || i == candidates.size() - 1) {
        // A batch that fills the machine, no more: what comes after the first that fails is of no use.
        OptionalInt found = OptionalInt.empty();
        int first = tried.size() - 1 - (tried.size() - 1) % jobs;
        for (int j = first; j < tried.size(); j++) {
          if (got(tried.get(j)) && found.isEmpty()) {
            found = OptionalInt.of(j);
          }
        }
        ran.accept(tried.size() - first);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return OptionalInt.empty();
  }

  private static SeedRun get(ExecutorCompletionService<SeedRun> done) {
    try {
      return got(done.take());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static <T> T got(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run failed: " + e.getCause().getMessage(), e.getCause());
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
