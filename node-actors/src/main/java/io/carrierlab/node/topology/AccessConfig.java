package io.carrierlab.node.topology;

import io.carrierlab.protocols.aaa.Accounts;
import io.carrierlab.protocols.aaa.GroupAttributes;
import io.carrierlab.protocols.aaa.NumberedUsers;
import io.carrierlab.protocols.aaa.UserPolicy;
import io.carrierlab.protocols.ike.GroupPolicy;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What makes a router an IPsec aggregator: one public interface for the peers of all VPNs. A peer is told apart by
 * its identity, which an ISAKMP profile matches, and its packets enter the profile's VRF as they come out of the
 * tunnel.
 *
 * @param port of the public interface, in the router's global table
 * @param publicAddress that peers connect to, IPv4: the interface's, that of an HSRP group, or that of a load balancer
 * @param ike1 how IKEv1 is spoken; empty: not at all
 * @param ike2 likewise
 * @param profiles the first that matches counts
 * @param pools inner addresses for clients
 * @param servers RADIUS servers, in the order in which they are tried; empty: local AAA only
 * @param local groups and users known here
 * @param interim between accounting updates, where RADIUS does not say; zero: none
 * @param reverseRoutes what RRI announces
 * @param redundancy it ends tunnels only while it is the active router of a group; empty: always
 * @param cpu what its control plane can do; empty: anything, at once
 * @param mostHalfOpen sessions that may be set up at a time; the oldest gives way
 * @param cookiesFrom half-open IKEv2 sessions from which on cookies are asked for (RFC 7296 §2.6)
 */
public record AccessConfig(int port, int publicAddress, Optional<IkeSettings> ike1, Optional<IkeSettings> ike2,
    List<IsakmpProfile> profiles, List<Pool> pools, List<RadiusServerRef> servers, AaaData local, Duration interim,
    ReverseRoutes reverseRoutes, Optional<Redundancy> redundancy, Optional<Cpu> cpu, int mostHalfOpen,
    int cookiesFrom) {
  public AccessConfig {
    profiles = List.copyOf(profiles);
    pools = List.copyOf(pools);
    servers = List.copyOf(servers);
  }

  /** Reverse route injection: what the VRF hears of the peers, and exports. */
  public enum ReverseRoutes {
    /** A route for each network behind each peer, while its SAs are there: {@code reverse-route}. */
    PER_PEER,
    /** Each pool as one prefix, while the aggregator ends tunnels (seed: "pools advertised per PE"). */
    AGGREGATE,
    /** Nothing: packets for peers find no way back to the aggregator. */
    OFF
  }

  /**
   * {@code crypto map ... redundancy NAME}: stateless failover.
   *
   * @param group name of the HSRP group whose virtual address is the public one
   * @param cleanup when the group leaves Active, sessions are forgotten and their routes withdrawn; IOS always does so,
   *     and a drill that leaves it out shows why
   */
  public record Redundancy(String group, boolean cleanup) {}

  /**
   * The control plane's processor: IKE messages wait for it in one queue.
   *
   * @param handshakes that it can do in a second, with nothing else to do; more than 0
   * @param queue messages that may wait; the tail is dropped
   */
  public record Cpu(double handshakes, int queue) {}

  /** Who answers a question of AAA. */
  public enum Method { LOCAL, RADIUS }

  /**
   * {@code crypto isakmp profile}: from a peer's identity to its VRF.
   *
   * @param matches one of them is enough
   * @param vrf where decrypted packets go; empty: where AAA says
   * @param keys shared keys by the peer's address, {@code crypto keyring}; empty: AAA has the group's key
   * @param authorization who knows the group; empty: nobody is asked, the keyring does
   * @param authentication who checks the user's password
   * @param accounting records go to RADIUS
   * @param behind networks that a peer without an inner address may have behind it, from its crypto ACL; empty: any
   * @param gre its peers protect GRE tunnels, nothing else, in transport mode; a tunnel's interface says which VRF
   */
  public record IsakmpProfile(String name, List<Match> matches, Optional<String> vrf, List<Key> keys,
      Optional<Method> authorization, Optional<Method> authentication, boolean accounting, List<Ipv4Prefix> behind,
      boolean gre) {
    /** Of clients and of sites in tunnel mode. */
    public IsakmpProfile(String name, List<Match> matches, Optional<String> vrf, List<Key> keys,
        Optional<Method> authorization, Optional<Method> authentication, boolean accounting, List<Ipv4Prefix> behind) {
      this(name, matches, vrf, keys, authorization, authentication, accounting, behind, false);
    }

    public IsakmpProfile {
      behind = List.copyOf(behind);
      matches = List.copyOf(matches);
      keys = List.copyOf(keys);
    }
  }

  /** {@code match identity}. */
  public sealed interface Match {
    /** {@code match identity group NAME}: a key id or name of this text. */
    record Group(String name) implements Match {}

    /** {@code match identity address ADDRESS MASK}. */
    record Address(Ipv4Prefix prefix) implements Match {}

    /** Whatever it says: the last profile's match, for groups that only RADIUS knows. */
    record Any() implements Match {}
  }

  /** {@code pre-shared-key address ADDRESS MASK key KEY}. */
  public record Key(Ipv4Prefix peers, String key) {}

  /**
   * {@code ip local pool}.
   *
   * @param vrf whose addresses they are
   * @param first and {@code last}: IPv4 addresses, both included
   */
  public record Pool(String name, String vrf, int first, int last) {}

  /** A RADIUS server as its client sees it (RFC 2865). @param tries per server, the first included */
  public record RadiusServerRef(int address, int authenticationPort, int accountingPort, String secret,
      Duration timeout, int tries) {}

  /** Groups and users, of a local table or of a RADIUS server. */
  public record AaaData(List<GroupPolicy> groups, List<UserRule> users) {
    public static final AaaData NONE = new AaaData(List.of(), List.of());

    public AaaData {
      groups = List.copyOf(groups);
      users = List.copyOf(users);
    }

    /** The table that local AAA, or a RADIUS server, answers from. */
    public Accounts accounts() {
      var attributes = new TreeMap<String, GroupAttributes>();
      for (GroupPolicy group : groups) {
        attributes.put(group.name(), group.attributes());
      }
      var single = new TreeMap<String, Accounts.User>();
      var numbered = new ArrayList<NumberedUsers>();
      for (UserRule rule : users) {
        var policy = new UserPolicy(OptionalInt.empty(), OptionalInt.empty(), rule.pool(), rule.vrf(), new byte[0],
            Duration.ZERO, rule.interim());
        if (rule.name().contains("#")) {
          numbered.add(new NumberedUsers(rule.name(), rule.password(), rule.first(), rule.last() - rule.first() + 1,
              policy));
        } else {
          single.put(rule.name(), new Accounts.User(rule.password(), policy));
        }
      }
      return new Accounts(attributes, single, numbered);
    }
  }

  /**
   * Users by the thousand without an entry each: user {@code NAME} of number {@code n} has the password {@code
   * PASSWORD}, patterns in which a run of {@code #} stands for the digits of the number; without, it is one user.
   *
   * @param vrf and {@code pool}: go before the group's
   */
  public record UserRule(String name, String password, int first, int last, Optional<String> vrf,
      Optional<String> pool, Duration interim) {}
}
