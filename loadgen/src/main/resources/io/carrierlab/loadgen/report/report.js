// --- Header ------------------------------------------------------------------------------------------------------

const { result } = data;
function drawHead() {
  const pass = result.verdict === 'pass';
  const head = document.getElementById('head');
  head.className = pass ? 'pass' : 'fail';
  head.append(el('div', { class: 'brand' }, 'Carrierlab report'),
    el('div', { class: 'top' }, el('h1', {}, result.scenario),
      el('span', { class: 'verdict' }, el('span', { 'aria-hidden': 'true' }, pass ? '\u2713' : '\u2717'),
        `${pass ? 'Pass' : 'Fail'}: ${heldOf(result.expectations)}`)));
  document.querySelectorAll('main > section').forEach(section => document.getElementById('nav').append(
    el('a', { href: '#' + section.id }, section.querySelector('h2').textContent)));
}
function heldOf(expectations) {
  const held = expectations.filter(e => e.verdict === 'pass').length;
  return `${held} of ${many(expectations.length, 'expectation')} held`;
}

// --- In short ----------------------------------------------------------------------------------------------------

/** What it was about, what went wrong, when and where: for who reads nothing else. */
function drawSummary() {
  const section = document.getElementById('summary');
  const { about, verdict, happened, happenedOmitted, failed, failedOmitted, held } = data.summary;
  const fact = (name, value, mono) => el('div', {}, el('dt', {}, name), el('dd', { class: mono ? 'mono' : undefined }, String(value)));
  section.append(el('p', { class: 'headline' }, verdict), el('p', { class: 'about' }, about));
  if (happened.length) {
    section.append(el('h3', {}, 'What happened'), el('ul', { class: 'sentences' }, happened.map(text => el('li', {}, text))));
    if (happenedOmitted) section.append(el('p', { class: 'note' }, `And ${more(happenedOmitted, 'such event')} in the timeline.`));
  }
  if (failed.length) {
    section.append(el('h3', {}, 'What did not hold'), el('ul', { class: 'failures' }, failed.map(f => el('li', {},
      el('a', { class: f.evaluated ? 'bad' : 'unknown', href: '#expect-' + encodeURIComponent(f.id) }, (f.evaluated ? '\u2717 ' : '? ') + f.id),
      el('div', {}, el('div', {}, f.expected), el('div', { class: 'seen' }, 'Observed: ' + f.observed))))));
    if (failedOmitted) section.append(el('p', { class: 'note' }, `And ${more(failedOmitted, 'expectation')} below.`));
  }
  if (held && failed.length) section.append(el('p', { class: 'note' }, 'Held: ' + held + '.'));
  if (result.warnings.length) {
    section.append(el('details', { open: failed.length > 0 }, el('summary', {}, many(result.warnings.length, 'warning') + ' before the run'),
      el('ul', { class: 'sentences' }, result.warnings.map(text => el('li', {}, text)))));
  }
  section.append(el('dl', { class: 'facts' }, fact('Seed', result.seed, true), fact('Trace hash', result.traceHash, true),
    fact('Virtual time', result.virtualSeconds + ' s'), fact('Wall time', result.wallSeconds + ' s'),
    fact('Threads', result.threads), result.startedAt ? fact('Started', result.startedAt) : '',
    result.overrides.length ? fact('Overridden', result.overrides.join(', '), true) : '',
    Object.entries(result.versions).map(([name, version]) => fact(name, version))));
}

// --- Expectations ------------------------------------------------------------------------------------------------

