package io.carrierlab.cluster.ios;

import io.carrierlab.cluster.source.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The form of a command as manuals print it: {@code pre-shared-key address ADDRESS [MASK] key KEY}. Words in lower case
 * are keywords, with {@code |} between alternatives; words in upper case stand for something, {@code WORDS} for all
 * that is left; brackets hold what may be missing.
 */
final class Form {
  private final String text;
  private final List<Part> parts;
  private final List<String> keywords;

  /** @param words empty: an optional group of {@code parts} */
  private record Part(String word, List<Part> parts) {
    boolean group() {
      return word.isEmpty();
    }

    boolean keyword() {
      return Character.isLowerCase(word.charAt(0)) || Character.isDigit(word.charAt(0));
    }
  }

  /** What a line says: words by what they stand for, and the words of {@code WORDS}. */
  record Match(Map<String, Word> values, List<Word> rest) {}

  /** How far a line follows a form. @param match empty: not to its end */
  record Attempt(Form form, int followed, Optional<Match> match) {}

  Form(String text) {
    this.text = text;
    this.parts = parse(List.of(text.replace("[", " [ ").replace("]", " ] ").strip().split("\\s+")));
    var head = new ArrayList<String>();
    for (Part part : parts) {
      // Alternatives are what a command says, unless it begins with them.
      if (part.group() || !part.keyword() || part.word().indexOf('|') >= 0 && !head.isEmpty()) {
        break;
      }
      head.add(part.word());
    }
    this.keywords = List.copyOf(head);
  }

  private static List<Part> parse(List<String> tokens) {
    var parts = new ArrayList<Part>();
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).equals("[")) {
        int close = i + tokens.subList(i, tokens.size()).indexOf("]");
        parts.add(new Part("", parse(tokens.subList(i + 1, close))));
        i = close;
      } else {
        parts.add(new Part(tokens.get(i), List.of()));
      }
    }
    return List.copyOf(parts);
  }

  String text() {
    return text;
  }

  /** The keywords that it begins with. */
  String head() {
    return String.join(" ", keywords);
  }

  /** Whether a line begins with this form's keywords. */
  boolean begins(List<Word> words) {
    if (words.size() < keywords.size()) {
      return false;
    }
    for (int i = 0; i < keywords.size(); i++) {
      if (!is(keywords.get(i), words.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean is(String alternatives, Word word) {
    for (String keyword : alternatives.split("\\|")) {
      if (word.is(keyword)) {
        return true;
      }
    }
    return false;
  }

  Attempt attempt(List<Word> words) {
    var values = new LinkedHashMap<String, Word>();
    var rest = new ArrayList<Word>();
    int at = follow(parts, words, 0, values, rest);
    boolean whole = at == words.size();
    return new Attempt(this, at < 0 ? -at - 1 : at, whole ? Optional.of(new Match(values, rest)) : Optional.empty());
  }

  /** The index after the last word that fits, or, if a needed part is missing there, minus that index minus 1. */
  private static int follow(List<Part> parts, List<Word> words, int from, Map<String, Word> values, List<Word> rest) {
    int at = from;
    for (Part part : parts) {
      if (part.group()) {
        var inside = new LinkedHashMap<String, Word>();
        int after = follow(part.parts(), words, at, inside, rest);
        if (after >= 0) {
          values.putAll(inside);
          at = after;
        }
      } else if (at < words.size() && part.word().equals("WORDS")) {
        rest.addAll(words.subList(at, words.size()));
        at = words.size();
      } else if (at < words.size() && fits(part, words.get(at))) {
        values.put(part.word(), words.get(at));
        at++;
      } else {
        return -at - 1;
      }
    }
    return at;
  }

  private static boolean fits(Part part, Word word) {
    return part.keyword() ? is(part.word(), word) : switch (part.word().replaceAll("[0-9]", "")) {
      case "ADDRESS", "MASK" -> word.text().matches("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");
      case "NUMBER", "SECONDS", "BITS", "PORT" -> word.text().matches("[0-9]{1,9}");
      default -> true;
    };
  }

  /** What is wrong with a line that follows this form up to a point. */
  static Problem problem(List<Word> words, Attempt attempt) {
    boolean incomplete = attempt.followed() >= words.size();
    Word at = words.get(Math.min(words.size() - 1, attempt.followed()));
    return new Problem(at.at(), incomplete ? "the command is incomplete"
        : "the command goes on with " + Problem.quote(at.text()), attempt.form().text(), "");
  }
}
