/** Real peers: UDP sockets that lead into the emulated network and out of it, in real time. */
package io.carrierlab.cluster.attach;
