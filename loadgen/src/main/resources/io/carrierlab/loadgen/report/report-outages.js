// --- Outages -----------------------------------------------------------------------------------------------------

const round = value => value >= 100 ? String(Math.round(value)) : String(+value.toPrecision(3));
const inSeconds = value => round(value) + ' s';
/** A quantile of outages: without a value, so many were not back that the run did not last long enough to tell. */
const orNotBack = value => value == null ? 'not back' : inSeconds(value);
const dashesOf = ['', '7 4', '2 3', '8 3 2 3'];

/** Spreads of outages, one over the other: each {label, spread}; with one of them, its parts below. */
function outages(list) {
  const found = list.filter(item => item.spread.back > 0);
  const figure = (value, name) => el('div', {}, el('b', {}, value), name);
  const first = list[0].spread;
  return el('div', { class: 'outages' },
    list.length > 1 ? '' : el('div', { class: 'figures' },
      figure(`${thousands(first.affected)} of ${thousands(first.clients)}`, 'clients lost answers'),
      first.affected ? [figure(orNotBack(first.total.p50), 'half were back within (p50)'), figure(orNotBack(first.total.p90), '90 % within (p90)'),
        figure(orNotBack(first.total.p99), '99 % within (p99)'), figure(orNotBack(first.total.last), 'the last')] : '',
      first.back < first.affected ? figure(thousands(first.affected - first.back), 'not back until the end') : '',
      first.left ? figure(thousands(first.left), 'left in good order while they were out') : ''),
    found.length ? [histogram(found), found.map(item => spentOn(item.spread, list.length > 1 ? item.label : ''))] : '',
    found.length === 1 && sum(first.reconnects.counts) ? reconnects(first) : '');
}
const sum = list => list.reduce((a, b) => a + b, 0);
/** Of a list of any length: a call with a hundred thousand arguments fails. */
const largest = (list, least = 0) => list.reduce((a, b) => Math.max(a, b), least);

/** How many clients were out for how long. */
function histogram(list) {
  const [h, left, top, bottom] = [list.length > 1 ? 190 : 210, 52, 56, 34];
  const endOf = b => b.start + b.width * b.counts.length;
  const used = b => b.start + b.width * (b.counts.findLastIndex(c => c > 0) + 1);
  const from = Math.min(0, ...list.map(({ spread }) => spread.outages.start));
  const to = Math.max(...list.map(({ spread }) => Math.max(used(spread.outages), Math.min(endOf(spread.outages), spread.total.last ?? 0))), from + 1e-9);
  // Of different widths, the bars say clients per second.
  const widths = new Set(list.map(({ spread }) => spread.outages.width));
  const heights = list.map(({ spread }) => spread.outages.counts.map(c => widths.size > 1 ? c / spread.outages.width : c));
  const most = heights.reduce((all, each) => largest(each, all), 1e-9);
  const draw = w => {
    const x = t => left + (t - from) / (to - from) * (w - left - 16);
    const y = v => h - bottom - v / most * (h - top - bottom);
    const plot = svg('svg', { viewBox: `0 0 ${w} ${h}`, width: w, height: h, role: 'img', 'aria-label': 'How long clients were without answers. '
      + list.map(({ label, spread: s }) => `${label ? label + ': ' : ''}${s.affected} clients, ${s.back} of them back; p50 ${orNotBack(s.total.p50)}, p90 `
        + `${orNotBack(s.total.p90)}, p99 ${orNotBack(s.total.p99)}, the last ${orNotBack(s.total.last)}`).join('. ') });
    timeAxis(plot, from, to, x, { top, bottom: h - bottom, ticks: w < 600 ? 4 : 8 });
    plot.append(svg('text', { class: 'small', x: left - 6, y: y(most) + 4, 'text-anchor': 'end' }, thousands(+round(most))),
      svg('text', { class: 'small', x: left - 6, y: y(0), 'text-anchor': 'end' }, '0'),
      svg('text', { class: 'small', x: w - 16, y: h - 4, 'text-anchor': 'end' }, 'time without answers'));
    list.forEach(({ spread }, i) => {
      plot.append(svg('path', { d: outline(heights[i], spread.outages.start, spread.outages.width, x, y), fill: tint(i), 'fill-opacity': list.length > 1 ? 0.55 : 1,
        stroke: colour(i), 'stroke-width': 1.6, 'stroke-dasharray': dashesOf[i % 4] }));
    });
    if (list.length === 1) {
      // What is close together is written on lines of its own.
      let [edge, row] = [-999, 0];
      for (const name of ['p50', 'p90', 'p99', 'last']) {
        const value = list[0].spread.total[name];
        if (value == null) continue;
        const text = `${name} ${inSeconds(value)}`;
        const right = x(value) > w - 90;
        const start = right ? x(value) - text.length * 6.4 : x(value);
        row = start < edge ? row + 1 : 0;
        edge = start + text.length * 6.4 + 12;
        plot.append(svg('line', { x1: x(value), x2: x(value), y1: 10 + row * 12, y2: h - bottom, stroke: 'var(--ink)', 'stroke-dasharray': '3 3' }),
          svg('text', { class: 'small halo', x: x(value) + (right ? -4 : 4), y: 12 + row * 12, 'text-anchor': right ? 'end' : 'start' }, text));
      }
    }
    return plot;
  };
  const unit = widths.size > 1 ? 'Clients per second of outage' : `Clients per ${inSeconds(list[0].spread.outages.width)} of outage`;
  return el('figure', {}, el('figcaption', {}, 'How long clients were without answers'), fitted(draw, 860),
    el('p', { class: 'note' }, unit + (list.some(({ spread }) => spread.back < spread.affected) ? '; those that were not back are not drawn.' : '.')), list.length > 1 ? el('div', { class: 'keys' }, list.map(({ label }, i) => el('span', {},
      svg('svg', { width: 26, height: 12, 'aria-hidden': 'true' }, svg('rect', { x: 1, y: 1, width: 24, height: 10, fill: tint(i), stroke: colour(i),
        'stroke-width': 1.6, 'stroke-dasharray': dashesOf[i % 4] })), label))) : '');
}

