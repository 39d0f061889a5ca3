/** How a run asks its network for what it has, and keeps what it is told. */
package io.carrierlab.loadgen.lab;
