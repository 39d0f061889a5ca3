package io.carrierlab.cluster.ios;

import io.carrierlab.cluster.source.Position;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/** What a configuration says, in its order. @param access commands of IPsec, AAA and load balancing */
public record IosConfig(Optional<String> hostname, List<Vrf> vrfs, List<Interface> interfaces, Sections access) {
  public IosConfig {
    vrfs = List.copyOf(vrfs);
    interfaces = List.copyOf(interfaces);
  }

  /**
   * {@code ip vrf NAME} and the lines below it.
   *
   * @param rd 64 bits; empty if there is no {@code rd} line
   * @param imports route targets as extended communities of 64 bits, each with the line that says so
   * @param exports likewise
   */
  public record Vrf(String name, Position at, OptionalLong rd, SequencedMap<Long, Position> imports,
      SequencedMap<Long, Position> exports) {
    public Vrf {
      imports = Collections.unmodifiableSequencedMap(imports);
      exports = Collections.unmodifiableSequencedMap(exports);
    }
  }

  /**
   * {@code interface NAME} and the lines below it.
   *
   * @param vrf empty: the global table
   * @param cryptoMap whose peers connect here
   * @param redundancy the HSRP group that the crypto map goes by
   * @param standby lines of HSRP, in order
   */
  public record Interface(String name, Position at, Optional<String> vrf, Optional<Address> address,
      Optional<Word> cryptoMap, Optional<Word> redundancy, List<Section> standby) {
    public Interface {
      standby = List.copyOf(standby);
    }

    Interface with(Optional<String> newVrf, Optional<Address> newAddress) {
      return new Interface(name, at, newVrf, newAddress, cryptoMap, redundancy, standby);
    }

    Interface with(List<Section> lines) {
      return new Interface(name, at, vrf, address, cryptoMap, redundancy, lines);
    }
  }

  /** @param address IPv4, network order; @param prefixLength 1 to 32, from the mask */
  public record Address(Position at, int address, int prefixLength) {}
}
