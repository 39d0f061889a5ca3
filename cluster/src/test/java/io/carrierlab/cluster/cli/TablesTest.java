package io.carrierlab.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carrierlab.node.inspect.StateTable;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void manyWithARowEachStandTogetherBesideOthers() {
    var gateway = new StateTable("gw", "clients", "", List.of("client", "state"), List.of(List.of("x", "up"),
        List.of("y", "up")));
    assertThat(print(List.of(client("c-1"), client("c-2"), gateway, client("c-3"))).lines()).containsExactly(
        "gw: clients", "CLIENT  STATE", "x       up", "y       up", "", "CLIENT  STATE", "c-1     up", "c-2     up",
        "c-3     up");
  }

  @Test
  void whereTheRowsDoNotSayWhoseTheyAreAColumnDoes() {
    List<StateTable> nats = List.of(nat("nat-1"), nat("nat-2"), nat("nat-3"));
    assertThat(print(nats).lines().findFirst()).contains("NODE   MAPPINGS");
  }

  @Test
  void whatNobodyHasIsLeftOutAndDetailsAreNamed() {
    var sas = new StateTable("pe1", "sas", "A", List.of("peer", "age-seconds", "lifetime-left-seconds", "pfs", "drops"),
        List.of(StateTable.row("192.0.2.1", 7.5, 3592.5, null, Map.of("REPLAY", 3)),
            StateTable.row("192.0.2.2", 0.03, null, Optional.empty(), StateTable.byCause(Map.of()))));
    var out = new ByteArrayOutputStream();
    assertThat(Tables.print(List.of(sas), false, new PrintStream(out, true, StandardCharsets.UTF_8)))
        .containsExactly("AGE");
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).containsExactly("pe1, VRF A: sas",
        "PEER       LIFETIME-LEFT  DROPS", "192.0.2.1  59m52.5s       REPLAY 3", "192.0.2.2  -              -");
  }

  @Test
  void anEmptyTableSaysSo() {
    var empty = new StateTable("pe1", "arp", "", List.of("address"), List.of());
    assertThat(print(List.of(empty)).lines()).containsExactly("pe1: arp: none");
    var other = new StateTable("pe2", "arp", "", List.of("address"), List.of());
    assertThat(print(List.of(other, empty)).lines()).containsExactly("arp: none on pe[1..2]");
  }

  @ParameterizedTest
  @CsvSource({"0,0s", "0.0304,30ms", "1,1s", "59.9996,1m0s", "100.002,1m40.002s", "3600,1h0m0s", "90061.5,1d1h1m1.5s",
      "-2.5,-2.5s"})
  void timesHaveTheirUnits(String seconds, String text) {
    assertThat(Cells.time(new BigDecimal(seconds))).isEqualTo(text);
  }

  @Test
  void manyNamesAreFewWords() {
    var names = new ArrayList<>(List.of("isp1", "web"));
    IntStream.rangeClosed(1, 1_036).forEach(i -> names.add("coke-" + i));
    names.remove("coke-7");
    assertThat(Names.ranges(names)).containsExactly("coke-[1..6]", "coke-[8..1036]", "isp1", "web");
    assertThat(Names.ranges(List.of("pe2", "pe", "radius", "pe1", "radius2")))
        .containsExactly("pe", "pe[1..2]", "radius", "radius2");
    assertThatThrownBy(() -> Names.known("NODE", "coke-7", names)).hasMessage("NODE \"coke-7\" is unknown in this run; "
        + "there are: coke-[1..6], coke-[8..1036], isp1, web; did you mean \"coke-1\"?");
  }

  private static StateTable client(String name) {
    return new StateTable(name, "clients", "", List.of("client", "state"), List.of(List.of(name, "up")));
  }

  private static StateTable nat(String name) {
    return new StateTable(name, "nat", "", List.of("mappings"), List.of(List.of(3)));
  }

  private static String print(List<StateTable> tables) {
    var out = new ByteArrayOutputStream();
    Tables.print(tables, false, new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }
}
