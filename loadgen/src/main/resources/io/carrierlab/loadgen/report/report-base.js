'use strict';
// Every text of the data goes in as a text node or attribute, never as markup: names may come from anybody.
const data = JSON.parse(document.getElementById('data').textContent);

function el(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}
function svg(name, attributes, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}
function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== undefined && value !== false) node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children.flat(2).filter(child => child !== undefined && child !== null && child !== ''));
  return node;
}
const colour = index => `var(--v${index % 8})`;
const tint = index => `var(--t${index % 8})`;
const thousands = value => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u2009');
const many = (count, one, some = one + 's') => `${thousands(count)} ${count === 1 ? one : some}`;
const more = (count, one, some) => many(count, 'more ' + one, some && 'more ' + some);
const clip = (text, length) => text.length > length ? text.slice(0, length - 1) + '\u2026' : text;
function trim(value) { return String(+value.toPrecision(6)); }

function ticks(from, to, wanted) {
  const raw = (to - from) / wanted || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map(m => m * power).find(s => s >= raw);
  const found = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-6; i++) found.push(i * step);
  return found;
}

// --- Plots over time ---------------------------------------------------------------------------------------------

/** A plot's time axis: grid lines, figures underneath, faults across. */
function timeAxis(frame, from, to, x, options) {
  for (const t of ticks(from, to, options.ticks || 8)) {
    frame.append(svg('line', { class: 'axis', x1: x(t), x2: x(t), y1: options.top, y2: options.bottom }),
      svg('text', { class: 'small', x: x(t), y: options.bottom + 14, 'text-anchor': 'middle' }, trim(t) + ' s'));
  }
}
/** Faults as lines; labelled, with their texts above in rows of their own where there is room: none covers another. */
function faultLines(frame, from, to, x, top, bottom, labelled) {
  const edges = Array(LABEL_ROWS).fill(-999);
  const width = frame.viewBox.baseVal.width;
  for (const fault of data.faults.filter(f => f.t >= from && f.t <= to)) {
    const text = clip(fault.text, 26) + ' ' + trim(fault.t) + ' s';
    frame.append(svg('line', { class: 'fault', x1: x(fault.t), x2: x(fault.t), y1: top, y2: bottom },
      svg('title', {}, text)));
    const room = text.length * 6.3 + 8;
    const right = x(fault.t) + room > width;
    const start = right ? x(fault.t) - room : x(fault.t);
    const row = edges.findIndex(edge => edge < start);
    if (!labelled || row < 0) continue;
    edges[row] = start + room;
    frame.append(svg('text', { class: 'fault-text halo', x: x(fault.t) + (right ? -4 : 4),
      y: top - 6 - (LABEL_ROWS - 1 - row) * 12, 'text-anchor': right ? 'end' : 'start' }, text));
  }
}
const LABEL_ROWS = 4;

/**
 * A picture that is drawn for the width that there is, again when that changes: scaled down, its texts could not be
 * read.
 */
function fitted(draw, most = 1230) {
  const holder = el('div', { class: 'drawing' });
  let known = 0;
  const paint = () => {
    known = holder.clientWidth || known || most;
    holder.replaceChildren(draw(Math.max(260, Math.min(most, known))));
  };
  new ResizeObserver(() => {
    if (holder.clientWidth && Math.abs(holder.clientWidth - known) > 8) paint();
  }).observe(holder);
  paint();
  holder.paint = paint;
  return holder;
}

/** Steps through points [t, value], the last one drawn on to the end. */
function steps(points, to, x, y) {
  return points.map(([t, v], i) => (i ? `H${x(t).toFixed(1)}V` : `M${x(t).toFixed(1)} `) + y(v).toFixed(1)).join('')
    + `H${x(to).toFixed(1)}`;
}

/** Bars as one outline. */
function outline(counts, start, width, x, y) {
  let d = `M${x(start).toFixed(1)} ${y(0)}`;
  counts.forEach((count, i) => {
    d += `V${y(count).toFixed(1)}H${x(start + (i + 1) * width).toFixed(1)}`;
  });
  return d + `V${y(0)}`;
}
/** Rows of texts or elements; on a phone each is a card whose lines carry the name of their column. */
function cards(caption, columns, rows, number = () => false) {
  const kind = i => number(i) ? 'number' : undefined;
  return el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption }, el('table', { class: 'cards' },
    el('caption', {}, caption),
    el('thead', {}, el('tr', {}, columns.map((c, i) => el('th', { scope: 'col', class: kind(i) }, c)))),
    el('tbody', {}, rows.map(row => row.nodeType ? row : cardRow(columns, row, kind)))));
}
function cardRow(columns, row, kind, attributes) {
  return el('tr', attributes || {}, row.map((c, i) => el('td', { class: kind(i), 'data-label': columns[i] || undefined }, c)));
}
function table(t) {
  const number = i => t.rows.length > 0 && t.rows.every(row => /^[\d.]+( s)?$/.test(row[i]));
  return el('div', {}, cards(t.title, t.columns, t.rows, number),
    t.omitted ? el('p', { class: 'note' }, `And ${more(t.omitted, 'row')}.`) : '');
}
