package io.carrierlab.cluster.ios;

import io.carrierlab.cluster.source.Position;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/** What a configuration says, in its order. @param access commands of IPsec, AAA and load balancing */
public record IosConfig(Optional<String> hostname, List<Vrf> vrfs, List<Interface> interfaces, List<Section> access) {
  public IosConfig {
    vrfs = List.copyOf(vrfs);
    interfaces = List.copyOf(interfaces);
    access = List.copyOf(access);
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
   */
  public record Interface(String name, Position at, Optional<String> vrf, Optional<Address> address,
      Optional<Word> cryptoMap) {}

  /** @param address IPv4, network order; @param prefixLength 1 to 32, from the mask */
  public record Address(Position at, int address, int prefixLength) {}
}
