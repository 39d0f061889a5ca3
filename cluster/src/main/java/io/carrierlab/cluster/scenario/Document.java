package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.cluster.source.Problems;
import io.carrierlab.cluster.source.Secrets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/** A scenario file with the files that it includes merged under it, each once. */
final class Document {
  private static final int MAX_FILES = 200;

  private final Problems problems;
  private final SequencedSet<Path> loaded = new LinkedHashSet<>();
  private final List<Path> chain = new ArrayList<>();
  private int values;

  Document(Problems problems) {
    this.problems = problems;
  }

  /** Empty if the file itself is no mapping. */
  Optional<Yaml.Mapping> load(Path file) {
    problems.opened(file.toString());
    return load(file, Position.whole(file.toString()));
  }

  private Optional<Yaml.Mapping> load(Path file, Position askedAt) {
    Path identity = file.toAbsolutePath().normalize();
    if (chain.contains(identity)) {
      var names = new ArrayList<>(chain.subList(chain.indexOf(identity), chain.size()));
      names.add(identity);
      problems.error(askedAt, "include loop: "
          + String.join(" -> ", names.stream().map(p -> p.getFileName().toString()).toList()));
      return Optional.empty();
    }
    if (!loaded.add(identity)) {
      return Optional.empty();
    }
    if (loaded.size() > MAX_FILES) {
      problems.error(askedAt, "more than " + MAX_FILES + " files are included");
      return Optional.empty();
    }
    problems.opened(file.toString());
    Optional<Yaml> root = InputFile.read(file, askedAt, problems)
        .flatMap(text -> YamlReader.read(file.toString(), text, problems));
    if (root.isPresent() && !(root.get() instanceof Yaml.Mapping)) {
      problems.error(root.get().at(), "the file is " + root.get().what(), "a mapping such as \"name: my-network\"");
    }
    if (root.isEmpty() || !(root.get() instanceof Yaml.Mapping mapping)) {
      return Optional.empty();
    }
    values += mapping.size();
    if (values > YamlReader.MAX_VALUES) {
      problems.error(askedAt, "the included files have more than " + YamlReader.MAX_VALUES + " values");
      return Optional.empty();
    }
    chain.add(identity);
    Yaml.Mapping merged = withIncludes(file, mapping);
    chain.removeLast();
    return Optional.of(merged);
  }

  private Yaml.Mapping withIncludes(Path file, Yaml.Mapping mapping) {
    var own = new LinkedHashMap<>(mapping.entries());
    Yaml.Entry include = own.remove("include");
    Yaml result = Yaml.Mapping.empty(mapping.at());
    if (include != null) {
      List<Yaml> names = include.value() instanceof Yaml.Sequence list ? list.items() : List.of(include.value());
      for (Yaml name : names) {
        if (name instanceof Yaml.Scalar(var at, var text, var type) && type == Yaml.Type.TEXT && isPath(text)) {
          var included = load(file.resolveSibling(text), at);
          if (included.isPresent()) {
            result = Yaml.merge(result, included.get(), true);
          }
        } else {
          problems.error(name.at(), "include is " + name.what(), "a file name or a list of them");
        }
      }
    }
    return (Yaml.Mapping) Yaml.merge(result, new Yaml.Mapping(mapping.at(), own), true);
  }

  static boolean isPath(String text) {
    return !text.isEmpty() && text.length() < 1_000 && text.chars().noneMatch(c -> c == 0);
  }

  /**
   * Applies {@code PATH=VALUE}. A path is keys joined by dots; an item of a list is named by its index from 0, by its
   * {@code name}, {@code lan} or {@code id}, and {@code +} appends one. A link without a name has its two nodes
   * joined by {@code --}.
   */
  Yaml.Mapping override(Yaml.Mapping document, String argument) {
    int equals = argument.indexOf('=');
    String label = "--set " + SecretValues.masked(argument);
    Position at = Position.whole(label);
    if (equals < 1) {
      problems.error(at, "no value", "PATH=VALUE such as links.0.delay=5ms");
      return document;
    }
    List<String> steps = List.of(argument.substring(0, equals).split("\\.(?![^\\[]*\\])", -1));
    if (steps.size() > 20 || steps.contains("")) {
      problems.error(at, "the path " + Problem.quote(argument.substring(0, equals)) + " has an empty step or too many",
          "keys joined by dots, such as links.0.delay");
      return document;
    }
    if (argument.endsWith("=" + Secrets.MASK)) {
      problems.error(at, SecretValues.MASKED, SecretValues.INSTEAD);
      return document;
    }
    var value = YamlReader.readArgument(label, argument.substring(equals + 1), problems);
    value.ifPresent(yaml -> SecretValues.collect(steps, yaml, problems));
    return value.isEmpty() ? document : (Yaml.Mapping) set(document, steps, 0, value.get(), at);
  }

  private Yaml set(Yaml in, List<String> steps, int depth, Yaml value, Position at) {
    if (depth == steps.size()) {
      return value;
    }
    String step = steps.get(depth);
    switch (in) {
      case Yaml.Mapping mapping -> {
        boolean appends = depth + 1 < steps.size() && steps.get(depth + 1).equals("+");
        Yaml below = mapping.get(step).orElse(appends ? new Yaml.Sequence(at, List.of()) : Yaml.Mapping.empty(at));
        Position keyAt = mapping.entries().containsKey(step) ? mapping.entries().get(step).keyAt() : at;
        return mapping.with(step, new Yaml.Entry(keyAt, set(below, steps, depth + 1, value, at)));
      }
      case Yaml.Sequence(var where, var items, _) -> {
        var copy = new ArrayList<>(items);
        int index = index(items, step);
        if (index < 0) {
          problems.error(at, "the list " + String.join(".", steps.subList(0, depth)) + " has no item "
              + Problem.quote(step), items.isEmpty() ? "+ to append one" : "0 to " + (items.size() - 1)
              + ", a name, or + to append one");
          return in;
        }
        if (index == items.size()) {
          copy.add(Yaml.Mapping.empty(at));
        }
        copy.set(index, set(copy.get(index), steps, depth + 1, value, at));
        return new Yaml.Sequence(where, copy);
      }
      case Yaml.Scalar _ -> {
        if (in instanceof Yaml.Scalar(_, _, var type) && type == Yaml.Type.NULL) {
          return set(Yaml.Mapping.empty(at), steps, depth, value, at);
        }
        problems.error(at, String.join(".", steps.subList(0, depth)) + " is " + in.what() + " and has no "
            + Problem.quote(step));
        return in;
      }
    }
  }

  private static int index(List<Yaml> items, String step) {
    if (step.equals("+")) {
      return items.size();
    }
    if (step.matches("[0-9]{1,7}")) {
      int index = Integer.parseInt(step);
      return index < items.size() ? index : -1;
    }
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof Yaml.Mapping mapping && named(mapping, step)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean named(Yaml.Mapping mapping, String name) {
    for (String key : List.of("name", "lan", "id")) {
      if (mapping.get(key).orElse(null) instanceof Yaml.Scalar(_, var text, _) && text.equals(name)) {
        return true;
      }
    }
    var unheard = new Problems();                // the schema check tells what is wrong with a link
    List<String> nodes = new Fields(mapping, unheard).list("ends").stream().limit(2).flatMap(end -> Fields.text(end)
        .or(() -> Fields.of(end, unheard).flatMap(own -> own.text("at"))).stream()).map(end -> end.split(":", 2)[0])
        .toList();
    return nodes.size() == 2 && String.join("--", nodes).equals(name);
  }

  /** Every file that was read, absolute. */
  SequencedSet<Path> files() {
    return loaded;
  }
}
