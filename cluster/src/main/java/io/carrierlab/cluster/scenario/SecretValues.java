package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.source.Problems;
import io.carrierlab.cluster.source.Secrets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds the passwords and keys of a document by the keys that they stand under. */
final class SecretValues {
  static final String MASKED = "\"" + Secrets.MASK + "\" is what results have in place of a password or key";
  static final String INSTEAD = "the password or key itself";

  private SecretValues() {}

  /** What of a part of the document is secret: {@code VALUES} of a mapping whose keys are names of nodes. */
  private enum Of { NOTHING, VALUES, ALL }

  static void collect(Yaml in, Problems into) {
    collect(in, Of.NOTHING, into);
  }

  /** Of what is to stand below these keys. */
  static void collect(List<String> path, Yaml value, Problems into) {
    collect(value, path.stream().map(SecretValues::below).max(Comparator.naturalOrder()).orElse(Of.NOTHING), into);
  }

  /** Of a secret everything in it is, also where a list or a mapping stands for one value. */
  private static void collect(Yaml in, Of secret, Problems into) {
    switch (in) {
      case Yaml.Mapping mapping -> mapping.entries().forEach((key, entry) -> {
        if (secret == Of.ALL) {
          into.secrets().add(key);
        }
        collect(entry.value(), secret == Of.NOTHING ? below(key) : secret, into);
      });
      case Yaml.Sequence sequence -> sequence.items().forEach(item -> collect(item, secret, into));
      case Yaml.Scalar(var at, var text, var type) -> {
        if (secret != Of.NOTHING && text.equals(Secrets.MASK)) {
          into.error(at, MASKED, INSTEAD);
        }
        if (secret != Of.NOTHING && type != Yaml.Type.NULL && type != Yaml.Type.BOOLEAN) {
          into.secrets().add(text);
        }
      }
    }
  }

  private static Of below(String key) {
    return switch (key) {
      case "keys" -> Of.NOTHING;                         // of a keyring: mappings with a key each
      case "passwords" -> Of.VALUES;
      default -> Secrets.name(key) ? Of.ALL : Of.NOTHING;
    };
  }

  /** {@code PATH=VALUE} of {@code --set}, with its secrets masked. */
  static String masked(String argument) {
    int equals = argument.indexOf('=');
    if (equals < 0) {
      return argument;
    }
    String path = argument.substring(0, equals);
    String value = argument.substring(equals + 1);
    if (Stream.of(path.split("\\.")).anyMatch(step -> below(step) != Of.NOTHING)) {
      return path + "=" + Secrets.MASK;
    }
    var problems = new Problems();
    YamlReader.readArgument(path, value, problems).ifPresent(yaml -> collect(yaml, problems));
    return path + "=" + problems.secrets().mask(value);
  }
}
