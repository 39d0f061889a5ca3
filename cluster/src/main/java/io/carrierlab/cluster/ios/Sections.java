package io.carrierlab.cluster.ios;

import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.stream.Collectors;

/** The sections of a configuration in order, found by their head and by what they are called. */
public final class Sections extends AbstractList<Section> implements RandomAccess {
  private final List<Section> all;
  private final Map<String, List<Section>> byHead;
  /** By head, name of the value, and value: filled for those that are asked for. */
  private final Map<String, Map<String, List<Section>>> byValue = new HashMap<>();

  /** Keeps a copy. */
  public Sections(List<Section> all) {
    this.all = List.copyOf(all);
    this.byHead = this.all.stream().collect(Collectors.groupingBy(Section::head));
  }

  @Override
  public Section get(int index) {
    return all.get(index);
  }

  @Override
  public int size() {
    return all.size();
  }

  /** Those with this head. */
  public List<Section> of(String head) {
    return byHead.getOrDefault(head, List.of());
  }

  /** Those with this head that have this text for what the form calls {@code value}. */
  public List<Section> of(String head, String value, String text) {
    return byValue.computeIfAbsent(head + "\n" + value, _ -> of(head).stream()
        .collect(Collectors.groupingBy(section -> section.value(value).map(Word::text).orElse(""))))
        .getOrDefault(text, List.of());
  }

  /** The first one with this head and name. */
  public Optional<Section> named(String head, String name) {
    return of(head, "NAME", name).stream().findFirst();
  }
}
