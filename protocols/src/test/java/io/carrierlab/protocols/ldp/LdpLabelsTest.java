package io.carrierlab.protocols.ldp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ldp.LdpAction.IncomingLabel;
import io.carrierlab.protocols.ldp.LdpAction.IncomingLabelGone;
import io.carrierlab.protocols.ldp.LdpAction.Out;
import io.carrierlab.protocols.ldp.LdpAction.Tunnel;
import io.carrierlab.protocols.ldp.LdpAction.TunnelGone;
import io.carrierlab.protocols.ldp.LdpEvent.NextHop;
import io.carrierlab.protocols.ldp.LdpMessage.Address;
import io.carrierlab.protocols.ldp.LdpMessage.AddressWithdraw;
import io.carrierlab.protocols.ldp.LdpMessage.LabelMapping;
import io.carrierlab.protocols.ldp.LdpMessage.LabelRelease;
import io.carrierlab.protocols.ldp.LdpMessage.LabelRequest;
import io.carrierlab.protocols.ldp.LdpMessage.LabelWithdraw;
import io.carrierlab.protocols.ldp.LdpMessage.Notification;
import io.carrierlab.protocols.ldp.LdpView.Count;
import io.carrierlab.protocols.ldp.LdpView.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Labels given, got, withdrawn and released (RFC 5036 appendix A), with the forwarding that follows. */
class LdpLabelsTest {
  private static final Ipv4Prefix FAR = LdpDriver.FAR;
  private static final List<Fec> FAR_FEC = List.of(new Fec.Prefix(FAR));
  private static final NextHop VIA_PEER = new NextHop(1, LdpDriver.PEER_LINK);
  private static final Out UNLABELLED = new Out.Unlabelled(1, LdpDriver.PEER_LINK);

  private static LdpDriver operational() {
    var driver = LdpDriver.in(State.OPERATIONAL);
    driver.sent();
    return driver;
  }

  private static void route(LdpDriver driver, Ipv4Prefix prefix) {
    driver.on(new LdpEvent.RoutesChanged(List.of(new LdpEvent.Route(prefix, List.of(VIA_PEER))), List.of()));
  }

  private static void noRoute(LdpDriver driver, Ipv4Prefix prefix) {
    driver.on(new LdpEvent.RoutesChanged(List.of(), List.of(prefix)));
  }

  private static List<LdpAction> forwarding(LdpDriver driver) {
    return driver.sent().stream().filter(action -> action instanceof IncomingLabel
        || action instanceof IncomingLabelGone || action instanceof Tunnel || action instanceof TunnelGone).toList();
  }

  private static LabelMapping mapping(int label) {
    return new LabelMapping(50, List.of(FAR), label, OptionalInt.empty());
  }

  @Test
  void forwardingFollowsRouteAddressAndLabelInAnyOrder() {
    var driver = operational();
    driver.receive(mapping(77));
    assertEquals(List.of(), forwarding(driver));
    route(driver, FAR);
    assertEquals(List.of(new IncomingLabel(16, FAR, List.of(UNLABELLED))), forwarding(driver));
    driver.receive(new Address(51, List.of(LdpDriver.PEER_LINK)));
    List<Out> swap = List.of(new Out.Labelled(1, LdpDriver.PEER_LINK, 77));
    assertEquals(List.of(new IncomingLabel(16, FAR, swap), new Tunnel(FAR, swap)), forwarding(driver));
    driver.receive(mapping(3));
    List<Out> pop = List.of(new Out.Popped(1, LdpDriver.PEER_LINK));
    assertEquals(List.of(new IncomingLabel(16, FAR, pop), new Tunnel(FAR, pop)), forwarding(driver));
    driver.receive(mapping(3));
    assertEquals(List.of(), forwarding(driver));
    driver.receive(new AddressWithdraw(52, List.of(LdpDriver.PEER_LINK)));
    assertEquals(List.of(new IncomingLabel(16, FAR, List.of(UNLABELLED)), new TunnelGone(FAR)), forwarding(driver));
    noRoute(driver, FAR);
    assertEquals(List.of(new IncomingLabelGone(16)), forwarding(driver));
    assertEquals(List.of(new LdpView.Remote(driver.peer(), 3, false)), remote(driver));
  }

  private static List<LdpView.Remote> remote(LdpDriver driver) {
    return driver.machine.bindings().stream().filter(one -> one.prefix().equals(FAR)).findFirst()
        .map(LdpView.Binding::remote).orElse(List.of());
  }

  @Test
  void aReplacedLabelIsReleased() {
    var driver = operational();
    driver.receive(mapping(77));
    driver.receive(mapping(78));
    assertEquals(List.of(new LabelRelease(5, FAR_FEC, OptionalInt.of(77))), driver.sentMessages());
    assertEquals(List.of(new LdpView.Remote(driver.peer(), 78, false)), remote(driver));
  }

  @Test
  void everyWithdrawalIsAnsweredAndAStaleOneForgetsNothing() {
    var driver = operational();
    driver.receive(mapping(77));
    driver.receive(new LabelWithdraw(53, FAR_FEC, OptionalInt.of(76)));
    assertEquals(List.of(new LabelRelease(5, FAR_FEC, OptionalInt.of(76))), driver.sentMessages());
    assertEquals(1, remote(driver).size());
    List<Fec> all = List.of(new Fec.Wildcard());
    driver.receive(new LabelWithdraw(54, all, OptionalInt.empty()));
    assertEquals(List.of(new LabelRelease(6, all, OptionalInt.empty())), driver.sentMessages());
    assertEquals(0, remote(driver).size());
  }

