/** IPv4 as a device runs it: interfaces, forwarding, address resolution, ICMP. Shared by routers, VRFs and hosts. */
package io.carrierlab.node.ip;
