package io.carrierlab.loadgen.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.carrierlab.loadgen.drill.SampleRun;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimelineWriterTest {
  @Test
  void writesOneObjectPerLine() throws IOException {
    var out = new StringWriter();
    try (var timeline = new TimelineWriter(out, 10)) {
      timeline.write(new TimelineEvent.Session(1, "pe1", TimelineEvent.Protocol.LDP, "p1", "Operational", true,
          Optional.empty()));
      timeline.write(new TimelineEvent.FlowGap(33_007_000_000L, "a2", "voice", 29_997_000_000L, 300));
      timeline.write(new TimelineEvent.Note(40_000_000_000L, Optional.empty(), "a \"line\"\nwith \u2028 breaks"));
    }
    assertThat(out.toString().split("\n")).containsExactly(
        "{\"t\":0.000000001,\"node\":\"pe1\",\"kind\":\"ldp-session\",\"text\":\"LDP with p1 is Operational\","
        + "\"peer\":\"p1\",\"state\":\"Operational\",\"up\":true}",
        "{\"t\":33.007,\"node\":\"a2\",\"kind\":\"flow-gap\",\"text\":\"flow voice is back after 3.01 s, "
        + "300 packets lost\",\"flow\":\"voice\",\"since\":29.997,\"seconds\":3.01,\"lost\":300}",
        "{\"t\":40,\"node\":\"\",\"kind\":\"note\",\"text\":\"a \\\"line\\\"\\nwith \u2028 breaks\"}");
  }

  @Test
  void countsWhatIsBeyondTheCap() throws IOException {
    var out = new StringWriter();
    try (var timeline = new TimelineWriter(out, 2)) {
      for (int i = 0; i < 5; i++) {
        timeline.write(route(i));
      }
      timeline.write(new TimelineEvent.Power(9, "pe1", true));
      assertThat(timeline.written()).containsExactly(route(0), route(1), new TimelineEvent.Power(9, "pe1", true));
    }
    var sums = new StringWriter();
    try (var timeline = new TimelineWriter(sums, 2)) {
      for (int i = 0; i < 5; i++) {
        timeline.write(new TimelineEvent.Requests(i, 1, "staff", 1, 1, 0));
      }
    }
    assertThat(sums.toString().lines()).as("a sum of some of them would be wrong").hasSize(5);
    String[] lines = out.toString().split("\n");
    assertThat(lines).hasSize(4);
    assertThat(lines[3]).isEqualTo("{\"t\":0.000000009,\"node\":\"\",\"kind\":\"remainder\","
        + "\"text\":\"3 more of kind route were not written\",\"of\":\"route\",\"count\":3}");
  }

  @Test
  void memoryAndFileStayBoundedInALongRun() throws IOException {
    var counted = new Writer() {
      long characters;

      @Override
      public void write(char[] buffer, int offset, int length) {
        characters += length;
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    long before = runtime.totalMemory() - runtime.freeMemory();
    long held;
    try (var timeline = new TimelineWriter(counted, 1_000)) {
      for (int i = 0; i < 500_000; i++) {
        timeline.write(route(i));
      }
      System.gc();
      held = runtime.totalMemory() - runtime.freeMemory() - before;
    }
    assertThat(held).isLessThan(8_000_000);
    assertThat(counted.characters).isBetween(1L, 200_000L);
  }

  @Test
  void everyEventOfARunIsValidJson(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("timeline.jsonl");
    try (var timeline = new TimelineWriter(Files.newOutputStream(file))) {
      for (TimelineEvent event : SampleReport.events(SampleRun.leaking())) {
        timeline.write(event);
      }
      for (var verdict : SampleReport.leaking().result().expectations()) {
        timeline.write(new TimelineEvent.Judged(SampleRun.leaking().endNanos(), verdict));
      }
    }
    var mapper = new ObjectMapper();
    double last = 0;
    for (String line : Files.readAllLines(file)) {
      var node = mapper.readTree(line);
      assertThat(node.propertyStream().map(Map.Entry::getKey).limit(4))
          .containsExactly("t", "node", "kind", "text");
      assertThat(node.get("t").doubleValue()).isGreaterThanOrEqualTo(last);
      last = node.get("t").doubleValue();
    }
  }

  private static TimelineEvent route(int i) {
    return new TimelineEvent.Route(i, "pe1", Optional.of("A"), "10." + (i & 255) + ".0.0/16", i % 2 == 0, "p1");
  }
}
