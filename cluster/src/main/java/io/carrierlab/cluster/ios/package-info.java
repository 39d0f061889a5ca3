/**
 * Reads device configurations as Cisco IOS prints them: for now VRFs and interfaces. What it does not understand is an
 * error with a position, never ignored: a configuration that is half obeyed would prove nothing.
 */
package io.carrierlab.cluster.ios;
