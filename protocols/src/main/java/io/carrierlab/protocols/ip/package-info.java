/** Internet Protocol version 4 and ICMP (RFC 791, RFC 792, RFC 1812); UDP and TCP have packages of their own. */
package io.carrierlab.protocols.ip;
