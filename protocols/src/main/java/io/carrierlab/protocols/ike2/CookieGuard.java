package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.wire.DecodeException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Lets IKE_SA_INIT requests pass before a session is made. Under load it asks for a cookie first (RFC 7296 §2.6): who
 * sends under a false address never sees it, and no memory is spent on it. The cookie is the number of the secret, and
 * HMAC-SHA-256 under the secret of the path, the initiator's SPI and its nonce. An object never changes; a new secret
 * makes a new one, which takes cookies of the one before too.
 */
public final class CookieGuard {
  /** What to do with a message. */
  public sealed interface Verdict {
    /** Make a session for it. */
    record Admit() implements Verdict {}

    /** Send this back, and forget it. */
    record Reply(byte[] octets) implements Verdict {}

    record Drop(IkeFailure why) implements Verdict {}
  }

  private static final int SECRET_OCTETS = 32;
  private final int number;
  private final byte[] secret;
  private final byte[] former;

  private CookieGuard(int number, byte[] secret, byte[] former) {
    this.number = number;
    this.secret = secret;
    this.former = former;
  }

  public static CookieGuard of(RandomGenerator random) {
    return new CookieGuard(0, draw(random), draw(random));
  }

  /** One with a new secret: to be done every minute or so while cookies are asked for. */
  public CookieGuard rotated(RandomGenerator random) {
    return new CookieGuard(number + 1 & 0xff, draw(random), secret);
  }

  private static byte[] draw(RandomGenerator random) {
    byte[] secret = new byte[SECRET_OCTETS];
    random.nextBytes(secret);
    return secret;
  }

  /** @param octets a message that belongs to no session */
  public Verdict check(Path path, byte[] octets, boolean underLoad) {
    try {
      Ike2Header header = Ike2Header.peek(octets);
      Optional<byte[]> version = Ike2Header.invalidMajorVersion(header);
      if (version.isPresent()) {
        return new Verdict.Reply(version.get());
      }
      boolean first = header.exchangeType() == Exchange.IKE_SA_INIT.number() && header.fromInitiator()
          && !header.response() && header.messageId() == 0 && header.responderSpi() == 0 && header.initiatorSpi() != 0;
      if (!first) {
        return new Verdict.Drop(IkeFailure.UNEXPECTED_MESSAGE);
      }
      Ike2Message message = Ike2Message.decode(octets);
      Optional<Payload.Nonce> nonce = message.find(Payload.Nonce.class);
      if (nonce.isEmpty()) {
        return new Verdict.Drop(IkeFailure.MALFORMED);
      }
      if (!underLoad || message.payloads().getFirst() instanceof Payload.Notify notify && notify.is(NotifyType.COOKIE)
          && genuine(path, header, nonce.get().value(), notify.data())) {
        return new Verdict.Admit();
      }
      var cookie = Payload.Notify.of(NotifyType.COOKIE, cookie(number, secret, path, header, nonce.get().value()));
      return new Verdict.Reply(new Ike2Message(header.initiatorSpi(), 0, Exchange.IKE_SA_INIT.number(), false, true, 0,
          List.of(cookie)).encode());
    } catch (DecodeException malformed) {
      return new Verdict.Drop(IkeFailure.MALFORMED);
    }
  }

  private boolean genuine(Path path, Ike2Header header, byte[] nonce, byte[] cookie) {
    if (cookie.length == 0) {
      return false;
    }
    boolean current = cookie[0] == (byte) number;
    byte[] wanted = cookie(cookie[0] & 0xff, current ? secret : former, path, header, nonce);
    return (current || cookie[0] == (byte) (number - 1)) && MessageDigest.isEqual(wanted, cookie);
  }

  private static byte[] cookie(int number, byte[] secret, Path path, Ike2Header header, byte[] nonce) {
    byte[] where = ByteBuffer.allocate(14).putInt(path.remoteAddress()).putShort((short) path.remotePort())
        .putLong(header.initiatorSpi()).array();
    byte[] mac = Digest.SHA256.hmac(secret, nonce, where);
    byte[] cookie = Arrays.copyOf(new byte[] {(byte) number}, 1 + mac.length);
    System.arraycopy(mac, 0, cookie, 1, mac.length);
    return cookie;
  }
}
