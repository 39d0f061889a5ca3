/** Where real peers are attached to the emulated network. The sockets are elsewhere: nothing here does I/O. */
package io.carrierlab.node.attach;
