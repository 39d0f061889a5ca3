/**
 * Time and chance as parameters. {@link io.carrierlab.node.time.VirtualTime} runs nodes in rounds, as a conservative
 * parallel simulation, under Pekko's own actors and timers; {@link io.carrierlab.node.time.RealTime} leaves them to
 * the wall clock. Devices see {@link io.carrierlab.node.time.NodeClock} only.
 */
package io.carrierlab.node.time;
