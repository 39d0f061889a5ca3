/** GRE tunnel interfaces of routers: their line protocol, and the way between them and the tables on either side. */
package io.carrierlab.node.gre;
