/** A RADIUS server as a device: a host whose UDP ports lead to the machine of {@code protocols.radius}. */
package io.carrierlab.node.radius;