  @Test
  void aLabelIsNotReusedUntilReleased() {
    var config = new LdpConfig(LdpDriver.OWN, Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(60),
        Duration.ZERO, 16, 17, LdpConfig.Labelled.EVERY_PREFIX);
    var driver = LdpDriver.in(State.OPERATIONAL, true, config);
    Ipv4Prefix second = Ipv4Prefix.parse("10.10.0.0/16");
    Ipv4Prefix third = Ipv4Prefix.parse("10.11.0.0/16");
    route(driver, FAR);
    route(driver, second);
    route(driver, third);
    assertEquals(1L, driver.machine.counts().get(Count.LABELS_EXHAUSTED));
    assertEquals(new LdpView.Labels(2, 0, 1), driver.machine.labels());
    driver.sent();
    driver.receive(new LabelRequest(60, List.of(third)));
    assertTrue(driver.sentMessages().getFirst() instanceof Notification note
        && note.code() == LdpStatus.NO_LABEL_RESOURCES.code() && note.aboutId() == 60 && note.aboutType() == 0x401);
    noRoute(driver, FAR);
    assertEquals(List.of(new IncomingLabelGone(16)), forwarding(driver));
    assertEquals(new LdpView.Labels(1, 1, 1), driver.machine.labels());
    // Not its label, not its FEC, not withdrawn: no reason to think the label free.
    driver.receive(new LabelRelease(61, List.of(new Fec.Prefix(second)), OptionalInt.of(16)));
    driver.receive(new LabelRelease(61, List.of(new Fec.Prefix(second)), OptionalInt.of(17)));
    assertEquals(List.of(), forwarding(driver));
    driver.receive(new LabelRelease(62, FAR_FEC, OptionalInt.of(16)));
    assertEquals(List.of(new IncomingLabel(16, third, List.of(UNLABELLED))), forwarding(driver));
    assertEquals(new LdpView.Labels(2, 0, 0), driver.machine.labels());
    noRoute(driver, second);
    driver.on(new LdpEvent.ClearSession(driver.peer()));
    assertEquals(new LdpView.Labels(1, 0, 0), driver.machine.labels());
  }

  @Test
  void aConnectedPrefixIsImplicitNullAndChangesWithItsRoute() {
    var driver = operational();
    driver.on(new LdpEvent.LocalPrefix(FAR, true));
    assertEquals(List.of(new LabelMapping(5, List.of(FAR), 3, OptionalInt.empty())), driver.sentMessages());
    route(driver, FAR);
    assertEquals(List.of(), driver.sent());
    driver.on(new LdpEvent.LocalPrefix(FAR, false));
    assertEquals(List.of(new LabelWithdraw(6, FAR_FEC, OptionalInt.of(3)),
        new LabelMapping(7, List.of(FAR), 16, OptionalInt.empty())), driver.sentMessages());
    driver.on(new LdpEvent.LocalPrefix(FAR, true));
    assertEquals(List.of(new LabelWithdraw(8, FAR_FEC, OptionalInt.of(16)),
        new LabelMapping(9, List.of(FAR), 3, OptionalInt.empty())), driver.sentMessages());
    noRoute(driver, FAR);
    driver.on(new LdpEvent.LocalPrefix(FAR, false));
    assertTrue(driver.machine.bindings().stream().noneMatch(one -> one.prefix().equals(FAR)));
  }

  @Test
  void answersRequests() {
    var driver = operational();
    route(driver, FAR);
    driver.sent();
    driver.receive(new LabelRequest(60, List.of(FAR)));
    assertEquals(List.of(new LabelMapping(6, List.of(FAR), 16, OptionalInt.of(60))), driver.sentMessages());
    driver.receive(new LabelRequest(61, List.of(Ipv4Prefix.parse("1.0.0.0/8"))));
    assertEquals(List.of(new Notification(7, false, false, LdpStatus.NO_ROUTE.code(), 61, 0x401)),
        driver.sentMessages());
  }

  @Test
  void policyLimitsOurLabelsOnly() {
    var config = new LdpConfig(LdpDriver.OWN, Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(60),
        Duration.ZERO, 16, 1_000, LdpConfig.Labelled.HOST_ROUTES);
    var driver = LdpDriver.in(State.OPERATIONAL, true, config);
    driver.receive(new Address(51, List.of(LdpDriver.PEER_LINK)), mapping(77));
    driver.sent();
    route(driver, FAR);
    route(driver, Ipv4Prefix.parse("0.0.0.0/0"));
    assertEquals(List.of(new Tunnel(FAR, List.of(new Out.Labelled(1, LdpDriver.PEER_LINK, 77)))),
        forwarding(driver));
    route(driver, Ipv4Prefix.parse("10.9.9.9/32"));
    assertEquals(new LdpView.Labels(1, 0, 0), driver.machine.labels());
  }

  @Test
  void manyMappingsTravelInFewPdusOfLegalLength() {
    var driver = LdpDriver.in(State.OPENREC);
    for (int i = 0; i < 1_000; i++) {
      route(driver, Ipv4Prefix.host(0x0b000000 + i));
    }
    driver.sent();
    driver.receive(new LdpMessage.KeepAlive(2));
    var sends = driver.sent().stream().filter(LdpAction.TcpSend.class::isInstance).toList();
    assertEquals(1, sends.size());
    var labels = new ArrayList<Integer>();
    for (LdpMessage message : LdpDriver.Sent.messages((LdpAction.TcpSend) sends.getFirst())) {
      if (message instanceof LabelMapping it && it.label() != 3) {
        labels.add(it.label());
      }
    }
    assertEquals(1_000, labels.stream().distinct().count());
    assertTrue(((LdpAction.TcpSend) sends.getFirst()).octets().length < 1_000 * 29 + 400, "PDU headers cost little");
  }
}
