/** HSRP at a device: the helper that routers and VRFs lend their interfaces to, and news between a router's VRFs. */
package io.carrierlab.node.hsrp;
