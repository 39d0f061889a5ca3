/** What readers of input files share: positions, problems in a fixed wording, and the notation of VPN numbers. */
package io.carrierlab.cluster.source;
