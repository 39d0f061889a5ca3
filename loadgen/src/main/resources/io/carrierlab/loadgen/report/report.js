// --- Header ------------------------------------------------------------------------------------------------------

const { result } = data;
function drawHead() {
  const held = result.expectations.filter(e => e.verdict === 'pass').length;
  const all = result.expectations.length;
  const pass = result.verdict === 'pass';
  const fact = (name, value, mono) => el('div', {}, el('dt', {}, name), el('dd', { class: mono ? 'mono' : undefined }, String(value)));
  const head = document.getElementById('head');
  head.className = pass ? 'pass' : 'fail';
  head.append(el('div', { class: 'brand' }, 'Carrierlab report'),
    el('div', { class: 'top' }, el('h1', {}, result.scenario),
      el('span', { class: 'verdict' }, el('span', { 'aria-hidden': 'true' }, pass ? '\u2713' : '\u2717'),
        `${pass ? 'Pass' : 'Fail'}: ${held} of ${all} expectations held`)),
    el('dl', { class: 'facts' }, fact('Seed', result.seed, true), fact('Trace hash', result.traceHash, true),
      fact('Virtual time', result.virtualSeconds + ' s'), fact('Wall time', result.wallSeconds + ' s'),
      fact('Threads', result.threads), result.startedAt ? fact('Started', result.startedAt) : '',
      Object.entries(result.versions).map(([name, version]) => fact(name, version))));
  document.querySelectorAll('main > section').forEach(section => document.getElementById('nav').append(
    el('a', { href: '#' + section.id }, section.querySelector('h2').textContent)));
}

// --- Expectations ------------------------------------------------------------------------------------------------

