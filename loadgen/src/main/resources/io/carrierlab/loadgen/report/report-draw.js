// --- The network -------------------------------------------------------------------------------------------------

const vpnIndex = new Map(data.topology.vpns.map((vpn, i) => [vpn.name, i]));

/** The outline of a device: a shape for each kind, so that colour is never alone. */
function shape(kind, w, h, style) {
  const [r, b] = [w / 2, h / 2];
  const points = (...list) => svg('polygon', { points: list.map(p => p.join(',')).join(' '), ...style });
  const box = rx => svg('rect', { x: -r, y: -b, width: w, height: h, rx, ...style });
  const path = d => svg('path', { d, ...style });
  switch (kind) {
    case 'p': return svg('ellipse', { rx: r, ry: b, ...style });
    case 'rr': return points([-r, 0], [12 - r, -b], [r - 12, -b], [r, 0], [r - 12, b], [12 - r, b]);
    case 'pe': return box(3);
    case 'ce': return box(b);
    case 'agg': return points([8 - r, -b], [r - 8, -b], [r, 8 - b], [r, b - 8], [r - 8, b], [8 - r, b], [-r, b - 8], [-r, 8 - b]);
    case 'slb': return points([10 - r, -b], [r - 10, -b], [r, b], [-r, b]);
    case 'isp': return path(`M${12 - r} ${b}A${b} ${b * .8} 0 0 1 ${10 - r} ${-b * .3}A${r * .5} ${b * .8} 0 0 1 ${r * .1} ${-b * .6}`
      + `A${r * .4} ${b * .7} 0 0 1 ${r - 10} ${-b * .2}A${b * .8} ${b * .6} 0 0 1 ${r - 12} ${b}Z`);
    case 'host': return points([-r, -b], [r, -b], [r, b - 5], [8, b - 5], [12, b], [-12, b], [-8, b - 5], [-r, b - 5]);
    case 'client': return points([4 - r, -b], [r - 4, -b], [r - 4, b - 6], [r, b], [-r, b], [4 - r, b - 6]);
    case 'last-mile': return points([10 - r, -b], [r, -b], [r - 10, b], [-r, b]);
    case 'radius': return path(`M${-r} ${5 - b}A${r} 5 0 0 1 ${r} ${5 - b}V${b - 5}A${r} 5 0 0 1 ${-r} ${b - 5}ZA${r} 5 0 0 0 ${r} ${5 - b}`);
    case 'firewall': return path(`M${-r} ${-b}H${r}V${b}H${-r}ZM${6 - r} ${-b}V${b}M${r - 6} ${-b}V${b}M${-r} 0H${6 - r}M${r - 6} 0H${r}`);
    case 'ipsec-peer': return path(`M${8 - r} ${-b}H${r - 8}A8 8 0 0 0 ${r} ${8 - b}V${b - 8}A8 8 0 0 0 ${r - 8} ${b}H${8 - r}A8 8 0 0 0 ${-r} ${b - 8}`
      + `V${8 - b}A8 8 0 0 0 ${8 - r} ${-b}Z`);
    case 'attach': return path(`M${-r} ${-b}H${r}V${b}H${-r}ZM${4 - r} ${4 - b}H${r - 4}V${b - 4}H${4 - r}Z`);
    case 'site': return points([-r, 6 - b], [6 - r, -b], [r * .2, -b], [r * .2 + 6, 6 - b], [r, 6 - b], [r, b], [-r, b]);
    default: return box(10);
  }
}

const styleOf = vpn => vpnIndex.has(vpn) ? { fill: tint(vpnIndex.get(vpn)), stroke: colour(vpnIndex.get(vpn)), 'stroke-width': 1.8 }
  : { fill: 'var(--core)', stroke: 'var(--core-line)', 'stroke-width': 1.8 };
const broken = { fill: 'none', stroke: 'var(--bad)', 'stroke-width': 3, 'stroke-dasharray': '7 4' };

