package io.carrierlab.protocols.hsrp;

import java.util.List;

/** A group on an interface of one router. */
public sealed interface HsrpGroup permits HsrpMachine, HsrpFollower {
  List<HsrpAction> on(HsrpEvent event, long nowNanos);

  HsrpView view();
}
