/** What every codec stands on: bounds-checked reading, bit-exact writing, typed decode errors. */
package io.carrierlab.protocols.wire;
