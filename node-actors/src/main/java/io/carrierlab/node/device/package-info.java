/** From a node's configuration to its device. */
package io.carrierlab.node.device;
