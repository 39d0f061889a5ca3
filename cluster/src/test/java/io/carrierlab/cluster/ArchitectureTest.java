package io.carrierlab.cluster;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/architecture.md promises about who may depend on whom, and about what pure code does not touch. */
class ArchitectureTest {
  private static final String ROOT = "io.carrierlab.";
  private static final String PROTOCOLS = ROOT + "protocols";

  /**
   * Arrows between the packages of {@code protocols}: one uses another only where one carries the other. A new
   * package says here whom it uses; {@code wire} and {@code ip} need not be said.
   */
  private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
      Map.entry("aaa", Set.of()),
      Map.entry("arp", Set.of("ethernet")),
      Map.entry("bgp", Set.of("mpls", "tcp")),
      Map.entry("crypto", Set.of()),
      Map.entry("eap", Set.of("crypto")),
      Map.entry("esp", Set.of("crypto")),
      Map.entry("ethernet", Set.of("frame", "mpls")),        // it turns frames into octets, labels and all
      Map.entry("frame", Set.of()),
      Map.entry("gre", Set.of("ethernet")),
      Map.entry("hsrp", Set.of()),
      Map.entry("icmp", Set.of()),
      Map.entry("ike", Set.of("aaa", "crypto", "esp", "x509")),
      Map.entry("ike1", Set.of("aaa", "crypto", "esp", "ike", "x509")),
      Map.entry("ike2", Set.of("aaa", "crypto", "eap", "esp", "ike", "x509")),
      Map.entry("ldp", Set.of("mpls", "tcp")),
      Map.entry("mpls", Set.of()),
      Map.entry("nat", Set.of("udp")),
      Map.entry("ospf", Set.of()),
      Map.entry("radius", Set.of("aaa", "crypto", "eap")),
      Map.entry("slb", Set.of()),
      Map.entry("tcp", Set.of()),
      Map.entry("udp", Set.of()),
      Map.entry("x509", Set.of("crypto")));
  /** The ground that all others stand on: these use what is named here and nothing else of ours. */
  private static final Map<String, Set<String>> GROUND = Map.of("wire", Set.of(), "ip", Set.of("wire"));

  /** Class files of all modules, tests left out, whether Maven has packed them or not. */
  private static final JavaClasses ALL = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .withImportOption(location -> !location.contains("-tests.jar"))
      .importPackages("io.carrierlab");

  @ParameterizedTest
  @ValueSource(strings = {"protocols", "node", "loadgen"})
  void seesEveryModule(String module) {
    assertThat(ALL).anyMatch(each -> each.getPackageName().startsWith(ROOT + module + "."));
    assertThat(ALL).noneMatch(each -> each.getPackageName().startsWith(PROTOCOLS + ".sim"));
  }

  @Test
  void protocolsImportTheJdkBouncyCastleAndProtobufOnly() {
    check(classes().that().resideInAPackage("io.carrierlab.protocols..").should().onlyDependOnClassesThat(
        resideInAnyPackage("io.carrierlab.protocols..", "java..", "javax.crypto..", "javax.security..",
            "org.bouncycastle..", "com.google.protobuf..")));
  }

  @Test
  void protocolsDoNoInputOutputAndStartNoThreads() {
    check(noClasses().that().resideInAPackage("io.carrierlab.protocols..").should().dependOnClassesThat(
        resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file..", "java.util.concurrent..",
            "java.util.logging..")).orShould().dependOnClassesThat().haveFullyQualifiedName("java.lang.Thread"));
  }

  @Test
  void modulesDependDownwardsOnly() {
    check(noClasses().that().resideInAPackage("io.carrierlab.node..").should().dependOnClassesThat(
        resideInAnyPackage("io.carrierlab.loadgen..", "io.carrierlab.cluster..")));
    check(noClasses().that().resideInAPackage("io.carrierlab.loadgen..").should().dependOnClassesThat(
        resideInAPackage("io.carrierlab.cluster..")));
  }

  @Test
  void protocolsUseEachOtherAlongTheArrowsOnly() {
    check(classes().that().resideInAPackage("io.carrierlab.protocols..").should(followTheArrows()));
  }

  @Test
  void packagesAreNamedAfterProtocolsAndDevices() {
    check(noClasses().should().resideInAnyPackage("..util..", "..utils..", "..common..", "..impl..", "..model..",
        "..models..", "..helper..", "..helpers..", "..misc.."));
  }

  @Test
  void classesAreNamedAfterWhatTheyAre() {
    check(noClasses().should().haveSimpleNameEndingWith("Manager").orShould().haveSimpleNameEndingWith("Helper")
        .orShould().haveSimpleNameEndingWith("Impl").orShould().haveSimpleNameEndingWith("Util")
        .orShould().haveSimpleNameEndingWith("Utils"));
  }

  @Test
  void timeAndChanceAreHandedIn() {
    check(noClasses().that(arePure()).should().callCodeUnitWhere(readsAClockOrRollsDice()));
    check(noClasses().that(arePure()).should().dependOnClassesThat().haveFullyQualifiedName("java.util.Random")
        .orShould().dependOnClassesThat().haveFullyQualifiedName("java.security.SecureRandom")
        .orShould().dependOnClassesThat().haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom"));
  }

  @Test
  void nobodyAsksOrPipesToSelf() {
    // Both complete on the common pool, outside of any node, and would break the determinism of a run.
    // What lives outside of all nodes, in cluster, may.
    check(noClasses().that().resideInAnyPackage("io.carrierlab.protocols..", "io.carrierlab.node..",
        "io.carrierlab.loadgen..").should().callCodeUnitWhere(describe("is Pekko's ask or pipeToSelf", call ->
        call.getTargetOwner().getPackageName().startsWith("org.apache.pekko")
            && Set.of("ask", "askWithStatus", "pipeToSelf").contains(call.getName()))));
  }

  @Test
  void nobodyButANetworkKnowsWhichFabricItIsOn() {
    check(noClasses().that().resideOutsideOfPackages("io.carrierlab.node.fabric..", "io.carrierlab.node.network..")
        .should().dependOnClassesThat(resideInAnyPackage("io.carrierlab.node.fabric..")
            .and(describe("are of the local fabric", type -> type.getSimpleName().startsWith("Local")))));
  }

  @Test
  void partsOfDevicesBelongToTheirNodes() {
    // Pekko gives a child the default dispatcher: its mailbox would be run outside of its node.
    check(noClasses().that().doNotHaveFullyQualifiedName("io.carrierlab.node.network.Node")
        .and().doNotHaveFullyQualifiedName("io.carrierlab.node.network.Network")
        .should().callCodeUnitWhere(describe("spawns an actor past Node.spawn", call ->
            call.getTargetOwner().getPackageName().startsWith("org.apache.pekko.actor.typed")
                && Set.of("spawn", "spawnAnonymous", "systemActorOf").contains(call.getName()))));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(ALL);
  }

  /** Code that a virtual run repeats to the bit; {@code node.time} is where real time comes from. */
  private static DescribedPredicate<JavaClass> arePure() {
    return resideInAnyPackage("io.carrierlab.protocols..", "io.carrierlab.node..")
        .and(resideOutsideOfPackages("io.carrierlab.node.time.."));
  }

  private static DescribedPredicate<JavaCall<?>> readsAClockOrRollsDice() {
    return describe("reads a clock, sleeps, or draws what no seed decides", call -> {
      String owner = call.getTargetOwner().getFullName();
      boolean argumentless = call.getTarget().getRawParameterTypes().isEmpty();
      return switch (call.getName()) {
        case "nanoTime", "currentTimeMillis", "identityHashCode" -> owner.equals("java.lang.System");
        case "random" -> owner.equals("java.lang.Math") || owner.equals("java.lang.StrictMath");
        case "sleep" -> owner.equals("java.lang.Thread");
        case "now" -> owner.startsWith("java.time.");
        case "randomUUID" -> owner.equals("java.util.UUID");
        case "getDefault" -> owner.equals("java.util.random.RandomGenerator");
        case "shuffle" -> owner.equals("java.util.Collections") && call.getTarget().getRawParameterTypes().size() == 1;
        case "<init>" -> argumentless && owner.equals("java.util.SplittableRandom");
        default -> owner.equals("java.time.Clock") && call.getName().startsWith("system");
      };
    });
  }

  private static ArchCondition<JavaClass> followTheArrows() {
    return new ArchCondition<>("follow the arrows between protocols") {
      @Override
      public void check(JavaClass origin, ConditionEvents events) {
        String from = protocol(origin);
        if (!ARROWS.containsKey(from) && !GROUND.containsKey(from)) {
          events.add(SimpleConditionEvent.violated(origin, origin.getName() + " is of a package without arrows: say "
              + "in ArchitectureTest.ARROWS whom " + from + " uses"));
        }
        var named = new TreeSet<String>();                 // one complaint per arrow and class is enough
        for (Dependency each : origin.getDirectDependenciesFromSelf()) {
          JavaClass target = each.getTargetClass().getBaseComponentType();
          if (target.getPackageName().startsWith(PROTOCOLS + ".") && !allowed(from, protocol(target))
              && named.add(protocol(target))) {
            events.add(SimpleConditionEvent.violated(each, "no arrow " + from + " -> " + protocol(target) + ": "
                + each.getDescription()));
          }
        }
      }
    };
  }

  private static boolean allowed(String from, String to) {
    return from.equals(to) || (GROUND.containsKey(from)
        ? GROUND.get(from).contains(to)
        : GROUND.containsKey(to) || ARROWS.getOrDefault(from, Set.of()).contains(to));
  }

  /** The segment after {@code protocols}: {@code bgp} of {@code io.carrierlab.protocols.bgp.rib}. */
  private static String protocol(JavaClass member) {
    return member.getPackageName().substring(PROTOCOLS.length() + 1).split("\\.")[0];
  }
}
