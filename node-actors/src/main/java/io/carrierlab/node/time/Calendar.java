package io.carrierlab.node.time;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * One worker's list of which nodes have something to do in which round. Written by its worker during a round, read
 * by the one that plans the next; never both at once.
 */
final class Calendar {
  static final long NEVER = Long.MAX_VALUE;
  private final Map<Long, ArrayList<EngineNode>> rounds = new HashMap<>();
  private final PriorityQueue<Long> order = new PriorityQueue<>();
  private final ArrayDeque<ArrayList<EngineNode>> spare = new ArrayDeque<>();
  private long lastRound = -1;
  private ArrayList<EngineNode> lastList;
  private EngineNode lastNode;

  /** Frames to one neighbour come in rows: only the first of a row adds anything. */
  void add(long round, EngineNode node) {
    if (round != lastRound) {
      lastList = rounds.computeIfAbsent(round, this::open);
      lastRound = round;
    } else if (node == lastNode) {
      return;
    }
    lastNode = node;
    lastList.add(node);
  }

  long nextRound() {
    Long next = order.peek();
    return next == null ? NEVER : next;
  }

  /** Moves the nodes of {@code round}, which is the next one, to the ready list; a node can be there twice. */
  void take(long round, ArrayList<EngineNode> ready) {
    order.poll();
    ArrayList<EngineNode> nodes = rounds.remove(round);
    ready.addAll(nodes);
    nodes.clear();
    spare.push(nodes);
    lastRound = -1;
    lastList = null;
  }

  private ArrayList<EngineNode> open(Long round) {
    order.add(round);
    return spare.isEmpty() ? new ArrayList<>() : spare.pop();
  }
}
