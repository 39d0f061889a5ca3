package io.carrierlab.cluster.cli;

/** The user's input is wrong; the message says where, what, and what to do. */
final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  InputException(String message) {
    super(message);
  }
}
