// --- The drill ---------------------------------------------------------------------------------------------------

/** For who runs the network: what it cost, what happened, when, and what the time went into. Gone where there is no drill. */
function drawDrill() {
  const section = document.getElementById('drill');
  const drill = data.drill;
  if (!drill.faults) {
    section.remove();
    return;
  }
  const fault = data.windows.length > 1 ? data.windows.findIndex(window => window.fault) : 0;
  const { buttons, holder } = stretches(Math.max(0, fault), (i, width) => drillTimeline(data.windows[i], Math.max(320, width)));
  section.append(el('h3', {}, 'What happened when'), el('div', { class: 'buttons', role: 'group', 'aria-label': 'Stretch of the run' }, buttons),
    drillKeys(drill), holder);
  const hidden = drill.hsrpOmitted + drill.routesViaOmitted;
  if (hidden) section.append(el('p', { class: 'note' }, `And ${more(hidden, 'HSRP group or VRF', 'HSRP groups or VRFs')} in timeline.jsonl.`));
  section.append(stepList(drill));
  if (drill.outages.length) section.append(el('h3', {}, 'How long clients were out, and why'));
  drill.outages.forEach(({ id, spread }, i) => section.append(el('details', { open: i === 0 },
    el('summary', {}, `After ${spread.fault} at ${spread.faultAt} s` + (id ? ` (expectation ${id})` : '')), outages([{ label: '', spread }]))));
  if (drill.outagesOmitted) section.append(el('p', { class: 'note' }, `And ${more(drill.outagesOmitted, 'distribution')} of outages.`));
}

/** Buttons that choose a stretch of the run, and the picture of it. */
function stretches(first, draw) {
  let index = first;
  const holder = fitted(width => draw(index, width));
  const buttons = data.windows.map((window, i) => {
    const button = el('button', { type: 'button', 'aria-pressed': String(i === index) }, window.label);
    button.addEventListener('click', () => {
      index = i;
      buttons.forEach(b => b.setAttribute('aria-pressed', String(b === button)));
      holder.paint();
    });
    return button;
  });
  return { buttons, holder };
}

