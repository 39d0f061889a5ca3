package io.carrierlab.cluster.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a figure was measured on, and the heap's size. */
final class Machine {
  private Machine() {}

  /** One line: processor, cores, JVM, its flags. */
  static String describe() {
    return processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores, Java " + Runtime.version()
        + ", heap up to " + Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB, "
        + String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> flag.startsWith("-XX:+Use") || flag.startsWith("-Xm")).toList());
  }

  /** One thread, and one for each core if there are more. */
  static int[] oneAndAll() {
    int cores = Runtime.getRuntime().availableProcessors();
    return cores == 1 ? new int[] {1} : new int[] {1, cores};
  }

  private static String processor() {
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc/cpuinfo"));
      return lines.stream().filter(line -> line.startsWith("model name")).findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse(System.getProperty("os.arch"));
    } catch (IOException notLinux) {
      return System.getProperty("os.arch");
    }
  }

  /** Octets in use after collection. */
  static long heapOctets() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** CPU seconds of the threads that run nodes: compiler and collector are not in it. */
  static double workerCpuSeconds() {
    var threads = ManagementFactory.getThreadMXBean();
    long nanos = 0;
    for (long id : threads.getAllThreadIds()) {
      ThreadInfo info = threads.getThreadInfo(id);
      if (info != null && info.getThreadName().startsWith("engine-")) {
        nanos += Math.max(0, threads.getThreadCpuTime(id));
      }
    }
    return nanos / 1e9;
  }

  /** CPU seconds of the whole process. */
  static double cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
        ? os.getProcessCpuTime() / 1e9 : Double.NaN;
  }
}
