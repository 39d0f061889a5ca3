package io.carrierlab.protocols.tcp;

/** What can happen to a {@link TcpStack}: calls of its user (RFC 9293 §3.9.1), segments, timers. */
public sealed interface TcpEvent {
  /** From now on connections to this local port, at any local address, are accepted. */
  record Listen(int port) implements TcpEvent {}

  /** No new connection to the port; those that exist stay. */
  record Unlisten(int port) implements TcpEvent {}

  /**
   * Opens a connection. It ends in {@link TcpAction.Connected} or in {@link TcpAction.Closed}.
   *
   * @param flow a new one; {@link TcpStack#freePort} gives a local port for it
   * @param ttl of every segment of this connection, 1 to 255
   */
  record Connect(Flow flow, int ttl) implements TcpEvent {}

  /**
   * A packet of protocol 6 came in. The octets are read during the call only.
   *
   * @param offset of the TCP header in {@code buffer}
   * @param length octets of the IP payload: TCP header, options, data
   */
  record Arrived(int source, int destination, byte[] buffer, int offset, int length) implements TcpEvent {}

  /** Octets for the peer. Taken as a whole while {@link TcpStack#writable} is above 0, else as a whole refused. */
  record Send(Flow flow, byte[] octets) implements TcpEvent {}

  /** No more octets will be sent: FIN follows the last of them. What the peer still sends is delivered. */
  record Close(Flow flow) implements TcpEvent {}

  /** Forgets the connection at once and resets it at the peer. */
  record Abort(Flow flow) implements TcpEvent {}

  /** The user is busy: octets are kept, the window closes as they fill it, until {@link Resume}. */
  record Pause(Flow flow) implements TcpEvent {}

  record Resume(Flow flow) implements TcpEvent {}

  /** An armed timer ran out. */
  record TimerFired(TcpTimer timer) implements TcpEvent {}

  /**
   * Every segment from and to this address is signed from now on (RFC 2385), those of open connections too.
   *
   * @param key 1 to 80 octets
   */
  record SetKey(int remoteAddress, byte[] key) implements TcpEvent {}

  /** Segments from and to this address are no longer signed. */
  record ClearKey(int remoteAddress) implements TcpEvent {}

  /** The TTL, 1 to 255, of segments to this address, those of connections that it opens included. */
  record SetTtl(int remoteAddress, int ttl) implements TcpEvent {}
}
