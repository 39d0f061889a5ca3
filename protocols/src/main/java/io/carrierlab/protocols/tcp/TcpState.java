package io.carrierlab.protocols.tcp;

/** States of a connection (RFC 9293 §3.3.2). CLOSED and LISTEN are not states of a connection that exists here. */
public enum TcpState {
  SYN_SENT, SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT
}
