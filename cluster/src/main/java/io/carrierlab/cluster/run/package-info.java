/** A scenario run from start to verdict: what is scheduled, what is collected, what is written. */
package io.carrierlab.cluster.run;