function boxOf(node, { x, y, w, h }) {
  const group = svg('g', { transform: `translate(${x + w / 2} ${y + h / 2})` }, svg('title', {}, node.title));
  const style = styleOf(node.vpn);
  if (node.stands > 1) group.append(svg('g', { transform: 'translate(4 4)' }, shape(node.kind, w, h, style)));
  group.append(shape(node.kind, w, h, style));
  if (node.faults) group.append(shape(node.kind, w, h, broken));
  const lift = { host: -3, client: -3, radius: 4, site: 3, isp: 5 }[node.kind] || 0;
  const below = [...(node.vpn ? [['small', 'VPN ' + clip(node.vpn, 24)]] : []), ...(node.faults || []).map(fault => ['fault-text', fault])];
  const first = 4 + lift - below.length * 6;
  group.append(svg('text', { class: 'name', 'text-anchor': 'middle', y: first }, node.label),
    below.map(([kind, text], i) => svg('text', { class: kind, 'text-anchor': 'middle', y: first + 13 * (i + 1) }, text)));
  return group;
}
function labelOf({ x, y, w, lines }) {
  return svg('g', {}, lines.map((line, i) => svg('text', { class: (line.fault ? 'fault-text' : 'small') + ' halo', x: x + w / 2, y: y + 11 + i * 13,
    'text-anchor': 'middle' }, line.text)));
}

/** The way of a link: from inside of one box to inside of the other, as some shapes do not fill theirs. */
function wayOf(points, from, to) {
  const inside = ([x, y], box) => Math.abs(y - box.y) < 1 || Math.abs(y - box.y - box.h) < 1 ? [x, box.y + box.h / 2] : [box.x + box.w / 2, y];
  return [inside(points[0], from), ...points, ...(to ? [inside(points.at(-1), to)] : [])];
}
const draught = points => 'M' + points.map(p => p.join(' ')).join('L');

/** A half of it, by length: what failed at one end only is marked there. */
function half(points) {
  const lengths = points.slice(1).map((p, i) => Math.hypot(p[0] - points[i][0], p[1] - points[i][1]));
  let left = lengths.reduce((a, b) => a + b, 0) / 2;
  const out = [points[0]];
  for (let i = 0; i < lengths.length; i++) {
    if (lengths[i] >= left) {
      const t = left / (lengths[i] || 1);
      return [...out, [0, 1].map(k => points[i][k] + t * (points[i + 1][k] - points[i][k]))];
    }
    left -= lengths[i];
    out.push(points[i + 1]);
  }
  return out;
}

function picture({ width, height, nodes: spots, buses, wires }) {
  const { nodes, links } = data.topology;
  const strokeOf = link => vpnIndex.has(link.vpn) ? colour(vpnIndex.get(link.vpn)) : 'var(--line)';
  const busOf = new Map(links.map((link, i) => i).filter(i => links[i].bus).map((i, n) => [i, buses[n]]));
  const lines = wires.map(wire => {
    const link = links[wire.link];
    const [a, b] = wire.end < 0 ? [spots[wire.from], spots[wire.to]] : [spots[wire.from], undefined];
    const points = wayOf(wire.points, a, b);
    const group = svg('g', {}, svg('title', {}, link.title),
      svg('path', { d: draught(points), fill: 'none', stroke: strokeOf(link), 'stroke-width': 2 }));
    const marked = wire.end < 0 ? link.failedEnds : [link.failedEnds[wire.end], link.failedEnds[wire.end]];
    if (link.failed || marked[0] && marked[1]) group.append(svg('path', { d: draught(wire.points), ...broken }));
    else if (marked[0]) group.append(svg('path', { d: draught(half(wire.points)), ...broken }));
    else if (marked[1]) group.append(svg('path', { d: draught(half([...wire.points].reverse())), ...broken }));
    return group;
  });
  const bars = [...busOf].map(([i, { x, y, w, h }]) => svg('g', {}, svg('title', {}, links[i].title),
    svg('rect', { x, y, width: w, height: h, rx: 3, fill: links[i].failed ? 'var(--bad)' : strokeOf(links[i]) })));
  const boxes = nodes.map((node, i) => boxOf(node, spots[i]));
  const failed = links.filter(link => link.failed || link.failedEnds.some(Boolean)).map(link => link.title.split(':')[0]);
  return svg('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': `${many(nodes.length, 'device or group', 'devices or groups')} and `
    + many(links.length, 'link') + '. ' + (failed.length ? 'Broken on purpose: ' + failed.join(', ') : 'No link was broken.') + ' The list below has every link.' },
  lines, bars, boxes, buses.map(bus => (bus.labels || []).map(labelOf)),
  wires.map(wire => (wire.labels || []).map(labelOf)));
}

