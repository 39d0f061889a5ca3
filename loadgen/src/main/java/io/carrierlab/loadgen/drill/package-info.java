/** Drills: faults, traffic, and expectations with their evaluation. */
package io.carrierlab.loadgen.drill;