/** HSRP states by tone and by word; the pattern of a state is drawn the same in the key. */
const stateTone = { Active: 'active', Standby: 'standby', routes: 'active' };
function hatching() {
  return svg('defs', {}, svg('pattern', { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    svg('rect', { width: 6, height: 6, fill: 'var(--card)' }), svg('line', { x1: 0, y1: 0, x2: 0, y2: 6, stroke: 'var(--line)', 'stroke-width': 2 })),
  svg('pattern', { id: 'lost', width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(-45)' },
    svg('rect', { width: 5, height: 5, fill: 'var(--bad-ground)' }), svg('line', { x1: 0, y1: 0, x2: 0, y2: 5, stroke: 'var(--bad)', 'stroke-width': 2 })));
}
function stateStyle(state) {
  switch (stateTone[state]) {
    case 'active': return { fill: 'var(--good-ground)', stroke: 'var(--good)', 'stroke-width': 1.6 };
    case 'standby': return { fill: 'var(--core)', stroke: 'var(--core-line)', 'stroke-width': 1, 'stroke-dasharray': '4 3' };
    default: return state ? { fill: 'var(--shade)', stroke: 'var(--line)', 'stroke-width': .8 } : { fill: 'url(#hatch)', stroke: 'none' };
  }
}
function drillKeys(drill) {
  const key = (draw, text) => el('span', {}, svg('svg', { width: 24, height: 14, 'aria-hidden': 'true' }, draw), text);
  const box = style => svg('rect', { x: 1, y: 2, width: 22, height: 10, ...style });
  return el('div', { class: 'keys' }, key(svg('line', { class: 'fault', x1: 12, x2: 12, y1: 0, y2: 14 }), 'fault'),
    key(box({ fill: 'var(--bad-ground)', stroke: 'var(--bad)' }), 'while it lasts'),
    drill.hsrp.length ? [key(box(stateStyle('Active')), 'active'), key(box(stateStyle('Standby')), 'standby')] : '',
    drill.hsrp.some(band => band.spans.some(span => !span.state)) ? key([hatching(), box(stateStyle(''))], 'no power') : '',
    drill.requests ? [key(box({ fill: 'var(--t0)', stroke: 'var(--v0)' }), 'answers'),
      key(svg('line', { x1: 0, x2: 24, y1: 7, y2: 7, stroke: 'var(--ink)', 'stroke-width': 1.4, 'stroke-dasharray': '5 3' }), 'requests'),
      key([hatching(), box({ fill: 'url(#lost)', stroke: 'var(--bad)' })], 'requests that were lost')] : '');
}

/** One lane below the other on one time axis; on narrow screens a lane's name is above it, not beside it. */
function drillTimeline({ from, to }, w) {
  const drill = data.drill;
  const narrow = w < 760;
  const [left, right, above] = [narrow ? 46 : 262, 14, narrow ? 16 : 0];
  const x = t => left + (Math.min(to, Math.max(from, t)) - from) / (to - from) * (w - left - right);
  const lanes = [];
  const marks = drill.faults.filter(f => f.t <= to && (f.until > f.t ? f.until : f.t) >= from);
  const rows = Math.min(4, Math.max(1, marks.length));
  const per = narrow ? 24 : 60;
  lanes.push({ name: 'Faults', height: rows * 16 + 2, draw: (g, y) => faultLane(g, marks, y, rows, x, w - right, per) });
  drill.hsrp.forEach(band => lanes.push({ name: 'HSRP: ' + band.label, height: 22, draw: (g, y) => bandLane(g, band, y, from, to, x) }));
  curves('IPsec SA pairs on ', drill.sas, true);
  drill.routesVia.forEach(band => lanes.push({ name: 'Routes: ' + band.label, height: 20, draw: (g, y) => bandLane(g, band, y, from, to, x) }));
  curves('VRF routes at ', drill.routes, false);
  if (drill.clients.length) lanes.push({ name: 'Connected clients', height: 70, draw: (g, y) => curveLane(g, drill.clients, y, 70, 0) });
  if (drill.requests) lanes.push({ name: 'Requests per second', height: 90, draw: (g, y) => requestLane(g, drill.requests, y, 90) });
  else data.flows.slice(0, 4).forEach((flow, i) => lanes.push({ name: `Arrivals of ${flow.name}`, height: 54, draw: (g, y) => flowLane(g, flow, y, 54, i) }));
  const top = 8;
  let bottom = top;
  lanes.forEach(lane => {
    lane.y = bottom + above;
    bottom += lane.height + above + 10;
  });
  const frame = svg('svg', { viewBox: `0 0 ${w} ${bottom + 20}`, width: w, height: bottom + 20, role: 'img', 'aria-label': spoken(from, to) }, hatching());
  timeAxis(frame, from, to, x, { top, bottom, ticks: narrow ? 4 : 10 });
  drill.faults.filter(f => f.until > f.t && f.t < to && f.until > from).forEach(f => frame.append(svg('rect', { x: x(f.t), y: top, width: Math.max(0, x(f.until) - x(f.t)),
    height: bottom - top, fill: 'var(--bad-ground)', 'fill-opacity': .35 })));
  lanes.forEach(lane => {
    const group = svg('g', {});
    lane.draw(group, lane.y);
    const length = Math.floor(narrow ? (w - 10) / 6.6 : (left - 48) / 7.4);
    frame.append(group, svg('text', { class: 'name halo', x: narrow ? 4 : left - 44, y: narrow ? lane.y - 4 : lane.y + Math.min(lane.height / 2 + 4, 40),
      'text-anchor': narrow ? 'start' : 'end' }, clip(lane.name, length), svg('title', {}, lane.name)));
  });
  drill.faults.filter(f => f.t >= from && f.t <= to).forEach(f => frame.append(svg('line', { class: 'fault', x1: x(f.t), x2: x(f.t), y1: top, y2: bottom })));
  return frame;

  function curves(prefix, list, together) {
    const most = together ? Math.max(1, ...list.flatMap(series => series.points.map(p => p[1]))) : 0;
    list.forEach((series, i) => lanes.push({ name: prefix + series.label, height: 46, draw: (g, y) => curveLane(g, [series], y, 46, i, most) }));
  }
  function scale(g, most, y, height) {
    g.append(svg('line', { class: 'axis', x1: left, x2: w - right, y1: y + height, y2: y + height }),
      svg('text', { class: 'small', x: left - 5, y: y + 10, 'text-anchor': 'end' }, thousands(+round(most))),
      svg('text', { class: 'small', x: left - 5, y: y + height, 'text-anchor': 'end' }, '0'));
    return v => y + height - v / most * (height - 4);
  }
  function curveLane(g, list, y, height, index, most) {
    const shown = list.map(series => {
      const before = series.points.filter(p => p[0] <= from).at(-1);
      return [[from, before ? before[1] : 0], ...series.points.filter(p => p[0] > from && p[0] <= to)];
    });
    const at = scale(g, most || Math.max(1, ...shown.flat().map(p => p[1])), y, height);
    shown.forEach((points, i) => {
      const d = steps(points, to, x, at);
      if (i === 0) g.append(svg('path', { d: d + `V${y + height}H${x(from)}Z`, fill: tint(index) }));
      g.append(svg('path', { d, fill: 'none', stroke: colour(index + i), 'stroke-width': 1.8, 'stroke-dasharray': dashesOf[i % 4] }));
    });
    if (list.length > 1) apart(shown.map(points => at(points.at(-1)[1]) - 3), y + 8, y + height + 4).forEach((place, i) => g.append(
      svg('text', { class: 'small halo', x: w - right - 4, y: place, 'text-anchor': 'end' }, clip(list[i].label, 20))));
  }
  function requestLane(g, { width, sent, answered, lost }, y, height) {
    const [a, b] = [Math.max(0, Math.floor(from / width)), Math.min(sent.length, Math.ceil(to / width))];
    const part = list => list.slice(a, b).map(v => v / width);
    const clamped = t => Math.min(w - right, Math.max(left, left + (t - from) / (to - from) * (w - left - right)));
    const most = largest(part(answered), largest(part(sent), 1));
    const at = scale(g, most, y, height);
    g.append(svg('path', { d: outline(part(answered), a * width, width, clamped, at), fill: 'var(--t0)', stroke: 'var(--v0)', 'stroke-width': 1.2 }),
      svg('path', { d: outline(part(lost), a * width, width, clamped, at), fill: 'url(#lost)', stroke: 'var(--bad)', 'stroke-width': sum(part(lost)) ? 1 : 0 }),
      svg('path', { d: outline(part(sent), a * width, width, clamped, at), fill: 'none', stroke: 'var(--ink)', 'stroke-width': 1.2, 'stroke-dasharray': '5 3' }));
  }
  function flowLane(g, flow, y, height, i) {
    const { from: start, width, counts } = flow.windows[data.windows.findIndex(window => window.from === from && window.to === to)];
    const at = scale(g, Math.max(1, ...counts), y, height);
    g.append(svg('path', { d: outline(counts, start, width, x, at), fill: tint(i), stroke: colour(i), 'stroke-width': 1.2 }));
  }
}
/** Places of texts, 11 from one to the next: near where they want to be, and none over another. */
function apart(wanted, top, bottom) {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
  const places = [];
  order.forEach((i, n) => { places[i] = Math.max(wanted[i], n ? places[order[n - 1]] + 11 : top); });
  const over = places[order.at(-1)] - bottom;
  if (over > 0) order.forEach((i, n) => { places[i] = Math.max(top + n * 11, places[i] - over); });
  return places;
}
/** A fault with a sign: a cross for what broke, a turn for what came back. */
const mark = fault => (/^rest/.test(fault) ? '\u21ba ' : '\u2715 ') + fault;
function faultLane(g, marks, y, rows, x, edge, length) {
  marks.forEach((fault, i) => {
    const row = y + i % rows * 16;
    if (fault.until > fault.t) g.append(svg('rect', { x: x(fault.t), y: row, width: Math.max(2, x(fault.until) - x(fault.t)), height: 14, fill: 'var(--bad-ground)',
      stroke: 'var(--bad)', 'stroke-width': 1 }, svg('title', {}, `${fault.text}, ${fault.t} s to ${fault.until} s`)));
    const words = clip(`${mark(fault.text)} ${trim(fault.t)} s`, length);
    const room = words.length * 6.2 + 8;
    const flip = x(fault.t) + room > edge;
    g.append(svg('text', { class: 'fault-text halo', x: x(fault.t) + (flip ? -4 : 5), y: row + 11, 'text-anchor': flip ? 'end' : 'start' }, words));
  });
}
function bandLane(g, band, y, from, to, x) {
  band.spans.filter(span => span.to > from && span.from < to).forEach(span => {
    const width = x(span.to) - x(span.from);
    const words = span.state || span.text;
    g.append(svg('rect', { x: x(span.from), y: y + 1, width: Math.max(1, width), height: 18, ...stateStyle(span.state) },
      svg('title', {}, `${band.label}: ${span.state || span.text}, ${span.from} s to ${span.to} s` + (span.state && span.text ? ` (${span.text})` : ''))));
    if (width > words.length * 6.4 + 8) g.append(svg('text', { class: 'small strong halo-less', x: x(span.from) + 5, y: y + 14 }, words));
  });
}
/** The picture in words. */
function spoken(from, to) {
  const { drill } = data;
  const states = drill.hsrp.flatMap(band => band.spans.filter(span => span.state === 'Active' && span.to > from && span.from < to)
    .map(span => `${band.label} active from ${trim(span.from)} s to ${trim(span.to)} s`));
  return `The drill from ${trim(from)} s to ${trim(to)} s. ` + drill.faults.filter(f => f.t >= from && f.t <= to).map(f => `${f.text} at ${f.t} s`).join(', ')
    + '. ' + states.join('; ') + '. The table below has every step.';
}
function stepList(drill) {
  const names = { fault: '\u2715 fault', mend: '\u21ba mended', hsrp: 'HSRP', routes: 'routes', sessions: 'BGP', clients: 'clients', device: 'device' };
  const columns = ['time', 'what', 'who', ''];
  const rows = drill.steps.map(step => cardRow(columns, [trim(step.t) + ' s', names[step.kind], el('span', { class: 'mono' }, step.node), step.text],
    i => i ? undefined : 'number', { class: step.kind === 'fault' ? 'fault-row' : undefined }));
  return el('details', { open: drill.steps.length <= 24 }, el('summary', {}, 'Step by step'),
    cards('What many did alike is one step, at the time of the first. Times are virtual.', columns, rows, i => i === 0),
    drill.stepsOmitted ? el('p', { class: 'note' }, `And ${more(drill.stepsOmitted, 'step')}; timeline.jsonl has every event.`) : '');
}

