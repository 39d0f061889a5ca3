/**
 * Packet captures as Wireshark opens them: the pcapng format (draft-ietf-opsawg-pcapng), in the big-endian spelling.
 * We leave out name resolution, statistics, secrets and custom blocks.
 */
package io.carrierlab.node.fabric.capture;
