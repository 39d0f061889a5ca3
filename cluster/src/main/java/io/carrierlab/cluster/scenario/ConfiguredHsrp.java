package io.carrierlab.cluster.scenario;

/** HSRP groups of device configurations: {@code standby} on interfaces. */
final class ConfiguredHsrp {
  private final Plan plan;

  ConfiguredHsrp(Plan plan) {
    this.plan = plan;
  }

  void read() {
  }
}
