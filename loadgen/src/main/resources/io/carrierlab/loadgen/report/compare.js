// --- Comparison of two runs --------------------------------------------------------------------------------------

const two = [['A', data.a], ['B', data.b]];
const percentOf = (a, b) => a && a !== b ? `${b > a ? '+' : ''}${((b - a) / a * 100).toFixed(1)} %` : '';
const signed = (value, unit) => `${value > 0 ? '+' : ''}${round(value)}${unit}`;

function drawHead() {
  const head = document.getElementById('head');
  head.append(el('div', { class: 'brand' }, 'Carrierlab comparison'), el('div', { class: 'top' }, el('h1', {}, 'Two runs')),
    el('dl', { class: 'facts' }, two.map(([letter, run]) => el('div', {}, el('dt', {}, `${letter}: ${run.scenario}, seed ${run.seed}`),
      el('dd', {}, el('span', { class: 'mono' }, run.directory), ' ', verdictTag(run.verdict === 'pass', true,
        `${run.held} of ${many(run.expectations, 'expectation')} held`))))));
  document.querySelectorAll('main > section').forEach(section => document.getElementById('nav').append(
    el('a', { href: '#' + section.id }, section.querySelector('h2').textContent)));
}
function verdictTag(pass, evaluated, text) {
  return pass ? el('span', { class: 'tag good' }, '\u2713 ' + text) : evaluated ? el('span', { class: 'tag bad' }, '\u2717 ' + text)
    : el('span', { class: 'tag unknown' }, '? ' + text);
}
/** Rows of cells: texts or elements; the columns from {@code numbers} on are numbers. */
function rowsOf(caption, columns, rows, numbers) {
  const number = i => numbers !== undefined && i >= numbers ? 'number' : undefined;
  return el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption }, el('table', {}, el('caption', {}, caption),
    el('thead', {}, el('tr', {}, columns.map((c, i) => el('th', { scope: 'col', class: number(i) }, c)))),
    el('tbody', {}, rows.map(row => el('tr', {}, row.map((c, i) => i ? el('td', { class: number(i) }, c) : el('th', { scope: 'row' }, c)))))));
}
function drawScenario() {
  const section = document.getElementById('scenario');
  const changed = data.scenario.filter(row => !row.same);
  data.unlike.forEach(sentence => section.append(el('p', {}, el('strong', {}, sentence))));
  section.append(changed.length ? rowsOf('What differs', ['', 'A', 'B'], changed.map(row => [row.name, row.a || '\u2013', row.b || '\u2013']))
    : el('p', {}, 'The same scenario, seed, overrides, duration and versions, and the same trace hash.'));
  const same = data.scenario.filter(row => row.same && row.a);
  if (changed.length && same.length) section.append(el('p', { class: 'note' }, 'The same: ' + same.map(row => `${row.name} ${row.a}`).join(', ') + '.'));
}
function drawExpectations() {
  const section = document.getElementById('expectations');
  const cell = verdict => verdict ? verdictTag(verdict.verdict === 'pass', verdict.evaluated, verdict.verdict === 'pass' ? 'pass' : verdict.evaluated ? 'fail' : 'not evaluated') : '\u2013';
  const seen = verdict => verdict ? verdict.observed : 'not expected there';
  const rows = list => list.map(e => [e.id, cell(e.a), cell(e.b), e.what, seen(e.a), seen(e.b)]);
  const columns = ['id', 'A', 'B', 'expected', 'observed in A', 'observed in B'];
  const changed = data.expectations.filter(e => e.changed !== 'nothing');
  const same = data.expectations.filter(e => e.changed === 'nothing');
  section.append(changed.length ? rowsOf('What changed, verdicts first', columns, rows(changed)) : el('p', {}, 'No expectation has another verdict, and the same was observed.'));
  if (same.length) section.append(el('details', {}, el('summary', {}, `${same.length} the same`), rowsOf('The same in both runs', columns, rows(same))));
}
function drawOutages() {
  const section = document.getElementById('outages');
  if (!data.outages.length) section.append(el('p', { class: 'note' }, 'Neither run has an expectation about the outages of clients.'));
  for (const { about, a, b } of data.outages) {
    const there = [['A', a], ['B', b]].filter(([, spread]) => spread);
    section.append(el('h3', {}, 'After ' + about), figures(a, b), outages(there.map(([label, spread]) => ({ label, spread }))));
  }
}
function figures(a, b) {
  const get = [['p50', s => s.total.p50], ['p90', s => s.total.p90], ['p99', s => s.total.p99], ['last', s => s.total.last], ['mean of those back', s => s.total.mean]];
  const parts = [...new Set([a, b].filter(Boolean).flatMap(s => s.parts.map(part => part.name)))];
  const of = name => s => s.parts.find(part => part.name === name)?.spread.mean;
  const all = [...get, ...parts.map(name => ['mean of ' + name, of(name)])];
  const clients = [['clients that lost answers', s => s.affected], ['of them not back', s => s.affected - s.back], ['others that left', s => s.left]];
  const row = (unit, say) => ([name, f]) => {
    const [x, y] = [a && f(a), b && f(b)];
    const both = x != null && y != null && a && b;
    return [name, x === undefined || !a ? '\u2013' : say(x), y === undefined || !b ? '\u2013' : say(y), both ? signed(y - x, unit) : '\u2013', both ? percentOf(x, y) : ''];
  };
  return rowsOf('How long clients were without answers', ['', 'A', 'B', 'B \u2212 A', ''], [...clients.map(row('', thousands)), ...all.map(row(' s', orNotBack))], 1);
}
function numbers(id, rows, unit, none) {
  const section = document.getElementById(id);
  const say = value => value === undefined ? '\u2013' : unit ? inSeconds(value) : thousands(value);
  const line = row => [row.name, say(row.a), say(row.b), row.difference === undefined ? '\u2013' : row.difference === 0 ? '0'
    : (row.difference > 0 ? '+' : '\u2212') + say(Math.abs(row.difference)), row.percent ? `${row.percent > 0 ? '+' : ''}${row.percent} %` : ''];
  const columns = ['', 'A', 'B', 'B \u2212 A', ''];
  const changed = rows.filter(row => row.difference !== 0);
  const same = rows.filter(row => row.difference === 0);
  if (!rows.length) section.append(el('p', { class: 'note' }, none));
  else section.append(changed.length ? rowsOf('What differs', columns, changed.map(line), 1) : el('p', {}, 'Nothing differs.'));
  if (same.length) section.append(el('details', {}, el('summary', {}, `${same.length} the same`), rowsOf('The same in both runs', columns, same.map(line), 1)));
}
function drawCost() {
  document.getElementById('cost').append(el('p', { class: 'note' }, 'For information: they depend on the machine and on what else it did.'),
    rowsOf('What the runs took', ['', 'A', 'B'], [['wall time', ...two.map(([, run]) => run.wallSeconds + ' s')], ['threads', ...two.map(([, run]) => run.threads)],
      ['memory', ...two.map(([, run]) => run.memoryOctets ? thousands(Math.round(run.memoryOctets / 1e6)) + ' MB' : '\u2013')]], 1));
}

drawHead();
drawScenario();
drawExpectations();
drawOutages();
numbers('switches', data.switchOvers, 's', 'No HSRP group was taken over in either run.');
numbers('counters', data.counters, '', 'No counters.');
drawCost();
document.getElementById('foot').append('Carrierlab. B is compared with A: a difference with a plus is more in B.');
addEventListener('beforeprint', () => document.querySelectorAll('details').forEach(details => { details.open = true; }));
