package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.crypto.AesGcm;
import io.carrierlab.protocols.crypto.BlockCipher;
import io.carrierlab.protocols.wire.WireWriter;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Seals and opens the messages of one IKE SA: the payload SK (RFC 7296 §3.14; RFC 5282 for AEADs). Of the seven keys it
 * keeps four. The IV of a CBC cipher is random; that of GCM counts messages, as it must never come twice under a key.
 */
final class Protection {
  private static final int GENERIC_OCTETS = 4;
  private static final int GCM_IV_OCTETS = 8;
  private final Suite suite;
  private final byte[] sealKey;
  private final byte[] openKey;
  private final byte[] sealIntegrity;
  private final byte[] openIntegrity;
  private long sealed;

  /** @param initiator we are the IKE SA's initiator */
  Protection(Suite suite, SkKeys keys, boolean initiator) {
    this.suite = suite;
    this.sealKey = initiator ? keys.ei() : keys.er();
    this.openKey = initiator ? keys.er() : keys.ei();
    this.sealIntegrity = initiator ? keys.ai() : keys.ar();
    this.openIntegrity = initiator ? keys.ar() : keys.ai();
  }

  /** The octets of a message whose payloads are all encrypted. */
  byte[] seal(Ike2Message message, RandomGenerator random) {
    var inside = new WireWriter(256);
    PayloadChain.encode(message.payloads(), inside);
    int block = suite.cipher().aead() ? 1 : cipher().blockOctets();
    int padding = (block - (inside.size() + 1) % block) % block;
    byte[] plain = inside.zeros(padding).u8(padding).toByteArray();
    byte[] iv = new byte[ivOctets()];
    if (suite.cipher().aead()) {
      ByteBuffer.wrap(iv).putLong(++sealed);
    } else {
      random.nextBytes(iv);
    }
    int body = iv.length + plain.length + suite.checkOctets();
    var out = new WireWriter(Ike2Header.OCTETS + GENERIC_OCTETS + body);
    Ike2Header.write(out, new Ike2Header(message.initiatorSpi(), message.responderSpi(), Payload.SK, 2,
        message.exchangeType(), message.fromInitiator(), message.response(), message.messageId(),
        Ike2Header.OCTETS + GENERIC_OCTETS + body));
    out.u8(PayloadChain.first(message.payloads())).u8(0).u16(GENERIC_OCTETS + body);
    if (suite.cipher().aead()) {
      byte[] associated = out.toByteArray();
      byte[] encrypted = new byte[plain.length + AesGcm.TAG_OCTETS];
      AesGcm.encrypt(gcmKey(sealKey), nonce(sealKey, iv), associated, plain, 0, plain.length, encrypted, 0);
      return out.octets(iv).octets(encrypted).toByteArray();
    }
    out.octets(iv).octets(cipher().encryptCbc(sealKey, iv, plain));
    byte[] covered = out.toByteArray();
    return out.octets(suite.digest().hmac(sealIntegrity, covered), 0, suite.checkOctets()).toByteArray();
  }

  /**
   * The octets inside the payload SK, which is the message's last.
   *
   * @param octets the whole message
   * @param body of SK in it
   * @return empty if the check value is wrong, or lengths or padding are impossible
   */
  Optional<byte[]> open(byte[] octets, byte[] body) {
    int encrypted = body.length - ivOctets() - suite.checkOctets();
    if (encrypted < 1) {
      return Optional.empty();
    }
    byte[] iv = Arrays.copyOf(body, ivOctets());
    byte[] plain;
    if (suite.cipher().aead()) {
      byte[] associated = Arrays.copyOf(octets, octets.length - body.length);
      plain = new byte[encrypted];
      if (!AesGcm.decrypt(gcmKey(openKey), nonce(openKey, iv), associated, body, iv.length,
          encrypted + AesGcm.TAG_OCTETS, plain, 0)) {
        return Optional.empty();
      }
    } else {
      byte[] covered = Arrays.copyOf(octets, octets.length - suite.checkOctets());
      byte[] wanted = Arrays.copyOf(suite.digest().hmac(openIntegrity, covered), suite.checkOctets());
      byte[] found = Arrays.copyOfRange(octets, covered.length, octets.length);
      if (!MessageDigest.isEqual(wanted, found) || encrypted % cipher().blockOctets() != 0) {
        return Optional.empty();
      }
      plain = cipher().decryptCbc(openKey, iv, Arrays.copyOfRange(body, iv.length, iv.length + encrypted));
    }
    int padding = plain[plain.length - 1] & 0xff;
    return padding < plain.length ? Optional.of(Arrays.copyOf(plain, plain.length - 1 - padding)) : Optional.empty();
  }

  static Optional<Payload.Encrypted> encrypted(List<Payload> payloads) {
    return payloads.isEmpty() || !(payloads.getLast() instanceof Payload.Encrypted sk) ? Optional.empty()
        : Optional.of(sk);
  }

  private BlockCipher cipher() {
    return switch (suite.cipher()) {
      case DES_CBC -> BlockCipher.DES;
      case TRIPLE_DES_CBC -> BlockCipher.TRIPLE_DES;
      case AES_CBC_128, AES_CBC_192, AES_CBC_256, AES_GCM_128, AES_GCM_256 -> BlockCipher.AES;
    };
  }

  private int ivOctets() {
    return suite.cipher().aead() ? GCM_IV_OCTETS : cipher().blockOctets();
  }

  private byte[] gcmKey(byte[] keyAndSalt) {
    return Arrays.copyOf(keyAndSalt, suite.cipher().keyOctets());
  }

  private byte[] nonce(byte[] keyAndSalt, byte[] iv) {
    return ByteBuffer.allocate(AesGcm.NONCE_OCTETS).put(keyAndSalt, suite.cipher().keyOctets(), 4).put(iv).array();
  }
}
