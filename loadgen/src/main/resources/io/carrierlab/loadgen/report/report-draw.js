// --- The network -------------------------------------------------------------------------------------------------

const vpnIndex = new Map(data.topology.vpns.map((vpn, i) => [vpn.name, i]));

/** The outline of a device: shape by kind, so that colour is never alone. */
function shape(kind, w, h, style) {
  const points = list => svg('polygon', { points: list.map(p => p.join(',')).join(' '), ...style });
  switch (kind) {
    case 'p': return svg('ellipse', { rx: w / 2, ry: h / 2, ...style });
    case 'rr': return points([[-w / 2, 0], [-w / 2 + 12, -h / 2], [w / 2 - 12, -h / 2], [w / 2, 0],
      [w / 2 - 12, h / 2], [-w / 2 + 12, h / 2]]);
    case 'pe': return svg('rect', { x: -w / 2, y: -h / 2, width: w, height: h, rx: 4, ...style });
    case 'ce': return svg('rect', { x: -w / 2, y: -h / 2, width: w, height: h, rx: h / 2, ...style });
    case 'host': return points([[-w / 2, -h / 2], [w / 2, -h / 2], [w / 2, h / 2 - 5], [8, h / 2 - 5], [12, h / 2],
      [-12, h / 2], [-8, h / 2 - 5], [-w / 2, h / 2 - 5]]);
    default: return svg('rect', { x: -w / 2, y: -h / 2, width: w, height: h, rx: 10, ...style });
  }
}
const kindNames = { p: 'P router',
  pe: 'PE router', rr: 'route reflector', ce: 'CE router', host: 'host', site: 'sites', isp: 'ISP', slb: 'load balancer', client: 'clients', 'last-mile': 'last mile', radius: 'RADIUS server', 'ipsec-peer': 'IPsec peer' };

const widthOf = node => Math.max(46, Math.min(170, clip(node.label, 22).length * 7.2 + 18));

function boxOf(node) {
  const customer = vpnIndex.has(node.vpn);
  const index = vpnIndex.get(node.vpn);
  const width = widthOf(node);
  const height = node.kind === 'host' ? 30 : 28;
  const style = { fill: customer ? tint(index) : 'var(--core)', stroke: customer ? colour(index) : 'var(--core-line)',
    'stroke-width': node.kind === 'pe' || node.kind === 'rr' ? 2.2 : 1.6 };
  const group = svg('g', { transform: `translate(${node.x} ${node.y})` }, svg('title', {}, node.title));
  if (node.stands > 1) group.append(svg('g', { transform: 'translate(4 4)' }, shape(node.kind, width, height, style)));
  group.append(shape(node.kind, width, height, style),
    svg('text', { class: 'name', 'text-anchor': 'middle', y: node.kind === 'host' ? 2 : 4 }, clip(node.label, 22)));
  const below = [customer ? node.vpn : '', ...(node.faults || []).map(mark)].filter(Boolean);
  below.forEach((text, i) => group.append(svg('text', {
    class: i === 0 && customer ? 'small halo' : 'fault-text halo', 'text-anchor': 'middle', y: height / 2 + 12 + i * 13
  }, clip(text, 24))));
  if (node.faults) {
    group.append(svg('path', { d: `M${-width / 2} ${-height / 2}L${width / 2} ${height / 2}`, stroke: 'var(--bad)', 'stroke-width': 2 }));
  }
  return group;
}

function linkOf(link, nodes, crowded, taken) {
  const ends = link.ends.map(i => nodes[i]);
  const failed = Boolean(link.faults);
  const stroke = vpnIndex.has(link.vpn) ? colour(vpnIndex.get(link.vpn)) : 'var(--line)';
  const line = { stroke: failed ? 'var(--bad)' : stroke, 'stroke-width': failed ? 2.6 : link.vpn ? 1.6 : 2,
    'stroke-dasharray': failed ? '7 5' : undefined };
  const group = svg('g', {}, svg('title', {}, link.title + (failed ? ': ' + link.faults.join(', ') : '')));
  if (ends.length > 2 || (link.lan && !crowded)) {
    // A LAN is a bus: a thick bar across the way from its innermost station, with a stub to every station.
    const far = end => Math.hypot(end.x - data.topology.width / 2, end.y - data.topology.height / 2);
    const [inner, ...others] = [...ends].sort((a, b) => far(a) - far(b));
    const mean = key => others.reduce((sum, end) => sum + end[key], 0) / others.length;
    const [x, y] = [(inner.x + mean('x')) / 2, (inner.y + mean('y')) / 2];
    const length = Math.hypot(mean('x') - inner.x, mean('y') - inner.y) || 1;
    const [ux, uy] = [(inner.y - mean('y')) / length, (mean('x') - inner.x) / length];
    const half = others.length === 1 ? 10 : 8 + 9 * others.length;
    const along = end => (end.x - x) * ux + (end.y - y) * uy;
    group.append(svg('line', { x1: inner.x, y1: inner.y, x2: x, y2: y, ...line }));
    others.sort((a, b) => along(a) - along(b)).forEach((end, i) => {
      const at = others.length === 1 ? 0 : (i + 0.5) * 2 * half / others.length - half;
      group.append(svg('line', { x1: end.x, y1: end.y, x2: x + ux * at, y2: y + uy * at, ...line }));
    });
    group.append(svg('line', { x1: x - ux * half, y1: y - uy * half, x2: x + ux * half, y2: y + uy * half, stroke: line.stroke,
      'stroke-width': 4.5, 'stroke-linecap': 'round' }));
    const off = half + 8 + Math.abs(ux) * 12;
    return [group, labelsOf(link, [[x + ux * off, y + uy * off], [x - ux * off, y - uy * off]], taken)];
  }
  const [a, b] = ends;
  const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
  const bow = link.bow || 0;
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const [mx, my] = [x - (b.y - a.y) / length * bow * 2, y + (b.x - a.x) / length * bow * 2];
  group.append(svg('path', { d: `M${a.x} ${a.y}Q${mx} ${my} ${b.x} ${b.y}`, fill: 'none', ...line }));
  const at = t => [0, 1].map(i => (1 - t) ** 2 * [a.x, a.y][i] + 2 * t * (1 - t) * [mx, my][i] + t * t * [b.x, b.y][i]);
  return [group, labelsOf(link, [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73].map(at), taken)];
}

