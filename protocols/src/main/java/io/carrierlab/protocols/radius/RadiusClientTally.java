package io.carrierlab.protocols.radius;

import io.carrierlab.protocols.aaa.AaaAnswer;

/** Counters of a {@link RadiusClient}; see {@link RadiusClientView.Counters}. */
final class RadiusClientTally {
  long requests;
  long accepts;
  long rejects;
  long challenges;
  long accounted;
  long retransmissions;
  long timeouts;
  long failovers;
  long badAuthenticators;
  long unexpected;
  long malformed;
  long unreadable;
  long busy;
  long givenUp;

  /** An answer that a server gave. */
  void count(AaaAnswer answer) {
    switch (answer) {
      case AaaAnswer.GroupGranted _, AaaAnswer.UserAccepted _, AaaAnswer.EapAccepted _ -> accepts++;
      case AaaAnswer.Refused _ -> rejects++;
      case AaaAnswer.EapChallenge _ -> challenges++;
      case AaaAnswer.Accounted _ -> accounted++;
      case AaaAnswer.Dead _, AaaAnswer.Busy _ -> throw new IllegalArgumentException("no server says " + answer);
    }
  }

  RadiusClientView.Counters counters() {
    return new RadiusClientView.Counters(requests, accepts, rejects, challenges, accounted, retransmissions, timeouts,
        failovers, badAuthenticators, unexpected, malformed, unreadable, busy, givenUp);
  }
}