function tag(expectation) {
  return expectation.verdict === 'pass' ? el('span', { class: 'tag good' }, '\u2713 pass')
    : expectation.evaluated ? el('span', { class: 'tag bad' }, '\u2717 fail')
    : el('span', { class: 'tag unknown' }, '? not evaluated');
}
/** What failed comes first, and with its evidence. */
function drawExpectations() {
  const section = document.getElementById('expectations');
  const rank = e => e.verdict === 'pass' ? 2 : e.evaluated ? 0 : 1;
  const list = [...result.expectations].sort((a, b) => rank(a) - rank(b));
  section.append(list.length ? el('p', { class: 'note' }, 'What the scenario expects, and what was observed; times are virtual.')
    : el('p', { class: 'note' }, 'The scenario expects nothing.'));
  list.forEach(e => section.append(el('article', { class: 'expectation', id: 'expect-' + encodeURIComponent(e.id) },
    el('div', { class: 'which' }, tag(e), el('h3', { class: 'id' }, e.id)),
    el('div', {}, el('div', { class: 'label' }, 'expected'), e.what), el('div', {}, el('div', { class: 'label' }, 'observed'), e.observed),
    e.evidence.length ? el('details', { open: e.verdict !== 'pass' }, el('summary', {}, 'Evidence for ' + e.id),
      el('div', { class: 'inside' }, e.evidence.map(evidence))) : '')));
  if (result.unanswered.length) {
    const some = result.unanswered.slice(0, 8).map(each => `${each.node} (${each.questions} times, first at ${each.first} s)`);
    section.append(el('p', { class: 'note' }, 'Asked for what they have, and did not answer, '
      + 'so that what rests on it is not evaluated: ' + some.join(', ')
      + (result.unanswered.length > some.length ? ', and ' + more(result.unanswered.length - some.length, 'node') : '')));
  }
}
function evidence(item) {
  switch (item.kind) {
    case 'matrix': return matrix(item);
    case 'gap': return gap(item);
    case 'path': return way(item);
    case 'table': return table(item);
    case 'outages': return outages([{ label: '', spread: item }]);
    default: return el('pre', {}, JSON.stringify(item, null, 1));
  }
}
function matrix(m) {
  const cell = (c, i, j) => m.from[i] === m.to[j] ? el('td', { class: 'self', title: 'itself' }, '\u00b7')
    : el('td', { class: c.good ? 'good' : 'bad', title: `${m.from[i]} to ${m.to[j]}: ${c.text}` },
      (c.good ? '\u2713 ' : '\u2717 ') + c.mark);
  return el('div', { class: 'drawing' }, el('table', { class: 'matrix' }, el('caption', {}, 'From the host of the row to the host of the column'),
    el('thead', {}, el('tr', {}, el('td', { class: 'self' }), m.to.map(to => el('th', { scope: 'col' }, to)))),
    el('tbody', {}, m.cells.map((row, i) => el('tr', {}, el('th', { scope: 'row' }, m.from[i]),
      row.map((c, j) => cell(c, i, j)))))));
}
function gap(g) {
  const figure = (value, name) => el('div', {}, el('b', {}, value), name);
  const { start, width, counts } = g.arrivals;
  const draw = w => {
    const [h, left, top, bottom] = [150, 46, 24, 22];
    const to = start + width * counts.length;
    const most = Math.max(1, ...counts);
    const x = t => left + (t - start) / (to - start) * (w - left - 12);
    const y = v => h - bottom - v / most * (h - top - bottom);
    const plot = svg('svg', { viewBox: `0 0 ${w} ${h}`, width: w, height: h, role: 'img', 'aria-label':
    `Arrivals of flow ${g.flow} around the fault: none from ${g.from} s to ${g.to} s` },
    svg('rect', { x: x(g.from), y: top, width: Math.max(1, x(g.to) - x(g.from)), height: h - top - bottom, fill: 'var(--bad-ground)' }));
    timeAxis(plot, start, to, x, { top, bottom: h - bottom, ticks: w < 600 ? 4 : 7 });
    plot.append(svg('text', { class: 'small', x: left - 6, y: y(most) + 4, 'text-anchor': 'end' }, most),
    svg('text', { class: 'small', x: left - 6, y: y(0), 'text-anchor': 'end' }, '0'),
    svg('path', { d: outline(counts, start, width, x, y), fill: 'var(--t0)', stroke: 'var(--v0)', 'stroke-width': 1.2 }),
    svg('text', { class: 'fault-text halo', x: (x(g.from) + x(g.to)) / 2, y: (top + h - bottom) / 2 + 4, 'text-anchor': 'middle' },
      inSeconds(g.milliseconds / 1000)),
    svg('line', { class: 'fault', x1: x(g.faultAt), x2: x(g.faultAt), y1: top - 6, y2: h - bottom }),
    svg('text', { class: 'fault-text halo', x: x(g.faultAt), y: 12, 'text-anchor': x(g.faultAt) < w / 2 ? 'start' : 'end' }, clip(g.fault, 40) + ' ' + g.faultAt + ' s'));
    return plot;
  };
  return el('div', {}, el('div', { class: 'figures' }, figure(inSeconds(g.milliseconds / 1000), g.resumed ? 'outage' : 'silent, and not back'),
    figure(thousands(g.lost), 'packets lost in it'), figure(trim(g.from) + ' s', 'last arrival before'),
    figure(trim(g.to) + ' s', g.resumed ? 'first arrival after' : 'end of the flow or run'),
    figure(`${thousands(g.totals.received)} of ${thousands(g.totals.sent)}`, 'packets arrived in the whole run')),
    el('figure', {}, fitted(draw, 860), el('p', { class: 'note' }, `Arrivals per ${trim(width * 1000)} ms of flow ${g.flow}`)));
}
function way(w) {
  const nodes = w.hops.map(hop => hop.node);
  const chain = (list, other) => el('ol', { class: 'way' }, list.map((node, i) =>
    el('li', {}, el('span', { class: other[i] === node ? undefined : 'bad' }, node))));
  return el('div', {}, el('h3', {}, 'Expected'), chain(w.expected, nodes), el('h3', {}, 'Observed, ' + w.end), chain(nodes, w.expected),
    table({ title: 'Every look-up', columns: ['time', 'node', 'what it did and why'], omitted: 0,
      rows: w.hops.map(hop => [hop.t + ' s', hop.node, hop.lookups.join('; ')]) }));
}
// --- Convergence -------------------------------------------------------------------------------------------------

