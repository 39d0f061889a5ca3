/**
 * The one door between nodes. Links, delay, bandwidth, loss, queues, faults, captures, counters and the isolation
 * check live here and nowhere else; no device knows which implementation it is on.
 */
package io.carrierlab.node.fabric;
