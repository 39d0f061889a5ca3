/** A VPN's exit to the Internet: a NAT that lets only answers in. */
package io.carrierlab.node.firewall;
