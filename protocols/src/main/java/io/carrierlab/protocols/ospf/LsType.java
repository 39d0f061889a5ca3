package io.carrierlab.protocols.ospf;

import java.util.Optional;

/** The types of LSA that RFC 2328 §12.1.3 knows; an LSA of another type is neither stored nor flooded (§13). */
public enum LsType {
  ROUTER(1), NETWORK(2), SUMMARY_NETWORK(3), SUMMARY_ASBR(4), AS_EXTERNAL(5);

  private static final LsType[] ALL = values();
  private final int code;

  LsType(int code) {
    this.code = code;
  }

  /** The number on the wire: 8 bits in LSA headers, 32 bits in requests. */
  public int code() {
    return code;
  }

  public static Optional<LsType> of(int code) {
    return code >= 1 && code <= ALL.length ? Optional.of(ALL[code - 1]) : Optional.empty();
  }
}