function tag(expectation) {
  return expectation.verdict === 'pass' ? el('span', { class: 'tag good' }, '\u2713 pass')
    : expectation.evaluated ? el('span', { class: 'tag bad' }, '\u2717 fail')
    : el('span', { class: 'tag unknown' }, '? not evaluated');
}
function drawExpectations() {
  const rows = result.expectations.flatMap(e => [
    el('tr', {}, el('td', {}, tag(e)), el('td', { class: 'id' }, e.id), el('td', {}, e.what), el('td', {}, e.observed)),
    el('tr', { class: 'more' }, el('td', {}), el('td', { colspan: 3 }, e.evidence.length
      ? el('details', { open: e.verdict !== 'pass' }, el('summary', {}, 'Evidence for ' + e.id),
        el('div', { class: 'inside' }, e.evidence.map(evidence))) : ''))]);
  document.getElementById('expectations').append(all(rows) || el('p', { class: 'note' }, 'The scenario expects nothing.'));
  if (result.unanswered.length) {
    const some = result.unanswered.slice(0, 8).map(each => `${each.node} (${each.questions} times, first at ${each.first} s)`);
    document.getElementById('expectations').append(el('p', { class: 'note' }, 'Asked for what they have, and did not answer, '
      + 'so that what rests on it is not evaluated: ' + some.join(', ')
      + (result.unanswered.length > some.length ? `, and ${result.unanswered.length - some.length} more nodes` : '')));
  }
  function all(list) {
    return list.length && el('table', { class: 'expect' }, el('caption', {},
      'What the scenario expects, and what was observed; times are virtual'),
      el('thead', {}, el('tr', {}, ['Verdict', 'Id', 'Expected', 'Observed'].map(h => el('th', { scope: 'col' }, h)))),
      el('tbody', {}, list));
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
  return el('table', { class: 'matrix' }, el('caption', {}, 'From the host of the row to the host of the column'),
    el('thead', {}, el('tr', {}, el('td', { class: 'self' }), m.to.map(to => el('th', { scope: 'col' }, to)))),
    el('tbody', {}, m.cells.map((row, i) => el('tr', {}, el('th', { scope: 'row' }, m.from[i]),
      row.map((c, j) => cell(c, i, j))))));
}
function gap(g) {
  const figure = (value, name) => el('div', {}, el('b', {}, value), name);
  const { start, width, counts } = g.arrivals;
  const [w, h, left, top, bottom] = [860, 150, 46, 24, 22];
  const to = start + width * counts.length;
  const most = Math.max(1, ...counts);
  const x = t => left + (t - start) / (to - start) * (w - left - 12);
  const y = v => h - bottom - v / most * (h - top - bottom);
  const plot = svg('svg', { viewBox: `0 0 ${w} ${h}`, width: w, height: h, role: 'img', 'aria-label':
    `Arrivals of flow ${g.flow} around the fault: none from ${g.from} s to ${g.to} s` },
    svg('rect', { x: x(g.from), y: top, width: Math.max(1, x(g.to) - x(g.from)), height: h - top - bottom, fill: 'var(--bad-ground)' }));
  timeAxis(plot, start, to, x, { top, bottom: h - bottom, ticks: 7 });
  plot.append(svg('text', { class: 'small', x: left - 6, y: y(most) + 4, 'text-anchor': 'end' }, most),
    svg('text', { class: 'small', x: left - 6, y: y(0), 'text-anchor': 'end' }, '0'),
    svg('path', { d: outline(counts, start, width, x, y), fill: 'var(--t0)', stroke: 'var(--v0)', 'stroke-width': 1.2 }),
    svg('text', { class: 'fault-text halo', x: (x(g.from) + x(g.to)) / 2, y: (top + h - bottom) / 2 + 4, 'text-anchor': 'middle' },
      `${g.milliseconds} ms`),
    svg('line', { class: 'fault', x1: x(g.faultAt), x2: x(g.faultAt), y1: top - 6, y2: h - bottom }),
    svg('text', { class: 'fault-text halo', x: x(g.faultAt), y: 12, 'text-anchor': x(g.faultAt) < 60 ? 'start' : 'middle' }, g.fault + ' ' + g.faultAt + ' s'));
  return el('div', {}, el('div', { class: 'figures' }, figure(`${g.milliseconds} ms`, g.resumed ? 'outage' : 'silent, and not back'),
    figure(thousands(g.lost), 'packets lost in it'), figure(g.from + ' s', 'last arrival before'),
    figure(g.to + ' s', g.resumed ? 'first arrival after' : 'end of the flow or run'),
    figure(`${thousands(g.totals.received)} of ${thousands(g.totals.sent)}`, 'packets arrived in the whole run')),
    el('figure', {}, plot, el('p', { class: 'note' }, `Arrivals per ${trim(width * 1000)} ms of flow ${g.flow}`)));
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
  const holder = el('div', { class: 'drawing' });
  const buttons = data.windows.map((window, i) => {
    const button = el('button', { type: 'button', 'aria-pressed': String(i === 0) }, window.label);
    button.addEventListener('click', () => {
      buttons.forEach(b => b.setAttribute('aria-pressed', String(b === button)));
      holder.replaceChildren(timeline(i));
    });
    return button;
  });
  const key = (protocol, up, text) => el('span', {}, svg('svg', { width: 14, height: 14, viewBox: '-7 -7 14 14', 'aria-hidden': 'true' },
    markOf(protocol, up)), text);
  section.append(el('p', { class: 'note' }, 'When neighbours and sessions came up and went down, and what traffic got through, over virtual time.'),
    el('div', { class: 'buttons', role: 'group', 'aria-label': 'Stretch of the run' }, buttons),
    el('div', { class: 'keys' }, protocols.map(p => key(p, true, p + ' up')), protocols.map(p => key(p, false, p + ' down'))), holder);
  holder.append(timeline(0));
  if (data.lanesOmitted) section.append(el('p', { class: 'note' }, `${data.lanesOmitted} more nodes had events; timeline.jsonl has them.`));
  if (data.flowsOmitted) section.append(el('p', { class: 'note' }, `${data.flowsOmitted} more flows are not drawn.`));
}
function timeline(index) {
  const { from, to } = data.windows[index];
  const [w, left, laneHeight, flowHeight, top] = [1230, 150, 26, 64, 44];
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
      svg('text', { class: 'name', x: left - 12, y: y + 17, 'text-anchor': 'end' }, clip(lane.node, 18)));
    lanes.append(group);
  });
  timeAxis(frame, from, to, x, { top, bottom, ticks: 10 });
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
      svg('text', { class: 'name', x: left - 12, y: base - flowHeight / 2, 'text-anchor': 'end' }, clip(flow.name, 18)),
      svg('text', { class: 'small', x: left - 12, y: base - flowHeight / 2 + 14, 'text-anchor': 'end' }, `${clip(flow.from, 9)} \u2192 ${clip(flow.to, 9)}`),
      svg('text', { class: 'small halo', x: left + 4, y: y(most) + 10 }, trim(+(most / width).toPrecision(3)) + ' packets/s'));
  });
  faultLines(frame, from, to, x, top, bottom, true);
  return frame;
}

