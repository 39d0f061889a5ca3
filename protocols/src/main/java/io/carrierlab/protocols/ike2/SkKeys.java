package io.carrierlab.protocols.ike2;

/** Seven keys of an IKE SA (RFC 7296 §2.14). @param ai and {@code ar}: empty with an AEAD, whose salt ends ei, er */
record SkKeys(byte[] d, byte[] ai, byte[] ar, byte[] ei, byte[] er, byte[] pi, byte[] pr) {}
