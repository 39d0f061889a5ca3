package io.carrierlab.cluster.bench;

import io.carrierlab.cluster.scenario.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Scenarios that come with the benchmarks. */
final class Bundled {
  private Bundled() {}

  /** @throws IOException if it cannot be read */
  static Scenario scenario(String name) throws IOException {
    try (InputStream in = Bundled.class.getResourceAsStream(name)) {
      return said(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** What this text says. @throws IOException if it cannot be kept in a file for a moment */
  static Scenario said(String text) throws IOException {
    Path file = Files.createTempFile("carrierlab-bench-", ".yaml");
    try {
      Files.writeString(file, text);
      return switch (Scenario.load(file, List.of())) {
        case Scenario.Loaded.Valid valid -> valid.scenario();
        case Scenario.Loaded.Refused refused -> throw new IllegalStateException(text + refused.errors());
      };
    } finally {
      Files.delete(file);
    }
  }
}
