package io.carrierlab.cluster.ios;

import io.carrierlab.cluster.source.Problem;
import io.carrierlab.cluster.source.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code standby} on an interface: HSRP. Each line becomes a section whose head says what it sets. */
final class StandbyForms {
  /** In a form without NUMBER the group is 0, as in IOS. */
  private static final Map<String, Form> FORMS = forms();

  private StandbyForms() {}

  private static Map<String, Form> forms() {
    var forms = new LinkedHashMap<String, Form>();
    forms.put("standby version", new Form("standby version NUMBER2"));
    forms.put("standby ip", new Form("standby [NUMBER] ip ADDRESS"));
    // Both times may be in milliseconds; a keyword that is there twice is spelt in two ways.
    forms.put("standby timers", new Form("standby [NUMBER] timers [msec] NUMBER2 [msec|msec] NUMBER3"));
    forms.put("standby priority", new Form("standby [NUMBER] priority NUMBER2"));
    forms.put("standby preempt", new Form("standby [NUMBER] preempt [delay minimum SECONDS]"));
    forms.put("standby track", new Form("standby [NUMBER] track INTERFACE [NUMBER2]"));
    forms.put("standby authentication", new Form("standby [NUMBER] authentication [text] KEY"));
    forms.put("standby name", new Form("standby [NUMBER] name NAME"));
    forms.put("standby follow", new Form("standby [NUMBER] follow NAME"));
    return forms;
  }

  /** For messages. */
  static List<String> all() {
    return FORMS.values().stream().map(form -> form.text().replace("NUMBER2", "NUMBER").replace("NUMBER3", "NUMBER")
        .replace("msec|msec", "msec")).toList();
  }

  /** What a line that begins with {@code standby} says; empty if it says nothing, which is an error. */
  static Optional<Section> read(List<Word> words, Problems problems) {
    Form.Attempt best = null;
    for (Map.Entry<String, Form> each : FORMS.entrySet()) {
      Form.Attempt attempt = each.getValue().attempt(words);
      if (attempt.match().isPresent()) {
        return Optional.of(new Section(each.getKey(), words.getFirst().at(), attempt.match().get().values(),
            attempt.match().get().rest(), List.of()));
      }
      if (best == null || attempt.followed() > best.followed()) {
        best = attempt;
      }
    }
    boolean another = best.followed() <= 1 || best.followed() == 2 && words.get(1).text().matches("[0-9]+");
    Problem problem = Form.problem(words, best);
    problems.error(problem.at(), problem.what(), another ? "one of " + String.join(", ", all()) : problem.expected());
    return Optional.empty();
  }
}
