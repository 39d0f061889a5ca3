package io.carrierlab.protocols.radius;

import io.carrierlab.protocols.aaa.UserPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What an Access-Accept grants a user, as attributes and as {@link UserPolicy}. */
final class UserProfile {
  /** Framed-IP-Address: "the user may choose" (RFC 2865 §5.8). */
  private static final int USER_CHOOSES = 0xffff_ffff;
  /** Framed-IP-Address: "the NAS shall choose". */
  private static final int NAS_CHOOSES = 0xffff_fffe;

  private UserProfile() {}

  static UserPolicy read(RadiusPacket accept) {
    OptionalInt address = accept.address(AttributeType.FRAMED_IP_ADDRESS);
    if (address.isPresent() && (address.getAsInt() == USER_CHOOSES || address.getAsInt() == NAS_CHOOSES)) {
      address = OptionalInt.empty();
    }
    Optional<String> pool = accept.text(AttributeType.FRAMED_POOL)
        .or(() -> accept.ciscoPair("ip:addr-pool")).or(() -> accept.ciscoPair("ipsec:addr-pool"));
    return new UserPolicy(address, accept.address(AttributeType.FRAMED_IP_NETMASK), pool,
        accept.ciscoPair("ip:vrf-id"), accept.octets(AttributeType.CLASS).orElse(new byte[0]),
        Duration.ofSeconds(accept.number(AttributeType.SESSION_TIMEOUT).orElse(0)),
        Duration.ofSeconds(accept.number(AttributeType.ACCT_INTERIM_INTERVAL).orElse(0)));
  }

  static List<Attribute> attributes(UserPolicy policy) {
    var all = new ArrayList<Attribute>();
    policy.framedAddress()
        .ifPresent(address -> all.add(new Attribute.Address(AttributeType.FRAMED_IP_ADDRESS, address)));
    policy.framedNetmask()
        .ifPresent(netmask -> all.add(new Attribute.Address(AttributeType.FRAMED_IP_NETMASK, netmask)));
    policy.pool().ifPresent(pool -> all.add(new Attribute.Text(AttributeType.FRAMED_POOL, pool)));
    policy.vrf().ifPresent(vrf -> all.add(Attribute.ciscoPair("ip:vrf-id=" + vrf)));
    if (policy.classAttribute().length > 0) {
      all.add(Attribute.octets(AttributeType.CLASS, policy.classAttribute()));
    }
    addSeconds(all, AttributeType.SESSION_TIMEOUT, policy.sessionTimeout());
    addSeconds(all, AttributeType.ACCT_INTERIM_INTERVAL, policy.interimInterval());
    return all;
  }

  private static void addSeconds(List<Attribute> all, AttributeType type, Duration duration) {
    if (duration.toSeconds() > 0) {
      all.add(new Attribute.Number(type, (int) Math.min(duration.toSeconds(), 0xffff_ffffL)));
    }
  }
}
