package io.carrierlab.protocols.slb;

/** A real server of one farm. */
final class RealServer {
  final SlbConfig.Farm farm;
  final SlbConfig.Real config;
  final Verdict.To here;
  /** Probes that say that it has failed. */
  int failedProbes;
  int connections;
  long total;
  int failures;
  int unanswered;

  RealServer(SlbConfig.Farm farm, SlbConfig.Real config) {
    this.farm = farm;
    this.config = config;
    this.here = new Verdict.To(config.address());
  }

  boolean failed() {
    return failedProbes > 0;
  }

  boolean full() {
    return config.maxConnections().isPresent() && connections >= config.maxConnections().getAsInt();
  }

  boolean takesNew() {
    return config.inService() && !failed() && !full();
  }

  SlbView.Real view() {
    SlbView.State state = !config.inService() ? SlbView.State.OUTOFSERVICE : failed() ? SlbView.State.PROBE_FAILED
        : full() ? SlbView.State.MAXCONNS : SlbView.State.OPERATIONAL;
    return new SlbView.Real(farm.name(), config.address(), state, config.weight(), connections,
        config.maxConnections(), total, failures, unanswered);
  }
}
