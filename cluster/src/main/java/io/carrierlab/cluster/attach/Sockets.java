package io.carrierlab.cluster.attach;

import io.carrierlab.node.attach.Outside;
import java.io.Closeable;

/** One attachment's sockets. */
interface Sockets extends Outside, Closeable {}
