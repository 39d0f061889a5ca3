/** An end system: it answers pings, sends them, traces routes, and sends and receives measured UDP flows. */
package io.carrierlab.node.host;
