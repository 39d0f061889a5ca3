package io.carrierlab.node.hsrp;

import io.carrierlab.protocols.hsrp.HsrpTimer;

/** A timer of a group; as a record it is the timer's key too. @param place the group's number in its shell */
public record HsrpAlarm(int place, HsrpTimer timer) {}
