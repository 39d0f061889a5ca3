package io.carrierlab.cluster.attach;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Numbers for correspondents, as a NAT has ports for them. When there are no more, the one that has been silent longest
 * loses its number to the new one.
 *
 * @param <K> a correspondent
 */
final class Flows<K> {
  private final int most;
  private final List<K> byNumber = new ArrayList<>();
  /** The one that has been silent longest first. */
  private final Map<K, Integer> numbers = new LinkedHashMap<>(16, 0.75f, true);

  Flows(int most) {
    this.most = most;
  }

  /** The number of a correspondent that has just spoken. */
  synchronized int number(K correspondent) {
    Integer known = numbers.get(correspondent);
    if (known != null) {
      return known;
    }
    int number = byNumber.size();
    if (number < most) {
      byNumber.add(correspondent);
    } else {
      K silent = numbers.keySet().iterator().next();
      number = numbers.remove(silent);
      byNumber.set(number, correspondent);
    }
    numbers.put(correspondent, number);
    return number;
  }

  synchronized Optional<K> at(int number) {
    return number >= 0 && number < byNumber.size() ? Optional.of(byNumber.get(number)) : Optional.empty();
  }
}
