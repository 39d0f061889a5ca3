package io.carrierlab.cluster.attach;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.function.BiConsumer;

/** A UDP socket with a thread that reads it until it is closed. */
final class Socket implements AutoCloseable {
  /** The largest UDP payload that IPv4 carries. */
  private static final int LARGEST = 65_507;
  private static final int RECEIVE_BUFFER = 1 << 20;

  private final DatagramChannel channel;

  private Socket(DatagramChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens a socket and begins to read.
   *
   * @param local port 0: any
   * @param heard is told who sent what, by the reading thread
   * @throws BindException if the address cannot be had; its message names it
   */
  static Socket open(InetSocketAddress local, BiConsumer<InetSocketAddress, byte[]> heard) throws IOException {
    var channel = DatagramChannel.open();
    try {
      channel.setOption(java.net.StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
      channel.bind(local);
    } catch (IOException refused) {
      channel.close();
      var named = new BindException(local.getAddress().getHostAddress() + ":" + local.getPort() + ": "
          + refused.getMessage());
      named.initCause(refused);
      throw named;
    }
    Thread.ofPlatform().daemon().name("attach-" + channel.getLocalAddress()).start(() -> read(channel, heard));
    return new Socket(channel);
  }

  private static void read(DatagramChannel channel, BiConsumer<InetSocketAddress, byte[]> heard) {
    var buffer = ByteBuffer.allocate(LARGEST);
    while (channel.isOpen()) {
      try {
        var from = (InetSocketAddress) channel.receive(buffer.clear());
        byte[] octets = new byte[buffer.flip().remaining()];
        buffer.get(octets);
        heard.accept(from, octets);
      } catch (ClosedChannelException over) {
        return;
      } catch (IOException unreachable) {
        // An ICMP error about something that we sent; who waits for an answer will find out.
      }
    }
  }

  int localPort() throws IOException {
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  /** False if the system did not take it. */
  boolean send(byte[] octets, InetSocketAddress to) {
    try {
      return channel.send(ByteBuffer.wrap(octets), to) == octets.length;
    } catch (IOException refused) {
      return false;
    }
  }

  /** An address from 32 bits in network order. */
  static InetSocketAddress address(int address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(address).array()), port);
    } catch (java.net.UnknownHostException impossible) {
      throw new IllegalStateException(impossible);          // four octets are an address
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
