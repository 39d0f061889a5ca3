/**
 * Time and chance as parameters. {@link io.carrierlab.node.time.Engine} runs nodes in rounds, as a conservative
 * parallel simulation, under Pekko's own actors and timers, as fast as it can or by the wall clock. Devices see
 * {@link io.carrierlab.node.time.NodeClock} only.
 */
package io.carrierlab.node.time;
