package io.carrierlab.cluster.source;

import java.util.Collection;
import java.util.Locale;

/** Finds the known word that a misspelt one was probably meant to be. */
public final class Nearest {
  private static final int MAX_LENGTH = 40;
  private static final int MAX_COMPARED = 10_000;

  private Nearest() {}

  /** The first known word with the fewest edits, if they are few for its length; empty text if there is none. */
  public static String to(String word, Collection<String> known) {
    String best = "";
    int fewest = Math.max(1, word.length() / 3) + 1;
    int compared = 0;
    for (String candidate : known) {
      if (compared++ == MAX_COMPARED) {
        break;
      }
      if (Math.abs(candidate.length() - word.length()) < fewest && candidate.length() <= MAX_LENGTH) {
        int edits = edits(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
        if (edits < fewest && edits < Math.max(word.length(), candidate.length()) && !candidate.equals(word)) {
          fewest = edits;
          best = candidate;
        }
      }
    }
    return best;
  }

  /** For the end of a message: {@code ; did you mean "..."?}, or nothing. */
  public static String hint(String word, Collection<String> known) {
    String near = to(word, known);
    return near.isEmpty() ? "" : "; did you mean \"" + near + "\"?";
  }

  /** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
  private static int edits(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] = Math.min(cost[i - 1][j - 1] + same, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
