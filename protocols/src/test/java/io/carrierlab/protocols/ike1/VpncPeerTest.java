package io.carrierlab.protocols.ike1;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.ChildPolicy;
import io.carrierlab.protocols.ike.ChildSa;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkePolicy;
import io.carrierlab.protocols.ike.IkePolicy.IkeCipher;
import io.carrierlab.protocols.ike.IkeSettings;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A foreign client connects: vpnc, if it is installed and we may bind port 500 on the loopback and make a tunnel
 * device. Its script sets nothing up, so no route or address of the machine changes.
 */
class VpncPeerTest {
  static final IkeSettings SETTINGS = IkeNet.settings(List.of(
      new IkePolicy(IkeCipher.AES_CBC_256, Digest.SHA1, AuthMethod.XAUTH_PRE_SHARED_KEY, DhGroup.MODP_1024,
          Duration.ofDays(1)),
      new IkePolicy(IkeCipher.TRIPLE_DES_CBC, Digest.MD5, AuthMethod.XAUTH_PRE_SHARED_KEY, DhGroup.MODP_1536,
          Duration.ofDays(1))), IkeNet.CHILD, IkeNet.TIMING);
  private static final String GATEWAY = "127.0.0.77";

  @TempDir
  private Path directory;

  @ParameterizedTest
  @CsvSource({"dh2, natt, nopfs", "dh2, force-natt, dh2", "dh5, force-natt, server"})
  void connectsAndLeaves(String group, String nat, String pfs) throws IOException, InterruptedException {
    assumeVpnc();
    try (UdpPump pump = new UdpPump(SETTINGS, GATEWAY, 500, 4500)) {
      Process vpnc = start(group, nat, pfs);
      try {
        await(vpnc, () -> Files.exists(directory.resolve("connected")));
        String told = Files.readString(directory.resolve("connected"));
        assertThat(told).contains("INTERNAL_IP4_ADDRESS=10.77.0.5", "INTERNAL_IP4_DNS=10.0.0.53 10.0.1.53",
            "CISCO_BANNER=Welcome", "CISCO_DEF_DOMAIN=example.com", "CISCO_SPLIT_INC=1",
            "CISCO_SPLIT_INC_0_ADDR=10.0.0.0", "CISCO_SPLIT_INC_0_MASKLEN=8");
        await(vpnc, () -> pump.actions.stream().anyMatch(each -> each instanceof IkeAction.Install));
        ChildSa sa = pump.actions.stream().filter(each -> each instanceof IkeAction.Install)
            .map(each -> ((IkeAction.Install) each).sa()).findFirst().orElseThrow();
        // It writes that file when it minds signals; before, the end of it would be without a word.
        await(vpnc, () -> Files.exists(directory.resolve("pid")));
        // Without force vpnc decides: it may not know its own address on the loopback, and that looks like a NAT.
        assertThat(sa.encapsulated()).isIn(true, nat.equals("force-natt"));
      } finally {
        vpnc.toHandle().destroy();
        if (!vpnc.waitFor(10, TimeUnit.SECONDS)) {
          vpnc.destroyForcibly();
        }
      }
      await(vpnc, () -> pump.actions.contains(new IkeAction.Closed(IkeFailure.DELETED_BY_PEER)));
      assertThat(pump.actions).noneMatch(each -> each instanceof IkeAction.Rejected(IkeFailure why)
          && why != IkeFailure.RETRANSMITTED);
      assertThat(pump.failure()).isEmpty();
    } catch (BindException notAllowed) {
      Assumptions.abort("port 500 on the loopback is not to be had: " + notAllowed.getMessage());
    }
  }

  private static void assumeVpnc() {
    boolean present = Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(each -> Files.isExecutable(Path.of(each, "vpnc")));
    Assumptions.assumeTrue(present && Files.isWritable(Path.of("/dev/net/tun")), "vpnc or /dev/net/tun is not there");
  }

  /** vpnc renews nothing, but takes part when the gateway does. */
  @Test
  void hasItsPairRenewedByTheGateway() throws IOException, InterruptedException {
    assumeVpnc();
    var brief = new ChildPolicy(SETTINGS.child().transforms(), false, Optional.empty(), Duration.ofSeconds(4), 0);
    var settings = new IkeSettings(SETTINGS.policies(), brief, SETTINGS.timing(), SETTINGS.credential(),
        SETTINGS.trust(), SETTINGS.epoch(), SETTINGS.natTraversal());
    try (UdpPump pump = new UdpPump(settings, GATEWAY, 500, 4500)) {
      Process vpnc = start("dh2", "force-natt", "dh2");
      try {
        await(vpnc, () -> pump.actions.stream().filter(each ->
            each instanceof IkeAction.Install(ChildSa sa, int replaces) && replaces != 0).count() == 2);
        assertThat(pump.actions).noneMatch(each -> each instanceof IkeAction.Closed);
      } finally {
        vpnc.destroyForcibly();
      }
    } catch (BindException notAllowed) {
      Assumptions.abort("port 500 on the loopback is not to be had: " + notAllowed.getMessage());
    }
  }

  private void await(Process vpnc, BooleanSupplier condition) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end || !vpnc.isAlive() && System.nanoTime() > end - TimeUnit.SECONDS.toNanos(25)) {
        throw new AssertionError("vpnc says: " + Files.readString(directory.resolve("log")));
      }
      Thread.sleep(20);                                     // another process has no event to wait for
    }
  }

  private Process start(String group, String nat, String pfs) throws IOException {
    Path script = directory.resolve("script");
    Files.writeString(script, """
        #!/bin/sh
        [ "$reason" = connect ] || exit 0
        env >"%1$s/connecting" && mv "%1$s/connecting" "%1$s/connected"
        """.formatted(directory));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Path configuration = directory.resolve("vpnc.conf");
    Files.writeString(configuration, """
        IPSec gateway %s
        IPSec ID ENGINEERING
        IPSec secret groupsecret
        Xauth username alice
        Xauth password alicepw
        IKE Authmode psk
        IKE DH Group %s
        Perfect Forward Secrecy %s
        NAT Traversal Mode %s
        Local Port 0
        Noninteractive
        No Detach
        Interface name ikejudge
        Script %s
        Pidfile %s/pid
        """.formatted(GATEWAY, group, pfs, nat, script, directory));
    return new ProcessBuilder("vpnc", "--debug", "1", "--enable-weak-encryption",
        "--enable-weak-authentication", configuration.toString()).redirectErrorStream(true)
        .redirectOutput(directory.resolve("log").toFile()).start();
  }
}
