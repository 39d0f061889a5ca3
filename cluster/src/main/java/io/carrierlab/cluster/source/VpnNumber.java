package io.carrierlab.cluster.source;

import io.carrierlab.protocols.bgp.ExtendedCommunity;
import io.carrierlab.protocols.bgp.RouteDistinguisher;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * The notation {@code AS:number} or {@code address:number} of route distinguishers, route targets and sites of
 * origin, as
 * readers of configuration want it: a number, or none.
 */
public final class VpnNumber {
  private VpnNumber() {}

  /** Empty if the text is not of either form, or a part does not fit its field. */
  public static OptionalLong routeDistinguisher(String text) {
    return parse(text, RouteDistinguisher::parse);
  }

  /** Empty if the text is not of either form, or a part does not fit its field. */
  public static OptionalLong routeTarget(String text) {
    return parse(text, ExtendedCommunity::routeTarget);
  }

  /** Empty if the text is not of either form, or a part does not fit its field. */
  public static OptionalLong siteOfOrigin(String text) {
    return parse(text, ExtendedCommunity::siteOfOrigin);
  }

  /** A route target as configurations write it: without {@code RT:}. */
  public static String formatTarget(long target) {
    return ExtendedCommunity.format(target).replaceFirst("^RT:", "");
  }

  private static OptionalLong parse(String text, ToLongFunction<String> parser) {
    try {
      return OptionalLong.of(parser.applyAsLong(text));
    } catch (IllegalArgumentException notOfTheForm) {
      return OptionalLong.empty();
    }
  }
}
