package org.courtyard.bench.kill;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.courtyard.stack.StackException;

/**
 * A wire between a service and the broker that can fail: passes on every byte until told not to.
 */
final class Wire implements AutoCloseable {
  private static final int BACKLOG = 50;
  private static final int BUFFER = 64 * 1024;

  private final int port;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Lock lock = new ReentrantLock();
  private final Condition thawed = lock.newCondition();
  private ServerSocket server;
  private Thread accepting;
  private boolean frozen;

  /**
   * A wire that works.
   *
   * @param port where the service finds it, on this machine
   * @param target where the broker listens, on this machine
   */
  Wire(int port, int target) {
    this.port = port;
    this.target = target;
    open();
  }

  int port() {
    return port;
  }

  /** Connections stay, and nothing passes: as when a switch has lost its way. */
  void freeze() {
    lock.lock();
    try {
      frozen = true;
    } finally {
      lock.unlock();
    }
  }

  /** What was held back passes. */
  void thaw() {
    lock.lock();
    try {
      frozen = false;
      thawed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Every connection ends at once, and none can be made. */
  void cut() {
    close(server);
    awaitEndOfAccepting();
    sockets.forEach(Wire::close);
    sockets.clear();
    thaw();
  }

  /** Until the thread that accepts has seen the end, the port takes calls. */
  private void awaitEndOfAccepting() {
    try {
      accepting.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Connections can be made again. */
  void mend() {
    open();
  }

  private void open() {
    try {
      server = new ServerSocket();
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      ServerSocket listening = server;
      accepting = Thread.ofVirtual().name("wire").start(() -> accept(listening));
    } catch (IOException e) {
      throw new StackException("Cannot listen on port " + port + ": " + e.getMessage(), e);
    }
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket near = listening.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        sockets.add(near);
        sockets.add(far);
        Thread.ofVirtual().start(() -> pass(near, far));
        Thread.ofVirtual().start(() -> pass(far, near));
      } catch (IOException e) {
        // The broker is away, or the wire is cut: whoever called will call again.
      }
    }
  }

  private void pass(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitThaw();
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // One end is gone; so is the other, below.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(from);
      close(to);
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private void awaitThaw() throws InterruptedException {
    lock.lock();
    try {
      while (frozen) {
        thawed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // It is of no use any more.
    }
  }

  @Override
  public void close() {
    cut();
  }
}
