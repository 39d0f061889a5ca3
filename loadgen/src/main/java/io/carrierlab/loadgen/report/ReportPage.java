package io.carrierlab.loadgen.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The frame of pages: template, style and scripts are resources beside this class, joined without a build step. */
final class ReportPage {
  private static final List<String> REPORT = List.of("report-base.js", "report-outages.js", "report-drill.js",
      "report-draw.js", "report.js");
  private static final List<String> COMPARISON = List.of("report-base.js", "report-outages.js", "compare.js");

  private ReportPage() {}

  /** @param json the data; names in it may come from anybody */
  static String fill(RunResult result, String json) {
    return fill("report.html", result.run().scenario() + ": " + result.verdict(), REPORT, json);
  }

  /** The page of a comparison. */
  static String comparison(Comparison comparison) {
    return fill("compare.html", comparison.a.directory() + " and " + comparison.b.directory(), COMPARISON,
        ResultJson.line(ComparisonJson.of(comparison)));
  }

  private static String fill(String main, String title, List<String> scripts, String json) {
    var page = new StringBuilder();
    String template = resource("page.html");
    int from = 0;
    for (int mark = template.indexOf("{{"); mark >= 0; mark = template.indexOf("{{", from)) {
      int end = template.indexOf("}}", mark);
      page.append(template, from, mark).append(switch (template.substring(mark + 2, end)) {
        case "title" -> text(title);
        case "main" -> resource(main);
        case "style" -> resource("report.css");
        case "script" -> scripts.stream().map(ReportPage::resource).collect(Collectors.joining());
        case "data" -> inScript(json);
        case String other -> throw new IllegalStateException("the template asks for " + other);
      });
      from = end + 2;
    }
    return page.append(template, from, template.length()).toString();
  }

  /** As the text of an element. */
  static String text(String any) {
    return any.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /**
   * JSON inside a script element: an HTML parser ends it at the first {@code </script} and changes its mind at
   * {@code <!--}, whatever JSON thinks, so no markup character is left; the escapes mean the same to JSON.
   */
  static String inScript(String json) {
    return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
        .replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
  }

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing from the build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
