/** A site's router that reaches its VPN through an IPsec tunnel. */
package io.carrierlab.node.peer;