/** What the drawing uses, in words. */
function legendOf() {
  const { legend, vpns } = data.topology;
  const key = (text, ...parts) => el('span', {}, svg('svg', { width: 40, height: 24, viewBox: '-20 -12 40 24', 'aria-hidden': 'true' }, parts), text);
  const plain = { ...styleOf(''), 'stroke-width': 1.6 };
  const line = style => svg('line', { x1: -18, x2: 18, y1: 0, y2: 0, 'stroke-width': 2, stroke: 'var(--line)', ...style });
  const reach = name => vpns[vpnIndex.get(name)].reaches;
  return el('div', { class: 'keys' },
    legend.kinds.map(({ kind, text }) => key(text, shape(kind, 34, 20, plain))),
    legend.several ? key('several, drawn as one', svg('g', { transform: 'translate(3 3)' }, shape('', 28, 15, plain)), shape('', 28, 15, plain)) : '',
    legend.lan ? key('LAN', line({}), svg('rect', { x: -3, y: -9, width: 6, height: 18, rx: 3, fill: 'var(--line)' })) : '',
    legend.vpns.slice(0, 16).map(name => key('VPN ' + name + (reach(name).length ? ', may reach ' + reach(name).join(', ') : ''),
      svg('rect', { x: -17, y: -8, width: 34, height: 16, rx: 3, ...styleOf(name) }))),
    legend.vpns.length > 16 ? el('span', {}, `and ${more(legend.vpns.length - 16, 'VPN')}`) : '',
    legend.vpns.length > 8 ? el('span', {}, 'colours repeat after eight') : '',
    legend.failedLine ? key('link broken on purpose, or the end of it that was', line(broken)) : '',
    legend.failedBox ? key('device broken on purpose', shape('pe', 34, 18, plain), shape('pe', 34, 18, broken)) : '');
}

function drawNetwork() {
  const section = document.getElementById('network');
  const { pictures, note, list, listOmitted } = data.topology;
  let detailed = false;
  // Scaled down to fewer than three quarters, texts cannot be read: beyond that, the drawing scrolls in its frame.
  const scale = (name, width) => Math.min(1, Math.max(.75, width / pictures[name].width));
  const draw = width => {
    const [wide, tall] = detailed ? ['wideDetailed', 'tallDetailed'] : ['wide', 'tall'];
    const chosen = pictures[wide].width * .75 <= width || pictures[wide].width <= pictures[tall].width ? wide : tall;
    const drawn = picture(pictures[chosen]);
    drawn.style.maxWidth = 'none';
    drawn.setAttribute('width', Math.round(pictures[chosen].width * scale(chosen, width)));
    drawn.setAttribute('height', Math.round(pictures[chosen].height * scale(chosen, width)));
    return drawn;
  };
  const holder = fitted(draw, 1900);
  holder.tabIndex = 0;
  const button = el('button', { type: 'button', 'aria-pressed': 'false' }, 'Interfaces and addresses');
  button.addEventListener('click', () => {
    detailed = !detailed;
    button.setAttribute('aria-pressed', String(detailed));
    holder.paint();
  });
  section.append(note ? el('p', { class: 'note' }, note) : '', pictures.wideDetailed ? el('div', { class: 'buttons' }, button) : '', legendOf(), holder,
    el('details', {}, el('summary', {}, 'Every link'), cards('Links with their interfaces and addresses', ['link', 'kind', 'ends', 'delay and rate'], list),
      listOmitted ? el('p', { class: 'note' }, `And ${more(listOmitted, 'link')}.`) : ''));
}
