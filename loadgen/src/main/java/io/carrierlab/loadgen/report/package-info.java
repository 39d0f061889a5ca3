/** What a run leaves behind: result.json, timeline.jsonl and report.html; docs/results.md documents every field. */
package io.carrierlab.loadgen.report;