/** A fault with a sign: a cross for what broke, a turn for what came back. */
const mark = fault => (/^rest/.test(fault) ? '\u21ba ' : '\u2715 ') + fault;

/** The texts of a link, at the first of the spots where they cover nothing. */
function labelsOf(link, spots, taken) {
  const faults = (link.faults || []).map(mark);
  const texts = [link.label, ...faults].filter(Boolean);
  const labels = svg('g', {});
  if (!texts.length) return labels;
  const half = Math.max(...texts.map(text => text.length)) * 2.9 + 3;
  const box = ([x, y]) => [x - half, y - 8, x + half, y - 8 + 13 * texts.length + 3];
  const covers = a => taken.some(b => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]);
  const spot = spots.find(s => !covers(box(s))) || spots[0];
  taken.push(box(spot));
  texts.forEach((text, i) => labels.append(svg('text', { class: (faults.includes(text) ? 'fault-text' : 'small') + ' halo', x: spot[0],
    y: spot[1] + 3 + i * 13, 'text-anchor': 'middle' }, text)));
  return labels;
}

function drawNetwork() {
  const { nodes, links, width, height, vpns } = data.topology;
  const pairs = new Map();
  for (const link of links) {
    const key = [...link.ends].sort((a, b) => a - b).join();
    const count = pairs.get(key) || 0;
    link.bow = count === 0 ? 0 : (count % 2 ? 1 : -1) * Math.ceil(count / 2) * 16;
    pairs.set(key, count + 1);
  }
  const taken = nodes.map(node => [node.x - widthOf(node) / 2, node.y - 16, node.x + widthOf(node) / 2, node.y + (node.vpn ? 30 : 16)]);
  const drawn = links.map(link => linkOf(link, nodes, nodes.length > 60, taken));
  const failed = links.filter(link => link.faults).map(link => link.title.split(':')[0] + ' ' + link.faults.join(', '));
  const picture = svg('svg', { viewBox: `0 0 ${width} ${height}`, width: Math.min(width, 1900), role: 'img',
    'aria-labelledby': 'net-title net-desc' },
    svg('title', { id: 'net-title' }, 'Drawing of the network'),
    svg('desc', { id: 'net-desc' }, `${nodes.length} devices or groups and ${links.length} links. ` +
      (failed.length ? 'Failed: ' + failed.join('; ') : 'No link failed.')),
    drawn.map(d => d[0]), nodes.map(boxOf), drawn.map(d => d[1]));
  const shown = vpns.filter(vpn => nodes.some(node => node.vpn === vpn.name));
  const kinds = [...new Set(nodes.map(node => node.kind))];
  const keys = el('div', { class: 'keys' },
    kinds.map(kind => el('span', {}, svg('svg', { width: 34, height: 22, viewBox: '-19 -12 38 24', 'aria-hidden': 'true' },
      shape(kind, 34, 20, { fill: 'var(--core)', stroke: 'var(--core-line)', 'stroke-width': 1.6 })), kindNames[kind] || kind)),
    shown.slice(0, 16).map(vpn => [vpn, vpnIndex.get(vpn.name)]).map(([vpn, i]) => el('span', {}, svg('svg', { width: 18, height: 14, 'aria-hidden': 'true' },
      svg('rect', { x: 1, y: 1, width: 16, height: 12, rx: 3, fill: tint(i), stroke: colour(i), 'stroke-width': 2 })),
      'VPN ' + vpn.name + (vpn.reaches.length ? ', may reach ' + vpn.reaches.join(', ') : ''))),
    shown.length < vpns.length || shown.length > 16 ? el('span', {}, `${vpns.length} VPNs in all`) : '',
    shown.length > 8 ? el('span', {}, 'colours repeat after eight') : '',
    failed.length ? el('span', {}, svg('svg', { width: 28, height: 8, 'aria-hidden': 'true' }, svg('line', { x1: 0, y1: 4,
      x2: 28, y2: 4, stroke: 'var(--bad)', 'stroke-width': 2.6, 'stroke-dasharray': '7 5' })), 'failed during the run') : '');
  document.getElementById('network').append(data.topology.note ? el('p', { class: 'note' }, data.topology.note) : '', keys,
    el('div', { class: 'drawing' }, picture));
}
