package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.IkeReader.Proof;

/**
 * The laboratory's CA: certificates for aggregators and clients where a scenario wants them.
 *
 * <p>Here credentials will be issued as soon as the CA is part of this branch; until then ends have none, and trust
 * nobody.
 */
final class LabAuthority {
  Proof gateway(String name) {
    return Proof.SHARED_KEY;
  }

  /** @param expired a certificate whose time was over when the run began */
  Proof client(String population, boolean expired) {
    return Proof.SHARED_KEY;
  }
}
