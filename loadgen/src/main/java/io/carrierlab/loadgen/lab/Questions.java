package io.carrierlab.loadgen.lab;

import io.carrierlab.node.inspect.Depth;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.network.NodeOrder;
import io.carrierlab.node.network.NodeReport;
import io.carrierlab.node.network.NodeReport.Reported;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The questions of a run: orders to the nodes that are asked, and their answers from among all that is reported. */
public final class Questions implements Consumer<Reported> {
  private final Network network;
  private final Map<Long, Inspection> asked = new HashMap<>();

  public Questions(Network network) {
    this.network = network;
  }

  /** A question to one node or several, at one time or several. */
  public Inspection ask(Depth depth) {
    var question = new Inspection(asked.size(), depth, node -> network.topology().nodes().get(node).name());
    asked.put(question.number(), question);
    return question;
  }

  /** Asks a node for what it has, at a time. */
  public void of(int node, Duration at, Inspection question) {
    question.asked(node);
    network.order(node, at, new NodeOrder.Show(question.number(), question.depth()));
  }

  /** Asks all nodes. */
  public void ofAll(Duration at, Inspection question) {
    for (int node = 0; node < network.topology().nodes().size(); node++) {
      of(node, at, question);
    }
  }

  /** Asks nodes, or all if none is named, at a time, and runs until then. What else is reported is not kept. */
  public static Inspection now(Network network, Duration at, Depth depth, int... nodes) {
    var questions = new Questions(network);
    Inspection question = questions.ask(depth);
    if (nodes.length == 0) {
      questions.ofAll(at, question);
    }
    for (int node : nodes) {
      questions.of(node, at, question);
    }
    network.runUntil(at, questions);
    return question;
  }

  /** Takes a report, if it is an answer. */
  @Override
  public void accept(Reported report) {
    if (report.what() instanceof NodeReport.OfQuestion answer) {
      asked.get(answer.question()).take(report.node(), answer);
    }
  }
}
