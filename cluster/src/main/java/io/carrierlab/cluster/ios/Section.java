package io.carrierlab.cluster.ios;

import io.carrierlab.cluster.source.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A command with the lines below it, as far as its form goes: what the words mean is for others to say.
 *
 * @param head the keywords that the command begins with, such as {@code crypto keyring}
 * @param values words by what they stand for in the form of the command, such as {@code NAME}; alternatives of keywords
 *     stand for themselves, such as {@code permit|deny}
 * @param rest the words at the end where the form ends in {@code WORDS}
 * @param lines of the section, each without lines of its own
 */
public record Section(String head, Position at, Map<String, Word> values, List<Word> rest, List<Section> lines) {
  public Optional<Word> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The text for what the form needs. */
  public String text(String name) {
    return values.get(name).text();
  }

  public Stream<Section> lines(String lineHead) {
    return lines.stream().filter(line -> line.head().equals(lineHead));
  }

  /** The last line with this head: it overrides those before. */
  public Optional<Section> line(String lineHead) {
    return lines(lineHead).reduce((a, b) -> b);
  }
}
