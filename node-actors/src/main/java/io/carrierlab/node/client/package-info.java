/** A remote-access client as a device: a host behind one line that reaches its company through an IPsec tunnel. */
package io.carrierlab.node.client;
