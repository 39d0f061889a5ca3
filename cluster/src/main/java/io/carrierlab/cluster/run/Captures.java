package io.carrierlab.cluster.run;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.cluster.scenario.Scenario.Capture;
import io.carrierlab.loadgen.report.FileProblem;
import io.carrierlab.node.fabric.InterfaceCapture;
import io.carrierlab.node.fabric.capture.CaptureFile;
import io.carrierlab.node.fabric.capture.CapturedInterface;
import io.carrierlab.node.fabric.capture.Direction;
import io.carrierlab.node.fabric.capture.LinkType;
import io.carrierlab.node.fabric.capture.OrderedCapture;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.protocols.ethernet.FrameOctets;
import io.carrierlab.protocols.frame.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The capture files of a run: one for each captured interface, what is sent and received there in order of time. */
final class Captures implements AutoCloseable {
  static final String DIRECTORY = "captures";
  /** One file. */
  private record Open(Path path, CaptureFile file, OrderedCapture packets) {}

  private final List<Open> files = new ArrayList<>();

  /**
   * @param out the directory of the run; empty: nothing is captured
   * @throws FileProblem if a file cannot be made
   */
  Captures(Network network, List<Capture> wanted, Optional<Path> out) throws FileProblem {
    if (out.isEmpty()) {
      return;
    }
    Path directory = out.get().resolve(DIRECTORY);
    try {
      Files.createDirectories(directory);
      for (Capture capture : wanted) {
        open(network, capture, directory);
      }
    } catch (IOException e) {
      throw new FileProblem(directory, "cannot be written", e);
    }
    if (!wanted.isEmpty()) {
      network.afterEachRound(() -> write(network.reachedNanos()));
    }
  }

  /** What the run is to capture: what it was asked for, and what the scenario asks for besides. */
  static List<Capture> wanted(Scenario scenario, RunOptions options) {
    var wanted = new ArrayList<>(options.captures());
    scenario.captures().stream().filter(each -> wanted.stream().noneMatch(each::sameInterface)).forEach(wanted::add);
    return wanted;
  }

  private void open(Network network, Capture wanted, Path directory) throws IOException {
    LinkConfig link = network.topology().links().stream().filter(each -> each.ends().stream()
        .anyMatch(end -> end.node().equals(wanted.node()) && end.port() == wanted.port())).findFirst().orElse(null);
    if (link == null) {
      return;
    }
    String name = wanted.node() + ":" + wanted.interfaceName();
    Path path = directory.resolve(fileName(wanted));
    CaptureFile file = CaptureFile.create(path, "Carrierlab, link " + link.name(),
        network.epoch());
    int number = file.add(new CapturedInterface(name, "link " + link.name(),
        link.lan() ? LinkType.ETHERNET : LinkType.CISCO_HDLC));
    var ordered = new OrderedCapture(file, number);
    files.add(new Open(path, file, ordered));
    long from = wanted.from().toNanos();
    long until = wanted.until().toNanos();
    network.capture(network.links().end(wanted.node(), wanted.interfaceName()), new InterfaceCapture() {
      @Override
      public void sent(long atNanos, Frame frame) {
        add(atNanos, Direction.OUTBOUND, frame);
      }

      @Override
      public void received(long atNanos, Frame frame) {
        add(atNanos, Direction.INBOUND, frame);
      }

      private void add(long atNanos, Direction direction, Frame frame) {
        if (atNanos >= from && atNanos < until) {
          ordered.add(atNanos, direction, link.lan() ? FrameOctets.ethernet(frame) : FrameOctets.hdlc(frame));
        }
      }

      @Override
      public void emptied(long nowNanos) {
        ordered.drop(nowNanos);
      }
    });
  }

  static String fileName(Capture capture) {
    return (capture.node() + "-" + capture.interfaceName()).replaceAll("[^A-Za-z0-9._-]", "_") + ".pcapng";
  }

  private void write(long beforeNanos) {
    for (Open each : files) {
      try {
        each.packets.writeBefore(beforeNanos);
      } catch (IOException e) {
        throw new UncheckedIOException(new FileProblem(each.path, "cannot be written", e));
      }
    }
  }

  @Override
  public void close() throws FileProblem {
    try {
      write(Long.MAX_VALUE);
    } finally {
      for (Open each : files) {
        close(each);
      }
    }
  }

  private static void close(Open each) throws FileProblem {
    try {
      each.file.close();
    } catch (IOException e) {
      throw new FileProblem(each.path, "cannot be written", e);
    }
  }
}
