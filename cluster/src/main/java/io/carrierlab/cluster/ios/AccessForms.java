package io.carrierlab.cluster.ios;

import io.carrierlab.cluster.source.Problem;
import io.carrierlab.cluster.source.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Commands of IPsec, AAA and server load balancing: reads their form, and keeps them as {@link Section}s. */
final class AccessForms {
  private static final List<String> MAP_LINES = List.of("set peer ADDRESS", "set transform-set WORDS",
      "set isakmp-profile NAME", "match address NAME", "set pfs [GROUP]",
      "set security-association lifetime seconds|kilobytes NUMBER", "reverse-route", "description WORDS");
  /** Each command with the lines that may follow it. */
  private static final Map<Form, List<Form>> FORMS = forms();

  private final Problems problems;
  private final List<Section> sections = new ArrayList<>();
  private List<Form> here = List.of();

  AccessForms(Problems problems) {
    this.problems = problems;
  }

  private static Map<Form, List<Form>> forms() {
    var all = new LinkedHashMap<Form, List<Form>>();
    add(all, "crypto keyring NAME", "pre-shared-key address ADDRESS [MASK] key KEY", "description WORDS");
    add(all, "crypto isakmp policy NUMBER", "encr|encryption des|3des|aes [BITS]", "hash sha|md5|sha256|sha384|sha512",
        "authentication pre-share|rsa-sig", "group NUMBER", "lifetime SECONDS");
    add(all, "crypto isakmp profile NAME", "vrf VRF", "keyring NAME",
        "match identity address|ip-address ADDRESS [MASK]", "match identity group NAME",
        "client authentication list NAME", "isakmp authorization list NAME",
        "client configuration address respond|initiate", "accounting NAME", "description WORDS");
    add(all, "crypto isakmp key KEY address ADDRESS [MASK]");
    add(all, "crypto isakmp keepalive SECONDS [SECONDS2] [periodic|on-demand]");
    add(all, "crypto isakmp nat keepalive SECONDS");
    add(all, "crypto isakmp client configuration group NAME", "key KEY", "pool NAME", "dns ADDRESS [ADDRESS2]",
        "wins ADDRESS [ADDRESS2]", "domain NAME", "acl NAME", "pfs", "banner WORDS");
    add(all, "crypto ipsec transform-set NAME WORDS", "mode tunnel|transport");
    add(all, "crypto ipsec security-association lifetime seconds|kilobytes NUMBER");
    add(all, "crypto map NAME client authentication list LIST");
    add(all, "crypto map NAME isakmp authorization list LIST");
    add(all, "crypto map NAME client configuration address respond|initiate");
    add(all, "crypto map NAME NUMBER ipsec-isakmp [dynamic DYNAMIC]", MAP_LINES.toArray(String[]::new));
    add(all, "crypto dynamic-map NAME NUMBER", MAP_LINES.toArray(String[]::new));
    add(all, "access-list NUMBER permit|deny ip WORDS");
    add(all, "ip access-list extended NAME", "permit|deny ip WORDS");
    add(all, "ip local pool NAME ADDRESS [ADDRESS2]");
    add(all, "aaa new-model");
    add(all, "aaa group server radius NAME", "server ADDRESS [auth-port PORT] [acct-port PORT2]",
        "server-private ADDRESS [auth-port PORT] [acct-port PORT2] [key KEY]",
        "server-priavate ADDRESS [auth-port PORT] [acct-port PORT2] [key KEY]", "ip vrf forwarding VRF");
    add(all, "aaa authentication login NAME WORDS");
    add(all, "aaa authorization network NAME WORDS");
    add(all, "aaa accounting network NAME start-stop WORDS");
    add(all, "radius-server host ADDRESS [auth-port PORT] [acct-port PORT2] [key KEY]");
    add(all, "radius-server key KEY");
    add(all, "radius-server timeout SECONDS");
    add(all, "radius-server retransmit NUMBER");
    add(all, "username NAME password KEY");
    add(all, "ip slb serverfarm NAME", "real ADDRESS", "weight NUMBER", "maxconns NUMBER", "inservice",
        "no inservice", "probe NAME", "failaction purge", "predictor roundrobin");
    add(all, "ip slb vserver NAME", "virtual ADDRESS esp", "virtual ADDRESS udp SERVICE", "serverfarm NAME",
        "sticky SECONDS [group NUMBER]", "idle SECONDS", "inservice", "no inservice");
    add(all, "ip slb probe NAME ping", "interval SECONDS", "faildetect NUMBER");
    return all;
  }

  private static void add(Map<Form, List<Form>> all, String command, String... lines) {
    var below = new ArrayList<Form>();
    for (String line : lines) {
      below.add(new Form(line));
    }
    all.put(new Form(command), List.copyOf(below));
  }

  /** The forms of all commands, for messages. */
  static List<String> all() {
    return FORMS.keySet().stream().map(Form::text).toList();
  }

  /** The forms of lines below the last command. */
  List<String> lines() {
    return here.stream().map(Form::text).toList();
  }

  /** The last command, for messages. */
  String where() {
    return sections.getLast().head();
  }

  /** False if the line begins like no command. */
  boolean command(List<Word> words) {
    return read(words, List.copyOf(FORMS.keySet()), sections, true);
  }

  /** False if the line is none of the last command's. */
  boolean line(List<Word> words) {
    return read(words, here, sections.getLast().lines(), false);
  }

  private boolean read(List<Word> words, List<Form> forms, List<Section> into, boolean opens) {
    Form.Attempt best = null;
    for (Form form : forms) {
      if (form.begins(words)) {
        Form.Attempt attempt = form.attempt(words);
        if (attempt.match().isPresent() || best == null || attempt.followed() > best.followed()) {
          best = attempt;
        }
        if (best.match().isPresent()) {
          break;
        }
      }
    }
    if (best == null) {
      return false;
    }
    if (best.match().isEmpty()) {
      Problem problem = Form.problem(words, best);
      problems.error(problem.at(), problem.what(), problem.expected());
    } else {
      into.add(new Section(best.form().head(), words.getFirst().at(), best.match().get().values(),
          best.match().get().rest(), new ArrayList<>()));
    }
    if (opens) {
      boolean read = best.match().isPresent();
      here = FORMS.get(best.form());
      if (!read && !here.isEmpty()) {
        // Its lines are read all the same, so that they are no further errors.
        sections.add(new Section("", words.getFirst().at(), Map.of(), List.of(), new ArrayList<>()));
      }
    }
    return true;
  }

  /** Whether the last command may have lines. */
  boolean open() {
    return !here.isEmpty();
  }

  List<Section> sections() {
    return sections.stream().filter(section -> !section.head().isEmpty()).map(section -> new Section(section.head(),
        section.at(), Map.copyOf(section.values()), List.copyOf(section.rest()), List.copyOf(section.lines())))
        .toList();
  }
}