const protocols = ['OSPF', 'LDP', 'BGP'];
function markOf(protocol, up) {
  const style = { fill: up ? 'var(--good)' : 'var(--card)', stroke: up ? 'var(--good)' : 'var(--bad)', 'stroke-width': up ? 1 : 1.8 };
  switch (protocol) {
    case 'OSPF': return svg('circle', { r: 3.6, ...style });
    case 'LDP': return svg('rect', { x: -3.3, y: -3.3, width: 6.6, height: 6.6, ...style });
    default: return svg('polygon', { points: '0,-4.6 4.6,0 0,4.6 -4.6,0', ...style });
  }
}
function drawConvergence() {
  const section = document.getElementById('convergence');
  const { buttons, holder } = stretches(0, (i, width) => timeline(i, width));
  const key = (protocol, up, text) => el('span', {}, svg('svg', { width: 14, height: 14, viewBox: '-7 -7 14 14', 'aria-hidden': 'true' },
    markOf(protocol, up)), text);
  section.append(el('p', { class: 'note' }, 'When neighbours and sessions came up and went down, and what traffic got through, over virtual time.'),
    el('div', { class: 'buttons', role: 'group', 'aria-label': 'Stretch of the run' }, buttons),
    el('div', { class: 'keys' }, protocols.map(p => key(p, true, p + ' up')), protocols.map(p => key(p, false, p + ' down'))), holder);
  if (data.lanesOmitted) section.append(el('p', { class: 'note' }, `And ${more(data.lanesOmitted, 'node')} in timeline.jsonl.`));
  if (data.flowsOmitted) section.append(el('p', { class: 'note' }, `And ${more(data.flowsOmitted, 'flow')}.`));
}
function timeline(index, w) {
  const { from, to } = data.windows[index];
  const narrow = w < 700;
  const [left, laneHeight, flowHeight, top] = [narrow ? 74 : 150, 26, 64, LABEL_ROWS * 12 + 8];
  const letters = narrow ? 9 : 18;
  const x = t => left + (t - from) / (to - from) * (w - left - 24);
  const flowTop = top + data.lanes.length * laneHeight + (data.lanes.length ? 14 : 0);
  const bottom = flowTop + data.flows.length * (flowHeight + 14);
  const frame = svg('svg', { viewBox: `0 0 ${w} ${bottom + 24}`, width: w, height: bottom + 24, role: 'img', 'aria-label':
    `Events from ${from} s to ${to} s: ${data.lanes.length} nodes, ${data.flows.length} flows, ${data.faults.length} faults` });
  const lanes = svg('g', {});
  frame.append(lanes);
  data.lanes.forEach((lane, i) => {
    const y = top + i * laneHeight;
    const group = svg('g', { class: 'lane' }, svg('rect', { class: 'band', x: 0, y, width: w, height: laneHeight }),
      svg('text', { class: 'name', x: left - 12, y: y + 17, 'text-anchor': 'end' }, clip(lane.node, letters)));
    lanes.append(group);
  });
  timeAxis(frame, from, to, x, { top, bottom, ticks: narrow ? 4 : 10 });
  data.lanes.forEach((lane, i) => lane.marks.filter(m => m.t >= from && m.t <= to).forEach(m => frame.append(svg('g', {
    transform: `translate(${x(m.t).toFixed(1)} ${top + i * laneHeight + 5.5 + protocols.indexOf(m.protocol) * 7.5})` },
    svg('title', {}, `${m.t} s: ${lane.node}: ${m.text}`), markOf(m.protocol, m.up)))));
  data.flows.forEach((flow, i) => {
    const base = flowTop + i * (flowHeight + 14) + flowHeight;
    const { from: start, width, counts } = flow.windows[index];
    const most = Math.max(1, ...counts);
    const y = v => base - v / most * (flowHeight - 8);
    frame.append(svg('line', { class: 'axis', x1: left, x2: w - 24, y1: base, y2: base }),
      svg('path', { d: outline(counts, start, width, x, y), fill: tint(i), stroke: colour(i), 'stroke-width': 1.2 }),
      svg('text', { class: 'name', x: left - 12, y: base - flowHeight / 2, 'text-anchor': 'end' }, clip(flow.name, letters)),
      svg('text', { class: 'small', x: left - 12, y: base - flowHeight / 2 + 14, 'text-anchor': 'end' }, narrow ? '' : `${clip(flow.from, 9)} \u2192 ${clip(flow.to, 9)}`),
      svg('text', { class: 'small halo', x: left + 4, y: y(most) + 10 }, trim(+(most / width).toPrecision(3)) + ' packets/s'));
  });
  faultLines(frame, from, to, x, top, bottom, true);
  return frame;
}

