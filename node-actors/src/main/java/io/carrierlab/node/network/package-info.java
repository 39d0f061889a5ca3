/** A network as it runs: the actor system, its time, its fabric, and one {@code NodeActor} for each device. */
package io.carrierlab.node.network;
