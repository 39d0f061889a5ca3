/** {@code Frame}, the one envelope that nodes exchange: generated from {@code frame.proto}, and views of it. */
package io.carrierlab.protocols.frame;
