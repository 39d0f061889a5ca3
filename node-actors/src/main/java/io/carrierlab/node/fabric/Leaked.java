package io.carrierlab.node.fabric;

/** Frames of a VPN at places of another, or of the core: all that broke the policy. Empty is the core. */
public record Leaked(String originVpn, String placeVpn, long frames) {}
