package io.carrierlab.cluster.run;

import io.carrierlab.loadgen.report.FileProblem;
import io.carrierlab.loadgen.report.WholeFile;
import io.carrierlab.node.network.NodeReport.Reported;
import io.carrierlab.node.network.NodeReport;
import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.esp.SaKeys;
import io.carrierlab.protocols.esp.WiresharkRow;
import io.carrierlab.protocols.ike.IkeKeys;
import io.carrierlab.protocols.ike.IkePolicy.IkeCipher;
import io.carrierlab.protocols.ip.Ipv4;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The keys of a run as a Wireshark configuration directory: its tables in the form in which Wireshark 4.0 reads them
 * (epan/uat.c: a row per line, texts quoted, octets in hexadecimal). Equal runs give equal files: rows are sorted, as
 * the order in which threads log keys means nothing.
 */
final class KeyFiles {
  static final String DIRECTORY = "keys";
  static final List<String> NAMES =
      List.of("ikev1_decryption_table", "ikev2_decryption_table", "esp_sa", "preferences", "README");
  private static final HexFormat HEX = HexFormat.of();
  private static final String PREFERENCES = """
      # ESP is decrypted by the table esp_sa, and its integrity is checked.
      esp.enable_encryption_decode: TRUE
      esp.enable_authentication_check: TRUE
      """;
  private static final String README = """
      The keys of the IKE and IPsec SAs that this run's gateways have made. This directory is a configuration directory
      of Wireshark and tshark. From the directory of the run:

        WIRESHARK_CONFIG_DIR=keys tshark -r captures/FILE.pcapng -O isakmp,esp
        WIRESHARK_CONFIG_DIR=keys wireshark captures/FILE.pcapng

      Or copy its files into a profile of your own: Wireshark names the directory under Help, About, Folders,
      Personal configuration. Then "Edit, Preferences, Protocols" shows the tables under ISAKMP and ESP.

      ikev1_decryption_table, ikev2_decryption_table   a row for each IKE SA
      esp_sa                                           a row for each direction of each pair of IPsec SAs; * stands for
                                                       the peer's address, which a NAT changes on its way
      preferences                                      have ESP decrypted and its integrity checked

      Wireshark 4.0 knows no DES for IKEv2, and does not decrypt AH, as nothing is encrypted: such SAs have no row.
      """;

  /** Rows of IKEv1, of IKEv2, and of IPsec. */
  private final TreeSet<String> first = new TreeSet<>();
  private final TreeSet<String> second = new TreeSet<>();
  private final TreeSet<String> esp = new TreeSet<>();

  /** Takes a report, if it is of keys. */
  void take(Reported report) {
    switch (report.what()) {
      case NodeReport.Ike(IkeKeys.V1 v1) -> first.add(HEX.toHexDigits(v1.initiatorCookie()) + "," + hex(v1.key()));
      case NodeReport.Ike(IkeKeys.V2 v2) -> row(v2).ifPresent(second::add);
      case NodeReport.Sas sas -> {
        String gateway = Ipv4.format(sas.gateway());
        row("*", gateway, sas.spiIn(), sas.in()).ifPresent(esp::add);
        row(gateway, "*", sas.spiOut(), sas.out()).ifPresent(esp::add);
      }
      case NodeReport.Event _, NodeReport.OfQuestion _, NodeReport.Broken _, NodeReport.OfPacket _ -> { }
    }
  }

  /** @param directory of the run @throws FileProblem if a file cannot be written */
  void write(Path directory) throws FileProblem {
    Path into = directory.resolve(DIRECTORY);
    try {
      Files.createDirectories(into);
    } catch (IOException e) {
      throw new FileProblem(into, "cannot be written", e);
    }
    List<String> contents = List.of(lines(first), lines(second), lines(esp), PREFERENCES, README);
    for (int i = 0; i < NAMES.size(); i++) {
      WholeFile.write(into.resolve(NAMES.get(i)), contents.get(i));
    }
  }

  private static String lines(Set<String> rows) {
    return rows.stream().map(row -> row + "\n").collect(Collectors.joining());
  }

  /** Columns: SPIi, SPIr, SK_ei, SK_er, encryption algorithm, SK_ai, SK_ar, integrity algorithm. */
  private static Optional<String> row(IkeKeys.V2 keys) {
    String integrity = keys.cipher().aead() ? "NONE [RFC4306]" : name(keys.digest());
    return name(keys.cipher()).map(cipher -> String.join(",", HEX.toHexDigits(keys.initiatorSpi()),
        HEX.toHexDigits(keys.responderSpi()), hex(keys.encryptionInitiator()), hex(keys.encryptionResponder()),
        quoted(cipher), hex(keys.integrityInitiator()), hex(keys.integrityResponder()), quoted(integrity)));
  }

  /** As {@code vs_ikev2_encr_algs} of Wireshark's packet-isakmp.c has it. */
  private static Optional<String> name(IkeCipher cipher) {
    return switch (cipher) {
      case DES_CBC -> Optional.empty();
      case TRIPLE_DES_CBC -> Optional.of("3DES [RFC2451]");
      case AES_CBC_128 -> Optional.of("AES-CBC-128 [RFC3602]");
      case AES_CBC_192 -> Optional.of("AES-CBC-192 [RFC3602]");
      case AES_CBC_256 -> Optional.of("AES-CBC-256 [RFC3602]");
      case AES_GCM_128 -> Optional.of("AES-GCM-128 with 16 octet ICV [RFC5282]");
      case AES_GCM_256 -> Optional.of("AES-GCM-256 with 16 octet ICV [RFC5282]");
    };
  }

  /** As {@code vs_ikev2_auth_algs} has it. */
  private static String name(Digest digest) {
    return switch (digest) {
      case MD5 -> "HMAC_MD5_96 [RFC2403]";
      case SHA1 -> "HMAC_SHA1_96 [RFC2404]";
      case SHA256 -> "HMAC_SHA2_256_128 [RFC4868]";
      case SHA384 -> "HMAC_SHA2_384_192 [RFC4868]";
      case SHA512 -> "HMAC_SHA2_512_256 [RFC4868]";
    };
  }

  /** Columns: protocol, source, destination, SPI, cipher, its key, integrity algorithm, its key. */
  private static Optional<String> row(String source, String destination, int spi, SaKeys keys) {
    return switch (keys.transform().protocol()) {
      case AH -> Optional.empty();
      case ESP -> Optional.of(WiresharkRow.of(source, destination, spi, keys));
    };
  }

  private static String hex(byte[] octets) {
    return HEX.formatHex(octets);
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }
}
