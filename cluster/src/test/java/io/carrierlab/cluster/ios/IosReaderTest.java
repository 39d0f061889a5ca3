package io.carrierlab.cluster.ios;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.cluster.source.Problems;
import io.carrierlab.protocols.bgp.ExtendedCommunity;
import io.carrierlab.protocols.bgp.RouteDistinguisher;
import io.carrierlab.protocols.ip.Ipv4;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IosReaderTest {
  /** As textbooks print it. */
  static final String FIGURE = """
      !
      ip vrf Customer_A
       rd 100:110
       route-target export 100:1000
       route-target import 100:1000
      !
      interface Serial0/1
       ip vrf forwarding Customer_A
      !
      """;

  private static final String MORE = ", or a command of crypto, aaa, access-list, ip local pool, ip slb, "
      + "radius-server or username";

  private final Problems problems = new Problems();

  private List<String> errors() {
    return problems.errors().stream().map(Problem::toString).toList();
  }

  @Test
  void readsTheFigure() {
    var config = IosReader.read("pe1.cfg", FIGURE, problems);
    assertThat(errors()).isEmpty();
    var vrf = config.vrfs().getFirst();
    assertThat(vrf.name()).isEqualTo("Customer_A");
    assertThat(vrf.at()).isEqualTo(new Position("pe1.cfg", 2, 8));
    assertThat(vrf.rd()).hasValue(RouteDistinguisher.parse("100:110"));
    assertThat(vrf.exports()).containsOnlyKeys(ExtendedCommunity.routeTarget("100:1000"));
    assertThat(vrf.imports())
        .containsEntry(ExtendedCommunity.routeTarget("100:1000"), new Position("pe1.cfg", 5, 22));
    var serial = config.interfaces().getFirst();
    assertThat(serial.name()).isEqualTo("Serial0/1");
    assertThat(serial.vrf()).contains("Customer_A");
    assertThat(serial.address()).isEmpty();
  }

  @Test
  void goesByModesAndNotByIndentation() {
    var config = IosReader.read("x", """
        HOSTNAME pe1
        IP VRF a
        rd 10.0.0.1:5
        route-target 4200000000:7
        description the first customer
        exit
          interface Serial 0/1
          ip vrf forwarding a
          ip address 10.0.0.1 255.255.255.252
          no shutdown
        end
        anything goes after end
        """, problems);
    assertThat(errors()).isEmpty();
    assertThat(config.hostname()).contains("pe1");
    assertThat(config.vrfs().getFirst().imports().keySet()).isEqualTo(config.vrfs().getFirst().exports().keySet())
        .containsExactly(ExtendedCommunity.routeTarget("4200000000:7"));
    var address = config.interfaces().getFirst().address().orElseThrow();
    assertThat(config.interfaces().getFirst().name()).isEqualTo("Serial0/1");
    assertThat(address.address()).isEqualTo(Ipv4.parse("10.0.0.1"));
    assertThat(address.prefixLength()).isEqualTo(30);
  }

  @Test
  void losesTheAddressToALaterVrfAsIosDoes() {
    var config = IosReader.read("x", """
        ip vrf a
         rd 1:1
        interface ge1
         ip address 10.0.0.1 255.255.255.0
         ip vrf forwarding a
        """, problems);
    assertThat(config.interfaces().getFirst().address()).isEmpty();
    assertThat(problems.warnings()).singleElement().asString().isEqualTo("x:5:2: ip vrf forwarding removes the address "
        + "that ge1 has, as in IOS; give ip address after it");
  }

  record Row(String text, String error) {}

  static Stream<Row> rows() {
    String vrf = "ip vrf a\n rd 1:1\n";
    return Stream.of(
        new Row("rd 1:1", "x:1:1: unknown command \"rd 1:1\"; expected one of hostname NAME, ip vrf NAME, "
            + "interface NAME, end" + MORE),
        new Row("interfase ge0",
            "x:1:1: unknown command \"interfase ge0\"; expected one of hostname NAME, ip vrf NAME, "
            + "interface NAME, end" + MORE + "; did you mean \"interface\"?"),
        new Row("ip vrf", "x:1:4: the command is incomplete; expected ip vrf NAME"),
        new Row("ip vrf a b", "x:1:10: the command goes on with \"b\"; expected ip vrf NAME"),
        new Row("ip vrf a", "x:1:8: VRF a has no route distinguisher; expected a line such as \"rd 100:110\""),
        new Row("ip vrf a\n rd 1\n",
            "x:2:5: \"1\" is not AS:number or address:number; expected a route distinguisher such as 100:110"),
        new Row(vrf + " rd 1:2", "x:3:5: VRF a has the route distinguisher 1:1 already"),
        new Row(vrf + " route-target exprot 1:1", "x:3:15: the direction is \"exprot\"; expected route-target "
            + "export|import|both NUMBER such as 100:1000; did you mean \"export\"?"),
        new Row(vrf + " route-target export",
            "x:3:15: the command is incomplete; expected route-target export|import|both NUMBER such as 100:1000"),
        new Row(vrf + " route-target export 1:99999999999", "x:3:22: \"1:99999999999\" is not AS:number or "
            + "address:number; expected a route target such as 100:1000"),
        new Row(vrf + "interface ge0\n ip vrf forwarding b",
            "x:3:11: ge0 is bound to VRF \"b\", which is not configured; expected one of a"),
        new Row("interface ge0\n ip address 10.0.0.1 255.0.255.0",
            "x:2:22: 255.0.255.0 is not a mask; expected one such as 255.255.255.252"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void saysWhatIsWrongAndWhere(Row row) {
    IosReader.read("x", row.text(), problems);
    assertThat(errors()).containsExactly(row.error());
  }
}
