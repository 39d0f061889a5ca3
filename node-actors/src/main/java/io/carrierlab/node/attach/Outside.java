package io.carrierlab.node.attach;

import java.util.Optional;

/**
 * The real world beyond an attachment. A flow is one correspondent: a real address and port, or an emulated one;
 * whoever opens a flow gives it its number, 0 to {@link #MOST_FLOWS} - 1.
 */
public interface Outside {
  /** As many as there are dynamic ports (RFC 6335 §6). */
  int MOST_FLOWS = 16_384;

  /** Nobody is there. */
  Outside SILENT = new Outside() {
    @Override
    public void open(Runnable waiting) {
      // Nothing will ever wait.
    }

    @Override
    public Optional<Datagram> take() {
      return Optional.empty();
    }

    @Override
    public void send(Datagram datagram) {
      // Nobody gets it.
    }

    @Override
    public Counters counters() {
      return Counters.NONE;
    }
  };

  /** A UDP payload. @param port the emulated service: 500, 4500, or one of RADIUS's */
  record Datagram(int flow, int port, byte[] octets) {}

  /**
   * Counted since the sockets were opened.
   *
   * @param queueFull datagrams from outside that found no room
   * @param noFlow datagrams to or from outside that belong to no flow, or to one too many
   * @param unsent datagrams that a socket did not take
   */
  record Counters(long received, long sent, long queueFull, long noFlow, long unsent) {
    static final Counters NONE = new Counters(0, 0, 0, 0, 0);
  }

  /** From now on {@code waiting} is run, by any thread, for each datagram that can be taken. */
  void open(Runnable waiting);

  /** The datagram that has waited longest. */
  Optional<Datagram> take();

  /** Never waits: what cannot be sent is counted. */
  void send(Datagram datagram);

  Counters counters();
}
