/**
 * What a network is made of, fully resolved: every node with its configuration, every link, every VPN. Scenario files
 * are turned into these records; devices, fabric and the isolation check are built from them and from nothing else.
 */
package io.carrierlab.node.topology;
