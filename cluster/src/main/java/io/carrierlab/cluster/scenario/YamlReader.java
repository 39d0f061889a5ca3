package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.cluster.source.Problems;
import io.carrierlab.loadgen.report.Printable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML 1.2 text to a {@link Yaml} tree. Built from parser events with a stack of its own, so that neither depth (a call
 * stack) nor aliases (exponential growth) can be exhausted by a file: both are bounded, and a cycle cannot be written.
 */
final class YamlReader {
  private static final int MAX_DEPTH = 40;
  static final int MAX_VALUES = 400_000;
  private static final Pattern NUMBER = Pattern.compile("[-+]?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]{1,3})?");

  private final String file;
  private final boolean wholeOnly;
  private final Problems problems;
  private final Deque<Open> open = new ArrayDeque<>();
  private final Map<Anchor, Yaml> anchors = new HashMap<>();
  private int values;
  private Optional<Yaml> root = Optional.empty();

  /** A mapping or list whose end has not been seen. */
  private static final class Open {
    final Position at;
    final Optional<Anchor> anchor;
    final LinkedHashMap<String, Yaml.Entry> entries;    // null: a list
    final List<Yaml> items = new ArrayList<>();
    Yaml.Scalar key;

    Open(Position at, NodeEvent event) {
      this.at = at;
      this.anchor = event.getAnchor();
      this.entries = event instanceof MappingStartEvent ? new LinkedHashMap<>() : null;
    }
  }

  /** Ends the reading of a file; what was wrong is already noted. */
  private static final class Stop extends Exception {
    Stop() {
      super(null, null, false, false);
    }
  }

  private YamlReader(String file, boolean wholeOnly, Problems problems) {
    this.wholeOnly = wholeOnly;
    this.file = file;
    this.problems = problems;
  }

  /** Empty if the text is not YAML, or is empty; the reasons are then in {@code problems}. */
  static Optional<Yaml> read(String file, String text, Problems problems) {
    return read(new YamlReader(file, false, problems), text);
  }

  /** The value of a {@code --set} argument, which stands nowhere in a file. */
  static Optional<Yaml> readArgument(String argument, String value, Problems problems) {
    return read(new YamlReader(argument, true, problems), value);
  }

  private static Optional<Yaml> read(YamlReader reader, String text) {
    String file = reader.file;
    Problems problems = reader.problems;
    int before = problems.errors().size();
    try {
      var settings = LoadSettings.builder().setLabel(file).setCodePointLimit(Integer.MAX_VALUE).build();
      for (Event event : new Parse(settings).parseString(text)) {
        reader.on(event);
      }
    } catch (Stop stop) {
      return Optional.empty();
    } catch (MarkedYamlEngineException e) {
      String what = e.getProblem() == null ? e.getContext() : e.getProblem();
      problems.error(e.getProblemMark().or(e::getContextMark).map(reader::position).orElse(Position.whole(file)),
          "not YAML: " + what.replaceAll("\\s+", " "));
      return Optional.empty();
    } catch (ReaderException e) {
      int at = Math.min(e.getPosition(), text.length());
      problems.error(positionOf(file, text, at),
          String.format("the character U+%04X is not allowed in YAML", e.getCodePoint()));
      return Optional.empty();
    } catch (YamlEngineException | IllegalArgumentException e) {
      problems.error(Position.whole(file), "not YAML: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
      return Optional.empty();
    }
    if (reader.root.isEmpty() && problems.errors().size() == before) {
      problems.error(Position.whole(file), "the file is empty", "a mapping such as \"name: my-network\"");
    }
    return reader.root;
  }

  private static Position positionOf(String file, String text, int codePoints) {
    String before = text.substring(0, Math.min(text.length(), codePoints));
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    return new Position(file, line, before.length() - before.lastIndexOf('\n'));
  }

  private Position position(Mark mark) {
    return wholeOnly ? Position.whole(file) : new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private void on(Event event) throws Stop {
    Position at = event.getStartMark().map(this::position).orElse(Position.whole(file));
    switch (event.getEventId()) {
      case StreamStart, StreamEnd, DocumentEnd, Comment -> { }
      case DocumentStart -> {
        if (root.isPresent()) {
          problems.error(at, "a second YAML document begins here", "one document in a file");
          throw new Stop();
        }
      }
      case MappingStart, SequenceStart -> {
        if (open.size() == MAX_DEPTH) {
          problems.error(at, "nested more than " + MAX_DEPTH + " deep");
          throw new Stop();
        }
        open.push(new Open(at, (NodeEvent) event));
      }
      case MappingEnd, SequenceEnd -> {
        Open done = open.pop();
        add(done.entries == null ? new Yaml.Sequence(done.at, done.items) : new Yaml.Mapping(done.at, done.entries),
            done.anchor, 1, at);
      }
      case Scalar -> {
        var scalar = (ScalarEvent) event;
        scalar.getValue().codePoints().filter(c -> !Printable.isPrintable(c) && c != '\n' && c != '\t').findFirst()
            .ifPresent(c -> problems.error(at, String.format("the character U+%04X is in %s", c,
                Problem.quote(scalar.getValue())), "visible characters"));
        add(new Yaml.Scalar(at, scalar.getValue(), type(scalar)), scalar.getAnchor(), 1, at);
      }
      case Alias -> {
        Anchor anchor = ((AliasEvent) event).getAlias();
        Yaml target = anchors.get(anchor);
        if (target == null) {
          problems.error(at, "there is no anchor &" + anchor.getValue() + " before this", "an anchor above");
          throw new Stop();
        }
        add(target, Optional.empty(), target.size(), at);
      }
    }
  }

  private void add(Yaml value, Optional<Anchor> anchor, int cost, Position at) throws Stop {
    anchor.ifPresent(name -> anchors.put(name, value));
    values = Math.addExact(values, cost);
    if (values > MAX_VALUES) {
      problems.error(at, "the file has more than " + MAX_VALUES + " values, aliases expanded");
      throw new Stop();
    }
    Open in = open.peek();
    if (in == null) {
      root = Optional.of(value);
    } else if (in.entries == null) {
      in.items.add(value);
    } else if (in.key == null) {
      if (!(value instanceof Yaml.Scalar key)) {
        problems.error(value.at(), value.what() + " cannot be a key", "text");
        throw new Stop();
      }
      in.key = key;
    } else {
      var earlier = in.entries.get(in.key.text());
      if (earlier != null) {
        problems.error(in.key.at(), "duplicate key " + Problem.quote(in.key.text()) + ", first at " + earlier.keyAt());
      } else {
        in.entries.put(in.key.text(), new Yaml.Entry(in.key.at(), value));
      }
      in.key = null;
    }
  }

  /** The core schema of YAML 1.2 without octal and hexadecimal numbers: they are text here. */
  private static Yaml.Type type(ScalarEvent scalar) {
    String text = scalar.getValue();
    if (!scalar.isPlain()) {
      return Yaml.Type.TEXT;
    }
    return switch (text) {
      case "", "~", "null" -> Yaml.Type.NULL;
      case "true", "false" -> Yaml.Type.BOOLEAN;
      default -> NUMBER.matcher(text).matches() ? Yaml.Type.NUMBER : Yaml.Type.TEXT;
    };
  }
}
