/** What authentication, authorization and accounting say of a user, whoever says it: RADIUS or a local table. */
package io.carrierlab.protocols.aaa;
