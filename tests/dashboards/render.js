// Draws the dashboard in #dashboard with the data in #data. See README.md.
'use strict';
const dashboard = JSON.parse(document.getElementById('dashboard').textContent);
const data = JSON.parse(document.getElementById('data').textContent);
const WIDTH = 1584, UNIT = 38;
const COLOURS = {green: '#73BF69', orange: '#FF9830', red: '#E02F44', blue: '#5794F2', transparent: 'transparent'};
const PALETTE = ['#73BF69', '#F2CC0C', '#5794F2', '#FF9830', '#B877D9', '#56D2E0', '#FA6400', '#C15C17', '#8AB8FF', '#FFA6B0',
  '#96D98D', '#CA95E5'];
const colour = name => COLOURS[name] || name;
const escape = text => String(text).replace(/[&<>"]/g, c => ({'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'})[c]);
const empty = [];
window.onerror = message => document.body.insertAdjacentHTML('beforeend', `<pre id="failure">${escape(message)}</pre>`);

// ---- numbers in words ----

function scaled(value, base, suffixes) {
  let i = 0;
  while (Math.abs(value) >= base && i < suffixes.length - 1) { value /= base; ++i; }
  return short(value) + suffixes[i];
}
function short(value, decimals) {
  if (decimals !== undefined) return value.toFixed(decimals);
  const size = Math.abs(value);
  return size === 0 ? '0' : size >= 100 ? value.toFixed(0) : size >= 1 ? String(+value.toFixed(2)) : String(+value.toPrecision(2));
}
function seconds(value) {
  const size = Math.abs(value);
  if (size === 0) return '0 s';
  if (size < 1e-3) return short(value * 1e6) + ' µs';
  if (size < 1) return short(value * 1e3) + ' ms';
  for (const [unit, length] of [['days', 86400], ['hours', 3600], ['mins', 60]])
    if (size >= length) return short(value / length, 1) + ' ' + unit;
  return short(value) + ' s';
}
function format(value, unit, decimals) {
  switch (unit) {
    case 's': return seconds(value);
    case 'bytes': return scaled(value, 1024, [' B', ' KiB', ' MiB', ' GiB', ' TiB']);
    case 'Bps': return scaled(value, 1000, [' B/s', ' kB/s', ' MB/s', ' GB/s']);
    case 'ops': return scaled(value, 1000, [' ops/s', 'k ops/s', 'M ops/s']);
    case 'reqps': return scaled(value, 1000, [' req/s', 'k req/s']);
    case 'percentunit': return short(value * 100, decimals) + '%';
    case 'none': return String(value);
    case 'short': return decimals !== undefined ? value.toFixed(decimals) : scaled(value, 1000, ['', ' K', ' Mil', ' Bil']);
    default: throw new Error('unit ' + unit + ' is not known to the renderer');
  }
}

// ---- series ----

function legendOf(target, metric) {
  if (target.legendFormat === '__auto') return Object.values(metric).join(' ');
  return target.legendFormat.replace(/{{\s*(\w+)\s*}}/g, (_, name) => metric[name] || '');
}
function seriesOf(panel) {
  const all = [];
  for (const target of panel.targets) {
    const result = (data.panels[panel.id] || {})[target.refId] || [];
    for (const one of result) {
      const points = (one.values || [one.value]).map(([t, v]) => [+t, +v.replace('Inf', 'Infinity')]);
      all.push({name: legendOf(target, one.metric), metric: one.metric, points});
    }
  }
  return all;
}
function stepColour(defaults, value) {
  let chosen = PALETTE[0];
  for (const step of (defaults.thresholds || {steps: []}).steps)
    if (step.value === null || value >= step.value) chosen = colour(step.color);
  return chosen;
}
function wordFor(defaults, value) {
  for (const mapping of defaults.mappings)
    if (mapping.options[String(value)]) return mapping.options[String(value)];
  return null;
}
function shown(defaults, value) {
  const word = wordFor(defaults, value);
  return word ? [word.text, colour(word.color)] : [format(value, defaults.unit, defaults.decimals), stepColour(defaults, value)];
}
const nothing = (panel, body) => {
  empty.push(panel.title);
  body.innerHTML = `<div class="empty">${escape(panel.fieldConfig.defaults.noValue || 'No data')}</div>`;
};

// ---- panels ----

function drawStat(panel, body) {
  const all = seriesOf(panel);
  if (!all.length) return nothing(panel, body);
  const defaults = panel.fieldConfig.defaults;
  const size = all.length === 1 ? 26 : 16;
  body.innerHTML = '<div class="stats rows">' + all.map(one => {
    const [text, paint] = shown(defaults, one.points[one.points.length - 1][1]);
    const room = body.clientWidth / (text.length * 0.62) * (all.length > 1 ? 0.6 : 1);
    return `<div style="background:${paint}">` + (all.length > 1 ? `<small>${escape(one.name)}</small>` : '') +
      `<b style="font-size:${Math.min(size, room)}px">${escape(text)}</b></div>`;
  }).join('') + '</div>';
}
function drawGauge(panel, body) {
  const all = seriesOf(panel);
  if (!all.length) return nothing(panel, body);
  const defaults = panel.fieldConfig.defaults;
  body.innerHTML = '<div class="stats">' + all.map(one => {
    const value = one.points[one.points.length - 1][1];
    const share = Math.min(1, value / defaults.max), [text, paint] = shown(defaults, value);
    const end = Math.PI * (1 - share), x = 50 + 40 * Math.cos(end), y = 50 - 40 * Math.sin(end);
    return `<div><svg viewBox="0 0 100 62" height="80"><path d="M10 50A40 40 0 0 1 90 50" fill="none" stroke="#2b2d33" stroke-width="10"/>` +
      `<path d="M10 50A40 40 0 0 1 ${x} ${y}" fill="none" stroke="${paint}" stroke-width="10"/>` +
      `<text x="50" y="50" text-anchor="middle" style="font-size:16px;fill:#fff">${escape(text)}</text></svg>` +
      (all.length > 1 ? `<small>${escape(one.name)}</small>` : '') + '</div>';
  }).join('') + '</div>';
}
const clock = t => new Date(t * 1000).toISOString().substr(11, 8);
function timeAxis(x, height, width) {
  let svg = '';
  for (let i = 1; i < 5; ++i) {
    const t = data.from + (data.to - data.from) * i / 5;
    svg += `<text x="${x(t)}" y="${height - 2}" text-anchor="middle">${clock(t)}</text>`;
  }
  return svg;
}
function legend(entries) {
  return '<div class="legend">' + entries.map(([name, paint]) =>
    `<span><i style="background:${paint}"></i>${escape(name)}</span>`).join('') + '</div>';
}
function dashedNames(panel) {
  return panel.fieldConfig.overrides.map(o => o.matcher.options);
}
function drawGraph(panel, body) {
  const all = seriesOf(panel).map(s => ({...s, points: s.points.filter(p => isFinite(p[1]))})).filter(s => s.points.length);
  if (!all.length) return nothing(panel, body);
  const defaults = panel.fieldConfig.defaults, custom = defaults.custom;
  const stacked = custom.stacking.mode === 'normal', bars = custom.drawStyle === 'bars', steps = custom.lineInterpolation === 'stepAfter';
  if (stacked) {
    const sums = new Map();
    for (const one of all)
      one.points = one.points.map(([t, v]) => { const low = sums.get(t) || 0; sums.set(t, low + v); return [t, low + v, low]; });
  }
  const log = custom.scaleDistribution.type === 'log';
  const values = all.flatMap(s => s.points.map(p => p[1])).filter(v => !log || v > 0);
  let high = defaults.max !== undefined ? defaults.max : Math.max(...values, 0), low = log ? Math.min(...values) : 0;
  if (high <= low) high = low ? low * 10 : 1;
  const width = body.clientWidth, height = body.clientHeight - 32, left = 62, f = log ? Math.log10 : v => v;
  const x = t => left + (width - left - 4) * (t - data.from) / (data.to - data.from);
  const y = v => height - 14 - (height - 20) * Math.max(0, Math.min(1, (f(log && v <= 0 ? low : v) - f(low)) / (f(high) - f(low)) * 0.95));
  let svg = '';
  const areas = custom.thresholdsStyle.mode === 'area' ? defaults.thresholds.steps : [];
  areas.forEach((step, i) => {
    if (step.color === 'transparent') return;
    const bottom = step.value === null ? low : Math.min(high, Math.max(low, step.value)), top = i + 1 < areas.length ? Math.min(high, areas[i + 1].value) : high;
    if (top > bottom) svg += `<rect x="${left}" width="${width - left - 4}" y="${y(top)}" height="${y(bottom) - y(top)}" fill="${colour(step.color)}" opacity=".13"/>`;
  });
  for (let i = 0; i <= 3; ++i) {
    const value = log ? 10 ** (f(low) + (f(high) - f(low)) * i / 3) : low + (high - low) * i / 3;
    const whole = defaults.decimals === 0;
    if (whole && Math.abs(value - Math.round(value)) > 1e-9) continue;
    svg += `<line x1="${left}" x2="${width - 4}" y1="${y(value)}" y2="${y(value)}" stroke="#2b2d33"/>` +
      `<text x="${left - 4}" y="${y(value) + 3}" text-anchor="end">${escape(format(value, defaults.unit, defaults.decimals))}</text>`;
  }
  const dashes = dashedNames(panel);
  const painted = all.map((one, i) => [one.name, dashes.includes(one.name) ? '#808080' : PALETTE[i % PALETTE.length]]);
  const step = Math.min(...all.flatMap(s => s.points.slice(1).map((p, i) => p[0] - s.points[i][0])), (data.to - data.from) / 20);
  all.forEach((one, i) => {
    const paint = painted[i][1];
    if (bars) {
      svg += one.points.filter(p => p[1] > (p[2] || 0)).map(p => `<rect x="${x(p[0]) - 2}" width="4" y="${y(p[1])}" height="${y(p[2] || 0) - y(p[1])}" fill="${paint}"/>`).join('');
      return;
    }
    let path = '', before = null;
    for (const [t, v] of one.points) {
      path += before === null || t - before[0] > 1.5 * step ? `M${x(t)} ${y(v)}` : (steps ? `L${x(t)} ${y(before[1])}` : '') + `L${x(t)} ${y(v)}`;
      before = [t, v];
    }
    const lone = one.points.length === 1 ? `<circle cx="${x(before[0])}" cy="${y(before[1])}" r="2" fill="${paint}"/>` : '';
    if (stacked) {
      const back = [...one.points].reverse().map(p => `L${x(p[0])} ${y(p[2])}`).join('');
      svg += `<path d="M${one.points.map(p => `${x(p[0])} ${y(p[1])}`).join('L')}${back}Z" fill="${paint}" opacity=".3"/>`;
    }
    svg += lone + `<path d="${path}" fill="none" stroke="${paint}" stroke-width="1.3" ${dashes.includes(one.name) ? 'stroke-dasharray="8 6"' : ''}/>`;
  });
  body.innerHTML = `<svg width="${width}" height="${height}">${svg}${timeAxis(x, height)}</svg>` + legend(painted);
}
function drawTimeline(panel, body) {
  const all = seriesOf(panel);
  if (!all.length) return nothing(panel, body);
  const defaults = panel.fieldConfig.defaults, width = body.clientWidth, height = body.clientHeight - 18;
  const left = Math.min(230, 14 + Math.max(...all.map(s => s.name.length)) * 6.6), tall = (height - 16) / all.length;
  const x = t => left + (width - left - 4) * (t - data.from) / (data.to - data.from);
  const step = Math.min(...all.flatMap(s => s.points.slice(1).map((p, i) => p[0] - s.points[i][0])));
  let svg = '';
  const words = new Map();
  all.forEach((one, i) => {
    const top = i * tall + tall * 0.07;
    svg += `<text x="${left - 6}" y="${top + tall / 2 + 2}" text-anchor="end" style="fill:#ccccdc">${escape(one.name)}</text>`;
    let from = null, at = null, value = null;
    const put = () => {
      if (from === null) return;
      if (!wordFor(defaults, value)) throw new Error(`${panel.title}: no word for ${value}`);
      const [text, paint] = shown(defaults, value), wide = x(at) - x(from);
      words.set(text, paint);
      svg += `<rect x="${x(from)}" width="${Math.max(1, wide)}" y="${top}" height="${tall * 0.86}" fill="${paint}" opacity=".85"/>`;
      if (wide > text.length * 6.2 + 6 && tall > 11) svg += `<text x="${x(from) + 4}" y="${top + tall / 2 + 2}" style="fill:#fff">${escape(text)}</text>`;
    };
    for (const [t, v] of one.points) {
      if (from === null || v !== value || t - at > 1.5 * step) { if (from !== null && t - at <= 1.5 * step) at = t; put(); from = t; value = v; }
      at = t;
    }
    put();
  });
  body.innerHTML = `<svg width="${width}" height="${height}">${svg}${timeAxis(x, height)}</svg>` + legend([...words]);
}
function drawTable(panel, body) {
  const all = seriesOf(panel);
  if (!all.length) return nothing(panel, body);
  const organize = panel.transformations.find(t => t.id === 'organize').options;
  const columns = Object.keys(organize.indexByName).sort((a, b) => organize.indexByName[a] - organize.indexByName[b]);
  const cell = (one, column) => column === 'Value' ? shown(panel.fieldConfig.defaults, one.points[one.points.length - 1][1])[0] : one.metric[column] || '';
  body.innerHTML = '<table><tr>' + columns.map(c => `<th>${escape(organize.renameByName[c] || c)}</th>`).join('') + '</tr>' +
    all.map(one => '<tr>' + columns.map(c => `<td>${escape(cell(one, c))}</td>`).join('') + '</tr>').join('') + '</table>';
}
const DRAW = {stat: drawStat, gauge: drawGauge, timeseries: drawGraph, 'state-timeline': drawTimeline, table: drawTable};

// ---- the page ----

document.body.insertAdjacentHTML('beforeend', `<h1>${escape(dashboard.title)}</h1>`);
const grid = document.createElement('div');
grid.className = 'grid';
document.body.append(grid);
let bottom = 0;
for (const panel of dashboard.panels) {
  const at = panel.gridPos, div = document.createElement('div');
  div.style.cssText = `left:${at.x * WIDTH / 24}px;top:${at.y * UNIT}px;width:${at.w * WIDTH / 24 - 6}px;height:${at.h * UNIT - 6}px`;
  bottom = Math.max(bottom, (at.y + at.h) * UNIT);
  grid.append(div);
  if (panel.type === 'row') { div.className = 'row'; div.textContent = '▾ ' + panel.title; continue; }
  div.className = 'panel';
  div.innerHTML = `<h2>${escape(panel.title)}</h2><div class="body"></div>`;
  DRAW[panel.type](panel, div.lastChild);
}
grid.style.height = bottom + 'px';
document.body.insertAdjacentHTML('beforeend', `<pre id="outcome">${escape(JSON.stringify({height: bottom + 60, empty}))}</pre>`);
