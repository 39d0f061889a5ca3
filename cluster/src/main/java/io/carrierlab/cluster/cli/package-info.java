/** The command line. Results on standard output, talk on standard error; exit 0, 1, 2 or 3. */
package io.carrierlab.cluster.cli;