/** What a part is made shorter by: keys of the scenario and what stands behind them. */
const knobs = {
  detection: 'dpd of the clients: idle, retry and max-asks',
  waiting: 'retry of the clients: first and most; hello and hold of HSRP, if nobody was active yet',
  handshake: 'cpu of the aggregator, and how many clients come at once: retry spreads them; hold of HSRP or probe of a balancer, where that was silent',
  convergence: 'timers of BGP and OSPF; rri of the aggregator, for each peer or for the whole pool',
};

/** What the mean outage was spent on: means add up, percentiles do not. */
function spentOn(spread, label) {
  const total = sum(spread.parts.map(part => part.spread.mean));
  if (!total) return '';
  const draw = w => {
    const h = 44;
    let at = 0;
    const bar = svg('svg', { viewBox: `0 0 ${w} ${h}`, width: w, height: h, role: 'img', 'aria-label': 'The mean outage of ' + inSeconds(total) + ': '
      + spread.parts.map((part, i) => `${i + 1} ${part.name} ${inSeconds(part.spread.mean)}`).join(', ') });
    spread.parts.forEach((part, i) => {
      const width = part.spread.mean / total * (w - 2);
      const text = width > 150 ? `${i + 1} ${part.name} ${inSeconds(part.spread.mean)}` : width > 74 ? `${i + 1}: ${inSeconds(part.spread.mean)}` : width > 14 ? String(i + 1) : '';
      bar.append(svg('rect', { x: 1 + at, y: 4, width: Math.max(0, width), height: h - 8, fill: tint(i), stroke: colour(i), 'stroke-width': 1.6 },
        svg('title', {}, `${part.name}: ${inSeconds(part.spread.mean)} of ${inSeconds(total)}. ${part.what}`)),
      svg('text', { class: 'name', x: 1 + at + width / 2, y: h / 2 + 4, 'text-anchor': 'middle' }, text));
      at += width;
    });
    return bar;
  };
  const chip = i => svg('svg', { width: 14, height: 14, 'aria-hidden': 'true' }, svg('rect', { x: 1, y: 1, width: 12, height: 12, rx: 3, fill: tint(i), stroke: colour(i), 'stroke-width': 1.8 }));
  const columns = ['part', 'what happens, and what sets its length', 'mean', 'share', 'p50', 'p90', 'p99', 'longest'];
  const caption = `Of the ${thousands(spread.back)} that are back the mean outage was ${inSeconds(total)}. The parts of one client add up, and so do their means; percentiles do not.`;
  return el('figure', { class: 'spent' }, el('figcaption', {}, 'What that time was spent on' + (label ? ', ' + label : '')), fitted(draw, 860),
    cards(caption, columns, spread.parts.map((part, i) => [el('span', { class: 'chip' }, chip(i), `${i + 1} ${part.name}`),
      el('span', {}, part.what, knobs[part.name] ? el('span', { class: 'note' }, ' Changed by ' + knobs[part.name] + '.') : ''),
      inSeconds(part.spread.mean), Math.round(part.spread.mean / total * 100) + ' %', inSeconds(part.spread.p50), inSeconds(part.spread.p90),
      inSeconds(part.spread.p99), inSeconds(part.spread.last)]), i => i > 1));
}

/** Tunnels that came up after the fault: the storm. */
function reconnects(spread) {
  const { start, width, counts } = spread.reconnects;
  const shown = counts.slice(0, counts.findLastIndex(c => c > 0) + 1);
  const [h, left, top, bottom] = [110, 52, 10, 22];
  const to = start + width * shown.length;
  const most = largest(shown);
  const peak = inSeconds(start + width * shown.indexOf(most));
  const draw = w => {
    const x = t => left + (t - start) / (to - start) * (w - left - 16);
    const y = v => h - bottom - v / most * (h - top - bottom);
    const plot = svg('svg', { viewBox: `0 0 ${w} ${h}`, width: w, height: h, role: 'img',
      'aria-label': `Tunnels that came up again after the fault: ${sum(shown)} in all, at most ${most} in ${inSeconds(width)}, at ${peak}` });
    timeAxis(plot, start, to, x, { top, bottom: h - bottom, ticks: w < 600 ? 4 : 8 });
    plot.append(svg('text', { class: 'small', x: left - 6, y: y(most) + 4, 'text-anchor': 'end' }, thousands(most)),
      svg('text', { class: 'small', x: left - 6, y: y(0), 'text-anchor': 'end' }, '0'),
      svg('path', { d: outline(shown, start, width, x, y), fill: tint(2), stroke: colour(2), 'stroke-width': 1.4 }));
    return plot;
  };
  return el('figure', {}, el('figcaption', {}, 'The storm: tunnels that came up again'), fitted(draw, 860),
    el('p', { class: 'note' }, `${thousands(sum(shown))} tunnels, at most ${thousands(most)} per ${inSeconds(width)}, at ${peak} of the run.`));
}

