package io.carrierlab.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.node.inspect.StateTable;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TablesTest {
  @Test
  void oneRowOfEachOfManyNodesIsOneTableInTheOrderOfNumbers() {
    assertThat(print(List.of(client("c-10"), client("c-2"), client("c-1"))).lines())
        .containsExactly("CLIENT  STATE", "c-1     up", "c-2     up", "c-10    up");
  }

  @Test
  void ofFewNodesOrOfSeveralRowsEachHasItsHeading() {
    assertThat(print(List.of(client("c-1"), client("c-2")))).contains("c-1: clients", "c-2: clients");
    var long1 = new StateTable("pe1", "labels", "", List.of("label"), List.of(List.of(16), List.of(17)));
    assertThat(print(List.of(client("a"), client("b"), long1))).contains("pe1: labels");
  }

  @Test
  void whereTheRowsDoNotSayWhoseTheyAreAColumnDoes() {
    List<StateTable> nats = List.of(nat("nat-1"), nat("nat-2"), nat("nat-3"));
    assertThat(print(nats).lines().findFirst()).contains("NODE   MAPPINGS");
  }

  private static StateTable client(String name) {
    return new StateTable(name, "clients", "", List.of("client", "state"), List.of(List.of(name, "up")));
  }

  private static StateTable nat(String name) {
    return new StateTable(name, "nat", "", List.of("mappings"), List.of(List.of(3)));
  }

  private static String print(List<StateTable> tables) {
    var out = new ByteArrayOutputStream();
    Tables.print(tables, new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }
}