// --- Counts, counters, events ------------------------------------------------------------------------------------

function drawCounts() {
  const section = document.getElementById('counts');
  if (!data.counts.length) {
    section.append(el('p', { class: 'note' }, 'No counts were read during the run.'));
    return;
  }
  const plots = el('div', { class: 'plots' });
  for (const { node, series } of data.counts) plots.append(countPlot(node, series));
  section.append(el('p', { class: 'note' }, 'Over virtual time; dashed red lines are faults, figures are those of the end.'), plots);
  if (data.countsOmitted) section.append(el('p', { class: 'note' }, `${data.countsOmitted} more nodes are not drawn; timeline.jsonl has them.`));
}
function countPlot(node, series) {
    const [w, h, left, top, bottom] = [330, 130, 34, 10, 20];
    const most = Math.max(1, ...series.flatMap(s => s.points.map(p => p[1])));
    const x = t => left + t / (data.end || 1) * (w - left - 10);
    const y = v => h - bottom - v / most * (h - top - bottom);
    const dashes = ['', '6 3', '2 3', '8 3 2 3'];
    const frame = svg('svg', { viewBox: `0 0 ${w} ${h}`, width: w, height: h, role: 'img', 'aria-label': `${node}: at the end `
      + series.map(s => `${s.points.at(-1)[1]} ${s.label}`).join(', ') });
    timeAxis(frame, 0, data.end, x, { top, bottom: h - bottom, ticks: 4 });
    for (const v of ticks(0, most, 3).filter(Number.isInteger)) {
      frame.append(svg('line', { class: 'axis', x1: left, x2: w - 10, y1: y(v), y2: y(v) }),
        svg('text', { class: 'small', x: left - 5, y: y(v) + 4, 'text-anchor': 'end' }, thousands(v)));
    }
    faultLines(frame, 0, data.end, x, top, h - bottom, false);
    series.forEach((s, i) => frame.append(svg('path', { d: steps(s.points, data.end, x, y), fill: 'none', stroke: colour(i),
      'stroke-width': 2, 'stroke-dasharray': dashes[i % 4] })));
    return el('figure', {}, el('figcaption', {}, node), frame, el('div', { class: 'keys' }, series.map((s, i) => el('span', {},
      svg('svg', { width: 22, height: 6, 'aria-hidden': 'true' }, svg('line', { x1: 0, x2: 22, y1: 3, y2: 3, stroke: colour(i),
        'stroke-width': 2, 'stroke-dasharray': dashes[i % 4] })), `${thousands(s.points.at(-1)[1])} ${s.label}`))));
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
  if (data.devicesOmitted) section.append(el('p', { class: 'note' }, `${thousands(data.devicesOmitted)} more devices are in result.json.`));
}
function drawEvents() {
  const section = document.getElementById('events');
  const rows = data.events.map(e => el('tr', {}, el('td', { class: 'number' }, e.t + ' s'), el('td', {}, e.node), el('td', {}, e.kind), el('td', {}, e.text)));
  searchable(section, 'Find an event', rows, el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Events' },
    el('table', {}, el('caption', {}, 'In order of virtual time'), el('thead', {}, el('tr', {}, el('th', { class: 'number', scope: 'col' }, 'time'),
      ['node', 'kind', 'what'].map(h => el('th', { scope: 'col' }, h)))), el('tbody', {}, rows))));
  const omitted = Object.entries(data.eventsOmitted);
  if (omitted.length) section.append(el('p', { class: 'note' }, 'Left out here, but in timeline.jsonl: '
    + omitted.map(([kind, count]) => `${thousands(count)} of kind ${kind}`).join(', ') + '.'));
}

drawAccess();
drawDrill();
drawHead();
drawExpectations();
drawNetwork();
drawConvergence();
drawCounts();
drawDevices();
drawEvents();
document.getElementById('foot').append('Carrierlab. The same scenario and seed give the same trace hash. Beside this file: result.json, timeline.jsonl, captures.');
addEventListener('beforeprint', () => document.querySelectorAll('details').forEach(details => { details.open = true; }));
