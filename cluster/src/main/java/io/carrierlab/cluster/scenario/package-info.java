/**
 * Scenario files: YAML with includes, defaults and generators, checked against the JSON Schema that is published beside
 * these classes and against the rules that a schema cannot state, then resolved to the last address.
 * {@code docs/scenario.md} is the reference. {@link io.carrierlab.cluster.scenario.Scenario#load} is the way in.
 */
package io.carrierlab.cluster.scenario;
