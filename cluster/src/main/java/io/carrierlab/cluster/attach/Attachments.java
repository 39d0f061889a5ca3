package io.carrierlab.cluster.attach;

import io.carrierlab.node.attach.Outside;
import io.carrierlab.node.topology.AttachConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.Topology;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The sockets of all attachments of a network. */
public final class Attachments implements AutoCloseable {
  private final Map<String, Sockets> open = new LinkedHashMap<>();

  private Attachments() {}

  /** All attachments are silent, as in virtual time. */
  public static Attachments silent() {
    return new Attachments();
  }

  /**
   * Opens what the attachments of a network say.
   *
   * @throws java.net.BindException if an address cannot be had; its message names it
   */
  public static Attachments open(Topology topology) throws IOException {
    var all = new Attachments();
    try {
      for (NodeConfig node : topology.nodes()) {
        if (node instanceof AttachConfig attach) {
          all.open(attach);
        }
      }
      return all;
    } catch (IOException refused) {
      all.close();
      throw refused;
    }
  }

  private void open(AttachConfig attach) throws IOException {
    switch (attach.role()) {
      case AttachConfig.Clients clients -> {
        if (clients.listen().isPresent()) {
          open.put(attach.name(), new ClientSockets(clients.listen().get()));
        }
      }
      case AttachConfig.Server server -> open.put(attach.name(), new ServerSockets(server));
    }
  }

  /** What is beyond the attachment of this name. */
  public Outside of(String name) {
    Sockets sockets = open.get(name);
    return sockets == null ? Outside.SILENT : sockets;
  }

  @Override
  public void close() throws IOException {
    for (Sockets each : open.values()) {
      each.close();
    }
  }
}
