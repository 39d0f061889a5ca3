package io.carrierlab.node.topology;

/** One device, known to the fabric by its place in the topology and to people by its unique name. */
public sealed interface NodeConfig
    permits RouterConfig, HostConfig, ClientConfig, IpsecPeerConfig, LastMileConfig, RadiusConfig, AttachConfig,
    FirewallConfig {
  String name();

  /** What it is called in scenario files: {@code pe}, {@code host}, {@code client} ... */
  String kind();
}
