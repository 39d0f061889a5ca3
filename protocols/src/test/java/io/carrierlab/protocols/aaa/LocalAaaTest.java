package io.carrierlab.protocols.aaa;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalAaaTest {
  private static final AaaQuestion.Caller CALLER = new AaaQuestion.Caller(1, 2, 3);
  private static final GroupAttributes GROUP = GroupAttributes.of("key".getBytes(US_ASCII), "POOL1");
  private static final NumberedUsers RULE = new NumberedUsers("u-###@coke", "p###", 5, 100, UserPolicy.PLAIN);
  private static final LocalAaa AAA = new LocalAaa(new Accounts(Map.of("G", GROUP),
      Map.of("alice", new Accounts.User("pw", UserPolicy.PLAIN),
          "u-007@coke", new Accounts.User("bond", UserPolicy.PLAIN)), List.of(RULE)));

  record Row(AaaQuestion question, Class<? extends AaaAnswer> answer) {}

  private static Row user(String name, String password, boolean right) {
    return new Row(new AaaQuestion.User(name, password, CALLER),
        right ? AaaAnswer.UserAccepted.class : AaaAnswer.Refused.class);
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(new AaaQuestion.Group("G", CALLER), AaaAnswer.GroupGranted.class),
        new Row(new AaaQuestion.Group("g", CALLER), AaaAnswer.Refused.class),
        new Row(new AaaQuestion.Eap("alice", new byte[5], Optional.empty(), CALLER), AaaAnswer.Refused.class),
        user("alice", "pw", true), user("alice", "", false), user("bob", "pw", false), user("G", "key", false),
        user("u-005@coke", "p005", true), user("u-104@coke", "p104", true), user("u-004@coke", "p004", false),
        user("u-105@coke", "p105", false), user("u-5@coke", "p005", false), user("u-0x5@coke", "p005", false),
        user("u-006@pepsi", "p006", false), user("u-006@coke", "p007", false),
        user("u-007@coke", "p007", false), user("u-007@coke", "bond", true));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answersFromItsTable(Row row) {
    assertEquals(row.answer(), AAA.answer(row.question()).getClass());
  }

  @Test
  void namesUsersAsItKnowsThem() {
    for (int number = 5; number < 105; number++) {
      assertEquals(OptionalInt.of(number), RULE.number(RULE.nameOf(number)));
    }
    assertEquals("p104", RULE.passwordOf(104));
    assertEquals("same", new NumberedUsers("u#", "same", 0, 10, UserPolicy.PLAIN).passwordOf(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "a#b#", "", "##########"})
  void refusesPatternsThatSayNoNumber(String pattern) {
    assertThrows(IllegalArgumentException.class, () -> new NumberedUsers(pattern, "", 0, 1, UserPolicy.PLAIN));
  }

  @Test
  void refusesMoreUsersThanDigits() {
    assertThrows(IllegalArgumentException.class, () -> new NumberedUsers("u##", "", 1, 100, UserPolicy.PLAIN));
  }
}
