package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** A YAML document as a tree that remembers where everything stood. Order is that of the file. */
sealed interface Yaml {
  Position at();

  /** Values in it, itself included: an alias costs what it stands for. */
  int size();

  /** How messages call it: {@code a mapping}, {@code a list}, {@code the number 5}. */
  String what();

  record Entry(Position keyAt, Yaml value) {}

  record Mapping(Position at, SequencedMap<String, Entry> entries, int size) implements Yaml {
    Mapping(Position at, SequencedMap<String, Entry> entries) {
      this(at, Collections.unmodifiableSequencedMap(entries),
          1 + entries.values().stream().mapToInt(e -> e.value().size()).sum());
    }

    static Mapping empty(Position at) {
      return new Mapping(at, new LinkedHashMap<>());
    }

    Optional<Yaml> get(String key) {
      return Optional.ofNullable(entries.get(key)).map(Entry::value);
    }

    Mapping with(String key, Entry entry) {
      var copy = new LinkedHashMap<>(entries);
      copy.put(key, entry);
      return new Mapping(at, copy);
    }

    @Override
    public String what() {
      return "a mapping";
    }
  }

  record Sequence(Position at, List<Yaml> items, int size) implements Yaml {
    Sequence(Position at, List<Yaml> items) {
      this(at, List.copyOf(items), 1 + items.stream().mapToInt(Yaml::size).sum());
    }

    @Override
    public String what() {
      return "a list";
    }
  }

  enum Type { TEXT, NUMBER, BOOLEAN, NULL }

  record Scalar(Position at, String text, Type type) implements Yaml {
    @Override
    public int size() {
      return 1;
    }

    @Override
    public String what() {
      return switch (type) {
        case TEXT -> "the text " + Problem.quote(text);
        case NUMBER -> "the number " + text;
        case BOOLEAN -> text;
        case NULL -> "nothing";
      };
    }
  }

  /** Mappings are merged key by key, lists joined or replaced; anything else of {@code over} replaces {@code base}. */
  static Yaml merge(Yaml base, Yaml over, boolean joinLists) {
    if (base instanceof Mapping(_, var baseEntries, _) && over instanceof Mapping(var at, var overEntries, _)) {
      var merged = new LinkedHashMap<>(baseEntries);
      overEntries.forEach((key, entry) -> merged.merge(key, entry,
          (b, o) -> new Entry(o.keyAt(), merge(b.value(), o.value(), joinLists))));
      return new Mapping(at, merged);
    }
    if (joinLists && base instanceof Sequence(_, var first, _) && over instanceof Sequence(var at, var then, _)) {
      var joined = new ArrayList<>(first);
      joined.addAll(then);
      return new Sequence(at, joined);
    }
    return over;
  }
}
