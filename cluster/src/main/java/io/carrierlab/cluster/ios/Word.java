package io.carrierlab.cluster.ios;

import io.carrierlab.cluster.source.Position;

/** A word of a configuration line, and where it stands. */
public record Word(String text, Position at) {
  boolean is(String keyword) {
    return text.equalsIgnoreCase(keyword);
  }
}
