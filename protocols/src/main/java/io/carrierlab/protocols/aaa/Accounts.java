package io.carrierlab.protocols.aaa;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Who may enter and what they get: the table that {@link LocalAaa} and a RADIUS server answer from. Users by rule cost
 * nothing each; a user of the table goes before a rule.
 */
public record Accounts(Map<String, GroupAttributes> groups, Map<String, User> users, List<NumberedUsers> rules) {
  /** One user. */
  public record User(String password, UserPolicy policy) {}

  public Accounts {
    groups = Map.copyOf(groups);
    users = Map.copyOf(users);
    rules = List.copyOf(rules);
  }

  public Optional<GroupAttributes> group(String name) {
    return Optional.ofNullable(groups.get(name));
  }

  public Optional<User> user(String name) {
    User user = users.get(name);
    if (user != null) {
      return Optional.of(user);
    }
    for (NumberedUsers rule : rules) {
      OptionalInt number = rule.number(name);
      if (number.isPresent()) {
        return Optional.of(new User(rule.passwordOf(number.getAsInt()), rule.policy()));
      }
    }
    return Optional.empty();
  }
}
