/** Where subscribers' lines end, with or without a NAT: between remote-access clients and the Internet. */
package io.carrierlab.node.lastmile;
