/** What Carrierlab costs, measured: {@code carrierlab bench}. */
package io.carrierlab.cluster.bench;
