package io.carrierlab.protocols.bgp;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.tcp.Flow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Lends a passive {@link BgpSession} a real TCP socket on the loopback and real timers, in one thread. */
final class SocketPump implements AutoCloseable {
  private static final int POLL_MILLIS = 5;

  private final BgpSession session;
  private final ServerSocket server;
  private final Map<SessionTimer, Long> timers = new LinkedHashMap<>();
  private final ConcurrentLinkedQueue<SessionEvent> inbox = new ConcurrentLinkedQueue<>();
  private final LinkedBlockingQueue<SessionAction> outcomes = new LinkedBlockingQueue<>();
  private final List<byte[]> received = new ArrayList<>();
  private final long startNanos = System.nanoTime();
  private final Thread thread;
  private Optional<Socket> socket = Optional.empty();
  private Optional<Flow> flow = Optional.empty();
  private volatile SessionView view;
  private volatile boolean stopping;

  SocketPump(BgpSession session) throws IOException {
    this.session = session;
    server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
    server.setSoTimeout(POLL_MILLIS);
    view = session.view();
    thread = Thread.ofPlatform().daemon().start(this::run);
  }

  int port() {
    return server.getLocalPort();
  }

  SessionView view() {
    return view;
  }

  /** To be called when the thread has ended: the octets that came, for new vectors. */
  List<byte[]> received() {
    return received;
  }

  void put(SessionEvent event) {
    inbox.add(event);
  }

  /** The first outcome that fits, those before it dropped. @throws AssertionError if none comes in time */
  SessionAction await(String what, Predicate<SessionAction> wanted) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      SessionAction outcome = outcomes.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (outcome == null) {
        throw new AssertionError("no " + what + " within 30 s: " + view);
      }
      if (wanted.test(outcome)) {
        return outcome;
      }
    }
  }

  private void run() {
    step(new SessionEvent.Start());
    while (!stopping) {
      for (SessionEvent event = inbox.poll(); event != null; event = inbox.poll()) {
        step(event);
      }
      fireTimers();
      try {
        if (flow.isEmpty()) {
          accept();
        } else {
          read();
        }
      } catch (SocketTimeoutException nothing) {
        continue;                                    // time to look at timers and inbox
      } catch (IOException gone) {
        flow.ifPresent(each -> step(new SessionEvent.TcpClosed(each, gone.getMessage())));
        flow = Optional.empty();
      }
    }
  }

  private void accept() throws IOException {
    Socket accepted = server.accept();
    accepted.setSoTimeout(POLL_MILLIS);
    accepted.setTcpNoDelay(true);
    socket = Optional.of(accepted);
    flow = Optional.of(new Flow(Ipv4.parse(accepted.getLocalAddress().getHostAddress()), accepted.getLocalPort(),
        Ipv4.parse(accepted.getInetAddress().getHostAddress()), accepted.getPort()));
    step(new SessionEvent.TcpConnected(flow.get(), true));
  }

  private void read() throws IOException {
    byte[] buffer = new byte[8192];
    int count = socket.orElseThrow().getInputStream().read(buffer);
    if (count < 0) {
      throw new IOException("end of stream");
    }
    byte[] octets = Arrays.copyOf(buffer, count);
    received.add(octets);
    step(new SessionEvent.TcpReceived(flow.orElseThrow(), octets));
  }

  private void fireTimers() {
    for (SessionTimer timer : List.copyOf(timers.keySet())) {
      Long due = timers.get(timer);
      if (due != null && now() >= due) {
        timers.remove(timer);
        step(new SessionEvent.TimerFired(timer));
      }
    }
  }

  private void step(SessionEvent event) {
    for (SessionAction action : session.on(event, now())) {
      switch (action) {
        case SessionAction.TcpSend(Flow to, byte[] octets) -> write(to, octets);
        case SessionAction.TcpClose(Flow which) -> close(which);
        case SessionAction.Arm(SessionTimer timer, var after) -> timers.put(timer, now() + after.toNanos());
        case SessionAction.Disarm(SessionTimer timer) -> timers.remove(timer);
        case SessionAction.TcpConnect _, SessionAction.TcpCancel _ -> throw new AssertionError("session is passive");
        case SessionAction.Established _, SessionAction.Down _, SessionAction.UpdateReceived _,
            SessionAction.RefreshRequested _ -> outcomes.add(action);
      }
    }
    view = session.view();
  }

  private void write(Flow to, byte[] octets) {
    try {
      if (flow.equals(Optional.of(to))) {
        socket.orElseThrow().getOutputStream().write(octets);
      }
    } catch (IOException gone) {
      inbox.add(new SessionEvent.TcpClosed(to, gone.getMessage()));
    }
  }

  private void close(Flow which) {
    if (flow.equals(Optional.of(which))) {
      flow = Optional.empty();
      try {
        socket.orElseThrow().close();
      } catch (IOException gone) {
        inbox.add(new SessionEvent.TcpClosed(which, gone.getMessage()));
      }
    }
  }

  private long now() {
    return System.nanoTime() - startNanos;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    stopping = true;
    thread.join();
    server.close();
    if (socket.isPresent()) {
      socket.get().close();
    }
  }
}
