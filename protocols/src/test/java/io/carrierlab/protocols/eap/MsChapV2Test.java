package io.carrierlab.protocols.eap;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** RFC 2759 §9.2 and RFC 3079 §3.5.3: one conversation, "User" with "clientPass", with all numbers printed. */
class MsChapV2Test {
  static final byte[] USER = "User".getBytes(StandardCharsets.US_ASCII);
  static final byte[] SERVER_CHALLENGE = hex("5B5D7C7D7B3F2F3E3C2C602132262628");
  static final byte[] PEER_CHALLENGE = hex("21402324255E262A28295F2B3A337C7E");
  static final byte[] NT_RESPONSE = hex("82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF");
  static final byte[] HASH = MsChapV2.ntPasswordHash("clientPass");

  @Test
  void computesWhatRfc2759Prints() {
    assertThat(HASH).isEqualTo(hex("44EBBA8D5312B8D611474411F56989AE"));
    assertThat(MsChapV2.challengeHash(PEER_CHALLENGE, SERVER_CHALLENGE, USER)).isEqualTo(hex("D02E4386BCE91226"));
    assertThat(MsChapV2.ntResponse(SERVER_CHALLENGE, PEER_CHALLENGE, USER, HASH)).isEqualTo(NT_RESPONSE);
    assertThat(MsChapV2.authenticatorResponse(HASH, NT_RESPONSE, PEER_CHALLENGE, SERVER_CHALLENGE, USER))
        .isEqualTo("S=407A5589115FD0D6209F510FE9C04566932CDA56");
  }

  /** The RFC prints the server's send key; the receive key is what other implementations test for, same inputs. */
  @Test
  void computesWhatRfc3079Prints() {
    assertThat(MsChapV2.masterKey(HASH, NT_RESPONSE)).isEqualTo(hex("FDECE3717A8C838CB388E527AE3CDD31"));
    Msk msk = MsChapV2.msk(HASH, NT_RESPONSE);
    assertThat(msk.sendKey()).isEqualTo(hex("8B7CDC149B993A1BA118CB153F56DCCB"));
    assertThat(msk.receiveKey()).isEqualTo(hex("D5F0E9521E3EA9589645E86051C82226"));
    assertThat(Arrays.copyOfRange(msk.octets(), 32, 64)).containsOnly(0);
    assertThat(Msk.of(msk.receiveKey(), msk.sendKey())).isEqualTo(msk);
    assertThat(Msk.of(new byte[32], new byte[32]).octets()).hasSize(64);
    assertThat(msk.toString()).isEqualTo("Msk");
  }

  @Test
  void hashesTheNameWithoutItsDomain() {
    assertThat(MsChapV2.withoutDomain("BIGCO\\User".getBytes(StandardCharsets.US_ASCII))).isEqualTo(USER);
    assertThat(MsChapV2.withoutDomain(USER)).isEqualTo(USER);
  }
}
