/** How a running device is asked for its state: tables and counts, read from its own machines. */
package io.carrierlab.node.inspect;
