package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.ike.Identity;
import java.util.List;
import java.util.Optional;

/** The payloads of a message (RFC 7296 §3.2 and on), without their generic headers. */
sealed interface Payload {
  int SA = 33;
  int KE = 34;
  int ID_I = 35;
  int ID_R = 36;
  int CERT = 37;
  int CERTREQ = 38;
  int AUTH = 39;
  int NONCE = 40;
  int NOTIFY = 41;
  int DELETE = 42;
  int VENDOR = 43;
  int TS_I = 44;
  int TS_R = 45;
  int SK = 46;
  int CP = 47;
  int EAP = 48;

  /** Its number, 8 bits. */
  int type();

  record Sa(List<Proposal> proposals) implements Payload {
    public Sa {
      proposals = List.copyOf(proposals);
    }

    @Override
    public int type() {
      return SA;
    }
  }

  /** @param group 16 bits */
  record Ke(int group, byte[] value) implements Payload {
    @Override
    public int type() {
      return KE;
    }
  }

  /** @param kind 8 bits; @param initiator IDi, else IDr */
  record Id(boolean initiator, int kind, byte[] value) implements Payload {
    static Id of(boolean initiator, Identity identity) {
      return new Id(initiator, identity.kind().number(), identity.value());
    }

    @Override
    public int type() {
      return initiator ? ID_I : ID_R;
    }

    /** Empty where its kind is not known here. */
    Optional<Identity> identity() {
      for (Identity.Kind each : Identity.Kind.values()) {
        if (each.number() == kind) {
          return Optional.of(new Identity(each, value));
        }
      }
      return Optional.empty();
    }

    /** What AUTH covers: all but the generic header (RFC 7296 §2.15). */
    byte[] body() {
      byte[] body = new byte[4 + value.length];
      body[0] = (byte) kind;
      System.arraycopy(value, 0, body, 4, value.length);
      return body;
    }
  }

  /** @param encoding 8 bits: 4 is X.509, signature */
  record Cert(int encoding, byte[] data) implements Payload {
    static final int X509_SIGNATURE = 4;

    @Override
    public int type() {
      return CERT;
    }
  }

  /** @param authorities SHA-1 hashes of the CAs' public keys, one after the other (RFC 7296 §3.7) */
  record CertRequest(int encoding, byte[] authorities) implements Payload {
    @Override
    public int type() {
      return CERTREQ;
    }
  }

  /** @param method 8 bits */
  record Auth(int method, byte[] data) implements Payload {
    static final int RSA = 1;
    static final int SHARED_KEY = 2;
    static final int ECDSA_P256 = 9;
    /** The algorithm is in the data (RFC 7427 §3). */
    static final int SIGNATURE = 14;

    @Override
    public int type() {
      return AUTH;
    }
  }

  /** @param value 16 to 256 octets */
  record Nonce(byte[] value) implements Payload {
    @Override
    public int type() {
      return NONCE;
    }
  }

  /** @param protocol 8 bits; 0: about no SA; @param kind 16 bits, see {@link NotifyType} */
  record Notify(int protocol, byte[] spi, int kind, byte[] data) implements Payload {
    private static final byte[] NONE = {};

    static Notify of(NotifyType type) {
      return new Notify(0, NONE, type.number(), NONE);
    }

    static Notify of(NotifyType type, byte[] data) {
      return new Notify(0, NONE, type.number(), data);
    }

    boolean is(NotifyType type) {
      return kind == type.number();
    }

    @Override
    public int type() {
      return NOTIFY;
    }
  }

  /** @param spis of the sender's inbound SAs; none: the IKE SA itself */
  record Delete(int protocol, int spiOctets, List<byte[]> spis) implements Payload {
    public Delete {
      spis = List.copyOf(spis);
    }

    @Override
    public int type() {
      return DELETE;
    }
  }

  record Vendor(byte[] id) implements Payload {
    @Override
    public int type() {
      return VENDOR;
    }
  }

  record Ts(boolean initiator, List<TrafficSelector> selectors) implements Payload {
    public Ts {
      selectors = List.copyOf(selectors);
    }

    @Override
    public int type() {
      return initiator ? TS_I : TS_R;
    }
  }

  /** @param firstInside type of the first payload that is encrypted; @param body IV, ciphertext and check value */
  record Encrypted(int firstInside, byte[] body) implements Payload {
    @Override
    public int type() {
      return SK;
    }
  }

  /** @param kind 8 bits: 1 request, 2 reply, 3 set, 4 acknowledge */
  record Config(int kind, List<Attribute> attributes) implements Payload {
    static final int REQUEST = 1;
    static final int REPLY = 2;

    /** @param number 15 bits */
    record Attribute(int number, byte[] value) {}

    public Config {
      attributes = List.copyOf(attributes);
    }

    @Override
    public int type() {
      return CP;
    }
  }

  /** @param packet an EAP packet (RFC 3748 §4), at least its four octets of header */
  record Eap(byte[] packet) implements Payload {
    @Override
    public int type() {
      return EAP;
    }
  }

  /** A payload that is not known here: skipped unless critical (RFC 7296 §2.5). */
  record Unknown(int type, boolean critical, byte[] body) implements Payload {}
}