// --- Counts, counters, events ------------------------------------------------------------------------------------

function drawCounts() {
  const section = document.getElementById('counts');
  if (!data.counts.plots.length) {
    section.append(el('p', { class: 'note' }, 'No counts were read during the run.'));
    return;
  }
  const plots = el('div', { class: 'plots' });
  for (const { name, series } of data.counts.plots) plots.append(countPlot(name, series));
  section.append(el('p', { class: 'note' }, 'Over virtual time; dashed red lines are faults, figures are those of the end.'), plots);
  if (data.counts.omitted) section.append(el('p', { class: 'note' }, `And ${more(data.counts.omitted, 'plot')}; timeline.jsonl has what they would show.`));
}
function countPlot(name, series) {
  const most = Math.max(1, ...series.flatMap(s => s.points.map(p => p[1])));
  const style = i => ({ fill: 'none', stroke: colour(i), 'stroke-width': 2, 'stroke-dasharray': dashesOf[i % 4] });
  const draw = w => {
    const [h, top, bottom] = [140, 10, 20];
    const left = 12 + thousands(most).length * 6.5;
    const x = t => left + t / (data.end || 1) * (w - left - 14);
    const y = v => h - bottom - v / most * (h - top - bottom);
    const frame = svg('svg', { viewBox: `0 0 ${w} ${h}`, width: w, height: h, role: 'img', 'aria-label': `${name}: at the end `
      + series.map(s => `${s.points.at(-1)[1]} ${s.label}`).join(', ') });
    timeAxis(frame, 0, data.end, x, { top, bottom: h - bottom, ticks: 4 });
    for (const v of ticks(0, most, 3).filter(Number.isInteger)) {
      frame.append(svg('line', { class: 'axis', x1: left, x2: w - 14, y1: y(v), y2: y(v) }),
        svg('text', { class: 'small', x: left - 5, y: y(v) + 4, 'text-anchor': 'end' }, thousands(v)));
    }
    faultLines(frame, 0, data.end, x, top, h - bottom, false);
    series.forEach((s, i) => frame.append(svg('path', { d: steps(s.points, data.end, x, y), ...style(i) }, svg('title', {}, s.label))));
    return frame;
  };
  return el('figure', {}, el('figcaption', {}, name), fitted(draw, 700), el('div', { class: 'keys' }, series.map((s, i) => el('span', {},
    svg('svg', { width: 22, height: 6, 'aria-hidden': 'true' }, svg('line', { x1: 0, x2: 22, y1: 3, y2: 3, ...style(i) })),
    `${thousands(s.points.at(-1)[1])} ${s.label}`))));
}
/** What clients, aggregators and RADIUS servers counted; the section goes where there is no remote access. */
function drawAccess() {
  const section = document.getElementById('access');
  const { connected, tables } = data.access;
  if (!tables) {
    section.remove();
    return;
  }
  if (connected.length) section.append(el('div', { class: 'plots' }, countPlot('Connected clients', connected)));
  tables.filter(t => t.rows.length).forEach(t => section.append(el('details', { open: t.rows.length <= 12 },
    el('summary', {}, t.title), table(t))));
}
function searchable(section, label, rows, holder) {
  const input = el('input', { type: 'search', 'aria-label': label, placeholder: label });
  input.addEventListener('input', () => rows.forEach(row => {
    row.hidden = !row.textContent.toLowerCase().includes(input.value.toLowerCase());
  }));
  section.append(el('div', { class: 'tools' }, input), holder);
}
function drawDevices() {
  const section = document.getElementById('devices');
  const names = [...new Set(result.nodes.flatMap(node => Object.entries(node.counters).filter(c => c[1] !== 0).map(c => c[0])))].sort();
  const totals = Object.entries(result.counters);
  if (totals.length) section.append(el('h3', {}, 'Whole run'), el('div', { class: 'figures' }, totals.map(([name, value]) =>
    el('div', {}, el('b', {}, thousands(value)), name))));
  section.append(el('h3', {}, 'Per device'));
  const rows = result.nodes.map(node => el('tr', {}, el('th', { scope: 'row' }, node.name), el('td', {}, node.kind),
    names.map(name => el('td', { class: 'number' }, name in node.counters ? thousands(node.counters[name]) : ''))));
  searchable(section, 'Find a device', rows, el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Counters per device' },
    el('table', {}, el('caption', {}, 'At the end of the run; counters that are zero everywhere are left out'),
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'device'), el('th', { scope: 'col' }, 'kind'),
        names.map(name => el('th', { scope: 'col', class: 'number' }, name)))), el('tbody', {}, rows))));
  if (data.devicesOmitted) section.append(el('p', { class: 'note' }, `And ${more(data.devicesOmitted, 'device')} in result.json.`));
}
function drawEvents() {
  const section = document.getElementById('events');
  const columns = ['time', 'node', 'kind', 'what'];
  const kind = i => i ? undefined : 'number';
  const rows = data.events.map(e => cardRow(columns, [e.t + ' s', e.node, e.kind, e.text], kind));
  searchable(section, 'Find an event', rows, cards('In order of virtual time', columns, rows, i => i === 0));
  const omitted = Object.entries(data.eventsOmitted);
  if (omitted.length) section.append(el('p', { class: 'note' }, 'Left out here, but in timeline.jsonl: '
    + omitted.map(([kind, count]) => `${thousands(count)} of kind ${kind}`).join(', ') + '.'));
}

drawAccess();
drawDrill();
drawHead();
drawSummary();
drawExpectations();
drawNetwork();
drawConvergence();
drawCounts();
drawDevices();
drawEvents();
document.getElementById('foot').append('Carrierlab. The same scenario and seed give the same trace hash. Beside this file: result.json, timeline.jsonl, captures.');
addEventListener('beforeprint', () => document.querySelectorAll('details').forEach(details => { details.open = true; }));
