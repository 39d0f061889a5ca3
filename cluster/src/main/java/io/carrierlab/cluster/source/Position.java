package io.carrierlab.cluster.source;

/**
 * Where in the input something stands.
 *
 * @param file as the user named it, or the whole {@code --set} argument
 * @param line from 1; 0: the input as a whole
 * @param column from 1, in characters; 0 with line 0
 */
public record Position(String file, int line, int column) {
  /** The input as a whole: a file that cannot be read, an argument of the command line. */
  public static Position whole(String file) {
    return new Position(file, 0, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}
