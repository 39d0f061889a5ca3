package io.carrierlab.node.hsrp;

import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.topology.HsrpConfig;

/** A group, and the interface that it is on. */
public record HsrpPlace(IpInterface port, HsrpConfig config) {}
