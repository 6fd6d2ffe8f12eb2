
"use strict";
// Draws /api/v1/cluster, again every two seconds. What comes from there is only ever put
// into text nodes, and into links that are http or https.
(() => {
const kPeriod = 2000, kTimeout = 5000, kHiddenPeriod = 30000, kOldAfter = 5000;
const kEventsShown = 25;
const $ = (id) => document.getElementById(id);

// ---- Elements: what is wanted, and what is there made equal to it. A node that is wanted again
// stays the same node, so that focus, selection and an open <details> survive. ----

const kSvg = "http://www.w3.org/2000/svg";
const state = new WeakMap();  // of each element made here: its key and attributes

// Attributes: `key` tells children of one list apart; onclick is a function; null leaves one out.
const h = (tag, attributes, ...children) => ({tag, attributes: attributes || {}, children});
const s = (tag, attributes, ...children) => ({tag, svg: true, attributes: attributes || {}, children});

// Names from elsewhere must not break a line, nor turn the text around.
const clean = (text) => String(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");

function address(text) {
  if (typeof text !== "string" || !text) return null;
  try {
    const url = new URL(text, location.href);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

// Lists in lists become one; a place in the list is a key where none is given.
function wanted(children, prefix, out) {
  children.forEach((child, place) => {
    if (child === null || child === undefined || child === false) return;
    if (Array.isArray(child)) return wanted(child, prefix + place + ".", out);
    const node = typeof child === "object" ? child : {text: clean(child)};
    const own = node.attributes && node.attributes.key;
    let key = prefix + (own === undefined ? place : ":" + own) + (node.tag || "");
    while (out.has(key)) key += "'";
    out.set(key, node);
  });
  return out;
}

function update(element, attributes) {
  const before = state.get(element).attributes;
  for (const name of new Set([...Object.keys(before), ...Object.keys(attributes)])) {
    let value = attributes[name];
    if (name === "key" || before[name] === value) continue;
    if (name === "onclick") {
      element.onclick = value || null;
      continue;
    }
    if (name === "href" && !(String(value).startsWith("#") || address(value))) value = null;
    if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : clean(value));
  }
  state.get(element).attributes = attributes;
}

function make(node, key) {
  let made;
  if (node.tag === undefined) made = document.createTextNode("");
  else made = node.svg ? document.createElementNS(kSvg, node.tag) : document.createElement(node.tag);
  state.set(made, {key, attributes: {}});
  return made;
}

function draw(parent, ...children) {
  const wants = wanted(children, "", new Map());
  const there = new Map();
  for (const node of [...parent.childNodes]) {
    const key = state.has(node) ? state.get(node).key : null;
    if (key !== null && wants.has(key)) there.set(key, node);
    else node.remove();
  }
  let at = parent.firstChild;
  for (const [key, want] of wants) {
    const node = there.get(key) || make(want, key);
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
    if (want.tag === undefined) {
      if (node.data !== want.text) node.data = want.text;
    } else {
      update(node, want.attributes);
      if (!want.own) draw(node, ...want.children);
    }
  }
}

// A section of the page: shown while there is something in it.
function section(id, ...children) {
  const shown = children.some((child) => child !== null && child !== false && child !== undefined);
  if ($(id).hidden === shown) $(id).hidden = !shown;
  draw($(id), ...children);
}

// ---- Words and numbers ----

const known = (value) => value !== null && value !== undefined;
const list = (value) => (Array.isArray(value) ? value : []);
const count = (value, one, many) => `${value.toLocaleString("en")} ${value === 1 ? one : many || one + "s"}`;
const kDash = "\u2013";

function duration(seconds) {
  const t = Math.max(0, Math.round(seconds));
  if (t < 60) return `${t} s`;
  if (t < 3600) return `${Math.floor(t / 60)} min`;
  if (t < 86400) return `${Math.floor(t / 3600)} h ${Math.floor((t % 3600) / 60)} min`;
  return `${Math.floor(t / 86400)} d ${Math.floor((t % 86400) / 3600)} h`;
}

const ago = (now, time) => (now - time < 1 ? "just now" : `${duration(now - time)} ago`);

function bytes(value) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    ++unit;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

const percent = (share) => `${share > 0 && share < 0.0995 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`;

function clock(time, seconds = true) {
  const pad = (n) => String(n).padStart(2, "0");
  const t = new Date(time * 1000);
  return `${pad(t.getHours())}:${pad(t.getMinutes())}${seconds ? ":" + pad(t.getSeconds()) : ""}`;
}

function day(time, now) {
  const t = new Date(time * 1000);
  if (t.toDateString() === new Date(now * 1000).toDateString()) return "";
  return t.toLocaleDateString("en-GB", {day: "numeric", month: "short"}) + " ";
}

const stamp = (time) => {
  const t = new Date(time * 1000);
  return isNaN(t) ? null : t.toISOString();
};
const when = (time, now) => h("time", {datetime: stamp(time)}, day(time, now) + clock(time));

const kZero = "00000000-0000-0000-0000-000000000000";
const shortUuid = (uuid) => (uuid.length > 13 ? uuid.slice(0, 8) + "\u2026" : uuid);

const nameOf = (node) => node.name || node.address || "a node without a name";
// A name: it stands for itself whatever its script, and is not longer than a line or two.
const named = (name) => h("bdi", {title: name.length > 80 ? name : null}, name.length > 80 ? name.slice(0, 80) + "\u2026" : name);

function linkTo(url, text) {
  const href = address(url);
  return href ? h("a", {href, rel: "noreferrer"}, text) : text;
}

const kMarks = {good: "\u2713", warn: "\u25b2", bad: "\u2717", info: "\u2022", grey: "?"};
const mark = (tone, key) => h("span", {key, class: `mark ${tone}`, "aria-hidden": "true"}, kMarks[tone] || "?");

// Of each value that the API documents: how grave, and the word for it.
const kVerdicts = {
  healthy: ["good", "Healthy", "\u2713"],
  degraded: ["warn", "Degraded", "\u2717"],
  no_primary: ["bad", "No primary component", "\u2717"],
  waiting: ["warn", "Waiting for a human's decision", "\u270b"],
  unknown: ["grey", "Not known", "?"],
};
const kStates = {
  synced: ["good", "Synced"], donor: ["warn", "Donor"], joiner: ["warn", "Joiner"], joined: ["warn", "Joined"],
  connected: ["warn", "Connected"], non_primary: ["bad", "Non-primary"], disconnected: ["bad", "Disconnected"], down: ["bad", "Down"],
  standalone: ["warn", "Standalone"], inconsistent: ["bad", "Inconsistent"], unknown: ["grey", "Unknown"],
  arbitrator: ["good", "Arbitrator"], silent: ["bad", "Silent"],
};
const kSeverities = {critical: ["bad", "Critical"], warning: ["warn", "Warning"], info: ["info", "Info"], ok: ["good", "Fine again"]};
const word = (table, value) => table[value] || ["grey", String(value)];

// ---- The decision that is waited for ----

// Without a secure context there is no clipboard; then what the browser can do with a selection.
async function copy(event) {
  const order = event.target.closest(".order");
  const code = order.querySelector("code");
  const said = order.querySelector("[role=status]");
  let done = false;
  try {
    await navigator.clipboard.writeText(code.textContent);
    done = true;
  } catch {
    getSelection().selectAllChildren(code);
    try {
      done = document.execCommand("copy");
    } catch { /* it stays selected */ }
  }
  said.textContent = done ? "Copied." : "Selected: copy it with Ctrl+C.";
  setTimeout(() => { said.textContent = ""; }, 6000);
}

// What copy() says is put there by hand: nothing of it is wanted here, so nothing takes it away.
const kSaid = {tag: "span", attributes: {role: "status"}, children: [], own: true};

function order(command, name) {
  return h("div", {class: "order"}, h("code", {tabindex: "0"}, command),
           h("button", {type: "button", onclick: copy, "aria-label": `Copy the command for ${name}`}, "Copy"), kSaid);
}

function position(uuid, seqno, note, cluster) {
  if (!uuid && !known(seqno)) return note ? h("small", null, note) : null;
  const number = known(seqno) ? seqno : "?";
  const strange = uuid === kZero ? "zero UUID: history lost"
                : uuid && cluster && uuid !== cluster ? "another history than the cluster's" : null;
  return [
    uuid ? h("details", {key: "position"}, h("summary", {class: "mono", title: `${uuid}:${number}`}, `${shortUuid(uuid)}:${number}`),
             h("span", {class: "mono"}, `${uuid}:${number}`))
         : h("span", {class: "mono"}, `?:${number}`),
    note ? h("small", null, note) : null,
    strange ? h("small", {class: "bad"}, kMarks.bad + " ", strange) : null,
  ];
}

// A cell; on a phone its label stands before it, and without content it is left out.
const cell = (label, ...content) => {
  const empty = wanted(content, "", new Map()).size === 0;
  return h("td", {key: label, role: "cell", "data-label": label, class: empty ? "none" : null}, empty ? kDash : h("div", null, content));
};
const yesNo = (value) => (known(value) ? (value ? "yes" : "no") : null);

function table(id, titles, bodies) {
  return h("table", {class: "wide", role: "table", "aria-labelledby": id},
           h("thead", {role: "rowgroup"}, h("tr", {role: "row"}, titles.map((title) => h("th", {key: title.tag ? undefined : title, role: "columnheader", scope: "col"}, title)))),
           bodies);
}

// Columns; the last two only where somebody's is known.
const evidenceColumns = (rows) => ["Node", "State", "Position", "safe_to_bootstrap", "Last view", "Primary now",
  rows.some((row) => row.version) ? "Version" : null, rows.some((row) => known(row.age_s)) ? "Seen" : null].filter(Boolean);

function evidence(row, place, question, columns) {
  const chosen = question.recommended && question.recommended.node === row.name;
  const notes = [row.reason, row.action].filter(Boolean);
  return h("tbody", {key: place, role: "rowgroup", class: chosen ? "choice" : null},
    h("tr", {role: "row", class: chosen ? "choice" : null},
      h("th", {role: "rowheader", scope: "row", class: "first"}, h("span", {class: "name"}, named(row.name || row.where || "?")), " ",
        chosen ? h("span", {class: "chip good"}, kMarks.good + " recommended") : null,
        row.name && row.where ? h("small", null, named(row.where)) : null),
      cell("State", row.state || null),
      cell("Position", position(row.state_uuid, row.seqno, row.seqno_note)),
      cell("safe_to_bootstrap", yesNo(row.safe_to_bootstrap)),
      cell("Last view", row.view ? [list(row.view.members).join(", "), known(row.view.seqno) ? h("small", null, `at ${row.view.seqno}`) : null] : null),
      cell("Primary now", yesNo(row.primary)),
      columns.includes("Version") ? cell("Version", row.version || null) : null,
      columns.includes("Seen") ? cell("Seen", known(row.age_s) ? `${duration(row.age_s)} ago` : null) : null),
    notes.length ? h("tr", {role: "row", class: chosen ? "more choice" : "more"},
                     h("td", {role: "cell", class: "whole", colspan: columns.length}, h("small", null, notes.join("; ")))) : null);
}

function recommended(question) {
  const best = question.recommended;
  if (!best) {
    return h("div", {key: "none", class: "answer unsure"}, h("h3", null, "No recommendation"),
             h("p", null, "Nothing here says which data is right. Bring the missing nodes back, so that they report."));
  }
  return h("div", {key: "best", class: question.proven ? "answer" : "answer unsure"},
    h("h3", null, "Recommended: ", best.why),
    h("p", null, "Type this on ", h("strong", null, named(best.node)), ":"),
    order(best.command, best.node));
}

function ownQuestion(question, now) {
  const columns = evidenceColumns(list(question.evidence));
  return [
    h("h2", {key: "head", id: "question-head"}, mark("warn"), " ", named(question.node), " waits for your decision"),
    h("p", {key: "reason", class: "lead"}, question.reason, known(question.since) ? h("span", {class: "soft"}, ` Waits for ${duration(now - question.since)}.`) : null),
    h("ul", {key: "proof", class: "facts"}, list(question.verdict).map((line) =>
      h("li", null, mark(question.proven ? "good" : "warn"), " ", line))),
    list(question.refusal).length ? h("div", {key: "refusal", class: "answer unsure"}, h("h3", null, "The last word was refused"),
      h("ul", null, list(question.refusal).map((line) => h("li", null, line)))) : null,
    recommended(question),
    list(question.evidence).length ? h("div", {key: "evidence"}, h("h3", {id: "evidence-head"}, "Evidence: what each node holds"),
      table("evidence-head", columns, question.evidence.map((row, place) => evidence(row, place, question, columns)))) : null,
    list(question.others).length ? h("details", {key: "others"}, h("summary", null, `Other possibilities (${question.others.length})`),
      h("ul", {class: "others"}, question.others.map((other) =>
        h("li", {key: other.command}, h("p", null, "On ", named(other.node), ": ", other.why), order(other.command, other.node))))) : null,
    question.text ? h("details", {key: "text"}, h("summary", null, "The whole of it, as in the log"),
      h("pre", {tabindex: "0"}, question.text)) : null,
  ];
}

const pageOf = (node) => (address(node.page) ? h("a", {href: address(node.page), rel: "noreferrer"}, "page of ", named(nameOf(node))) : named(nameOf(node)));

// Peers that ask the same are named only; what is asked stands above.
function drawQuestion(data) {
  const peers = list(data.nodes).filter((node) => node.question && !node.self);
  const same = data.question ? peers.filter((node) => node.question === data.question.reason) : [];
  const others = peers.filter((node) => !same.includes(node));
  section("question",
    data.question ? ownQuestion(data.question, data.time) : null,
    !data.question && peers.length ? h("h2", {key: "head", id: "question-head"}, mark("warn"), " ",
      peers.length === 1 ? [named(nameOf(peers[0])), " waits for a human's decision"] : `${peers.length} nodes wait for a human's decision`) : null,
    same.length ? h("p", {key: "same"}, "The same is asked on the ", same.map((node, i) => [i ? ", " : null, pageOf(node)]), ".") : null,
    others.length ? h("ul", {key: "peers", class: "others"}, others.map((node) => h("li", {key: nameOf(node)},
      h("strong", null, named(nameOf(node))), data.question ? " waits, too: " : ": ", node.question,
      h("div", null, "Evidence and commands are on the ", pageOf(node), ".")))) : null);
}

// ---- Verdict, incidents, maintenance ----

const figure = (title, value, hint) => h("div", {key: title}, h("dt", null, title), h("dd", {class: "num", title: hint || null}, known(value) ? value : kDash));

function drawVerdict(data) {
  const verdict = data.verdict, cluster = data.cluster || {};
  const [tone, said] = word(kVerdicts, verdict.code);
  const size = known(cluster.size) ? (known(cluster.expected_size) ? `${cluster.size} of ${cluster.expected_size}` : cluster.size) : null;
  draw($("verdict"), h("div", {class: `card ${tone}`},
    h("div", null,
      h("p", {class: `word ${tone}`}, h("span", {class: "mark", "aria-hidden": "true"}, h("b", null, kMarks[tone])), said),
      h("h2", null, verdict.headline),
      verdict.quorum ? h("p", {class: verdict.quorum_margin === 0 ? "warn strong" : null}, verdict.quorum) : null,
      list(verdict.reasons).length ? h("ul", {class: "reasons"}, verdict.reasons.map((reason) => h("li", null, reason))) : null),
    h("dl", {class: "figures"},
      figure("Nodes in the view", size),
      figure("May fail at once", verdict.quorum_margin),
      figure("Last committed", cluster.last_committed, cluster.state_uuid ? `of ${cluster.state_uuid}` : null),
      figure(cluster.arbitrators ? "Arbitrators" : "View number", cluster.arbitrators || cluster.conf_id))));
}

function incident(item, now) {
  const [tone, severity] = word(kSeverities, item.severity);
  return h("li", {key: `${item.alert || item.name} ${item.scope}`, class: `incident ${tone}`},
    h("div", {class: "line"},
      h("span", {class: `chip ${tone}`}, `${kMarks[tone] || "?"} ${severity}`),
      h("h3", null, item.alert || item.name),
      item.scope ? h("span", {class: "soft"}, {cluster: "of the whole cluster", node: "of this node"}[item.scope] || named(item.scope)) : null,
      h("span", {class: "soft num"}, item.state === "pending" ? "not yet firing" : "since ",
        item.state === "pending" || !known(item.since) ? null : [when(item.since, now), ` (${duration(now - item.since)})`]),
      item.in_maintenance ? h("span", {class: "chip"}, "in maintenance: not paged") : null),
    item.summary ? h("p", null, item.summary) : null,
    item.next_step ? h("p", null, h("strong", null, "Next: "), item.next_step) : null,
    address(item.runbook_url) ? h("p", null, h("a", {href: address(item.runbook_url), rel: "noreferrer"}, "Runbook of ", item.alert || item.name)) : null);
}

function drawIncidents(data) {
  const now = data.time;
  const firing = list(data.incidents).filter((item) => item.state !== "pending");
  const pending = list(data.incidents).filter((item) => item.state === "pending");
  const healthy = data.verdict.code === "healthy";
  section("maintenance", list(data.maintenance).length ? h("ul", {class: "note"}, data.maintenance.map((entry) => h("li", null,
    h("strong", null, "Maintenance"), known(entry.until) ? [" until ", when(entry.until, now), ` (${duration(entry.until - now)} left)`] : null,
    entry.reason ? [": ", entry.reason] : null, entry.by ? h("span", {class: "soft"}, ", by ", named(entry.by)) : null,
    list(entry.only).length || typeof entry.only === "string" && entry.only ? h("span", {class: "soft"}, ", only: ", [].concat(entry.only).join(", ")) : null))) : null);
  section("incidents",
    h("h2", {key: "head", id: "incidents-head"}, firing.length ? `Firing incidents (${firing.length})` : "Incidents"),
    firing.length ? h("ul", {key: "firing"}, firing.map((item) => incident(item, now)))
                  : h("p", {key: "none", class: "soft"}, healthy ? [mark("good"), " "] : null, healthy || !pending.length ? "None is firing." : "None is firing yet; these will, if it lasts:"),
    pending.length && !healthy && !firing.length ? h("ul", {key: "soon"}, pending.map((item) => incident(item, now))) : null,
    pending.length && (healthy || firing.length) ? h("details", {key: "pending"}, h("summary", null, `Pending, not yet firing (${pending.length})`),
      h("ul", null, pending.map((item) => incident(item, now)))) : null);
}

// ---- Nodes ----

function transferText(transfer) {
  const kind = transfer.kind ? transfer.kind.toUpperCase() : "state transfer";
  const peer = transfer.peer ? [transfer.role === "donor" ? " to " : " from ", named(transfer.peer)] : null;
  return [transfer.role === "donor" ? "Sends its state" : "Receives the state", peer, ` (${kind}${transfer.method ? ", " + transfer.method : ""})`];
}

function transfer(node) {
  const t = node.transfer;
  const amount = (value) => (t.unit === "bytes" ? bytes(value) : count(value, "write-set"));
  const parts = [
    known(t.percent) ? h("b", {class: "num"}, `${Math.floor(t.percent)} %`) : null,
    known(t.done) ? (known(t.expected) ? `${amount(t.done)} of about ${amount(t.expected)}` : amount(t.done)) : null,
    known(t.elapsed_s) ? `for ${duration(t.elapsed_s)}` : null,
    known(t.left_s) ? h("b", null, `about ${duration(t.left_s)} left`) : null,
    t.stalled ? h("b", {class: "bad"}, kMarks.bad + " stands still") : null,
  ].filter(Boolean);
  return h("div", {class: "transfer"}, h("span", null, transferText(t)),
    known(t.percent) ? h("progress", {max: 100, value: Math.min(100, Math.max(0, t.percent)), "aria-label": `State transfer of ${nameOf(node)}`}) : null,
    h("span", {class: "soft"}, parts.map((part, i) => (i ? [" \u00b7 ", part] : part))));
}

function standing(node) {
  const role = {donor: "donor", joiner: "joiner", outside: "outside the view", member: null, arbitrator: null}[node.role];
  const parts = [
    node.in_view === false && node.role !== "outside" ? "not in the view" : null,
    role && role !== node.state ? role : null,
    node.phase && node.phase !== "serving" ? `${node.phase.replaceAll("_", " ")}` : null,
    known(node.ready) ? (node.ready ? "ready for clients" : "no clients") : null,
  ].filter(Boolean);
  return parts.length ? h("small", null, parts.join(" \u00b7 ")) : null;
}

// From the rate of writes now: nobody knows a month ahead.
const istWindow = (seconds) => (!known(seconds) ? null : seconds < 0 ? "unlimited" : seconds > 30 * 86400 ? "over 30 d" : duration(seconds));

function drawNode(node, place, data) {
  const [tone, said] = word(kStates, node.state);
  const name = h("span", {class: "name"}, linkTo(node.page, named(nameOf(node))));
  // A mariadbd that receives the state answers nobody: that is no trouble.
  const trouble = node.transfer && node.transfer.role === "joiner" && !node.transfer.stalled ? null : node.trouble;
  const more = [
    trouble ? h("span", {key: "trouble", class: tone === "good" ? "warn" : tone}, trouble) : null,
    node.question ? h("span", {key: "question", class: "warn"}, (trouble ? " " : "") + "Waits for a human's decision" + (data.question && node.question === data.question.reason ? ", see above." : ": " + node.question)) : null,
  ].filter(Boolean);
  const beside = [node.provider_version ? `Galera ${node.provider_version}` : null, node.warden_version ? `warden ${node.warden_version}` : null].filter(Boolean);
  const versions = [node.mariadb_version ? h("span", {title: node.mariadb_version}, `MariaDB ${node.mariadb_version.replace(/-MariaDB.*/, "")}`) : null, beside.length ? h("small", null, beside.join(", ")) : null].filter(Boolean);
  const extra = (key, ...content) => h("tr", {key, role: "row", class: node.self ? "more self" : "more"},
    h("td", {role: "cell", class: "whole", colspan: 7}, content));
  return h("tbody", {key: `${node.address} ${node.name}`, role: "rowgroup", class: node.self ? "self" : null},
    h("tr", {key: "row", role: "row", class: node.self ? "self" : null},
      h("th", {role: "rowheader", scope: "row", class: "first"}, name, node.self ? [" ", h("span", {class: "chip info"}, "this node")] : null,
        node.name && node.address ? h("small", null, named(node.address)) : null),
      cell("State", h("span", {class: `chip ${tone}`}, `${kMarks[tone] || "?"} ${said}`), standing(node),
        known(node.age_s) && node.age_s > 5 ? h("small", {class: "warn"}, `as of ${duration(node.age_s)} ago`) : null),
      cell("Position", position(node.state_uuid, node.seqno, null, data.cluster && data.cluster.state_uuid),
        known(node.lag) && known(node.seqno) ? h("small", {key: "lag"}, node.lag > 0 ? count(node.lag, "write-set") + " behind" : "up to date") : null),
      cell("Flow control", known(node.flow_control) ? h("span", {class: node.flow_control >= 0.1 ? "warn num" : "num"},
        percent(node.flow_control) + " paused") : null, known(node.receive_queue) ? h("small", null, `queue ${node.receive_queue.toLocaleString("en")}`) : null),
      cell("IST window", istWindow(node.ist_window_s)),
      cell("Data", known(node.data_bytes) ? h("span", {class: "num"}, bytes(node.data_bytes)) : null,
        known(node.disk_free_bytes) ? h("small", {class: "num"}, bytes(node.disk_free_bytes) + " free") : null),
      cell("Versions", versions.length ? versions : null)),
    node.transfer ? extra("transfer", transfer(node)) : null,
    more.length ? extra("more", more) : null);
}

function drawNodes(data) {
  const nodes = list(data.nodes);
  section("nodes", h("h2", {key: "head", id: "nodes-head"}, nodes.length ? `Nodes (${nodes.length})` : "Nodes"),
    nodes.length ? table("nodes-head", ["Node", "State", "Position", h("span", {title: "Share of the last minute in which replication stood still; write-sets that wait to be applied"}, "Flow control"),
      h("span", {title: "How long it may be away and still come back by IST"}, "IST window"), "Data", "Versions"],
      nodes.map((node, place) => drawNode(node, place, data))) : h("p", {key: "none", class: "soft"}, "No node is known yet."),
    data.warden && data.warden.peers_asked === false ? h("p", {key: "peers", class: "soft"}, "The other wardens are only now being asked; what they say comes in a moment.") : null);
}

// ---- The last hour ----

const kBox = {width: 320, height: 108, left: 40, right: 314, top: 8, bottom: 86, seconds: 3600};

function ceiling(value, least) {
  const top = Math.max(value, least);
  const power = 10 ** Math.floor(Math.log10(top));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= top - 1e-9);
}

// The line, and the area below it; what is not known is a gap.
function paths(values, x, y, steps, width) {
  let line = "", area = "", begin = null;
  const end = (last) => {
    if (begin !== null) area += `L${last} ${kBox.bottom}L${begin} ${kBox.bottom}Z`;
    begin = null;
  };
  let previous = 0;
  values.forEach((value, i) => {
    if (!known(value)) return end(previous);
    const at = x(i).toFixed(1), high = y(value).toFixed(1);
    if (begin === null) {
      begin = at;
      line += `M${at} ${high}h0.01`;
      area += `M${at} ${kBox.bottom}L${at} ${high}`;
    } else {
      line += steps ? `H${at}V${high}` : `L${at} ${high}`;
      area += steps ? `H${at}V${high}` : `L${at} ${high}`;
    }
    previous = at;
    if (steps) {
      previous = Math.min(x(i) + width, kBox.right).toFixed(1);
      line += `H${previous}`;
      area += `H${previous}`;
    }
  });
  end(previous);
  return [line, area];
}

// `now`: as of this answer; the last point of the history may be some seconds old.
function chart(options, history, now) {
  const values = list(history[options.name]), step = history.step_s || 10;
  const seen = values.filter(known);
  const span = kBox.right - kBox.left;
  const x = (i) => kBox.right - Math.min(1, ((values.length - 1 - i) * step) / kBox.seconds) * span;
  const most = seen.length ? Math.max(...seen) : 0;
  const top = options.whole ? Math.max(most, options.line || 0, 1) : ceiling(most, options.least);
  const y = (value) => kBox.bottom - (Math.min(value, top) / top) * (kBox.bottom - kBox.top);
  const [line, area] = paths(values, x, y, options.steps, (step / kBox.seconds) * span);
  const low = seen.length ? Math.min(...seen) : null;
  const timeOf = (value) => clock(history.end - (values.length - 1 - values.lastIndexOf(value)) * step, false);
  const summary = !seen.length ? "nothing known of the last hour" : low === most ? `${options.text(low)} all the time` : `lowest ${options.text(low)} at ${timeOf(low)}, highest ${options.text(most)} at ${timeOf(most)}`;
  const text = (at, high, anchor, content) => s("text", {x: at, y: high, "text-anchor": anchor}, content);
  return h("figure", {key: options.name},
    h("figcaption", null, h("span", null, options.title), h("b", {class: "num"}, known(now) ? options.text(now) : "not known")),
    s("svg", {viewBox: `0 0 ${kBox.width} ${kBox.height}`, role: "img",
              "aria-label": `${options.title}, last hour: now ${known(now) ? options.text(now) : "not known"}; ${summary}.`},
      s("path", {class: "grid", d: `M${kBox.left} ${kBox.top}H${kBox.right}M${kBox.left} ${(kBox.top + kBox.bottom) / 2}H${kBox.right}M${(kBox.left + kBox.right) / 2} ${kBox.top}V${kBox.bottom}`}),
      s("path", {class: "area", d: area}),
      s("path", {class: "axis", d: `M${kBox.left} ${kBox.top}V${kBox.bottom}H${kBox.right}`}),
      options.line ? s("path", {class: "mean", d: `M${kBox.left} ${y(options.line).toFixed(1)}H${kBox.right}`}) : null,
      s("path", {class: "plot", d: line}),
      text(kBox.left - 5, kBox.top + 4, "end", options.axis(top)), text(kBox.left - 5, kBox.bottom + 3, "end", "0"),
      text(kBox.left, kBox.height - 6, "start", "60 min ago"), text((kBox.left + kBox.right) / 2, kBox.height - 6, "middle", "30"),
      text(kBox.right, kBox.height - 6, "end", "now")),
    h("p", null, summary + "."));
}

function drawHistory(data) {
  const history = data.history || {};
  const plain = (value) => (value >= 100 || Number.isInteger(value) ? Math.round(value).toLocaleString("en") : value.toFixed(1));
  const short = (value) => (value >= 1e6 ? `${value / 1e6}M` : value >= 1e4 ? `${value / 1e3}k` : String(value));
  const cluster = data.cluster || {}, expected = cluster.expected_size;
  const own = list(data.nodes).find((node) => node.self) || {};
  section("history", h("h2", {key: "head", id: "history-head"}, "The last hour", data.warden && data.warden.node ? [" on ", named(data.warden.node)] : null),
    h("div", {key: "charts", class: "charts"},
      chart({name: "size", title: expected ? `Nodes in the view (of ${expected})` : "Nodes in the view", steps: true, whole: true, line: expected, text: plain, axis: short}, history, cluster.size),
      chart({name: "receive_queue", title: "Receive queue (write-sets)", least: 5, text: plain, axis: short}, history, own.receive_queue),
      chart({name: "flow_control", title: "Flow control (time paused)", least: 0.05, text: percent, axis: (value) => `${+(value * 100).toFixed(1)} %`}, history, own.flow_control),
      chart({name: "commits_per_s", title: "Commits per second", least: 5, text: plain, axis: short}, history, list(history.commits_per_s).at(-1))));
}

// ---- Events ----

function event(item, now) {
  const [tone, severity] = word(kSeverities, item.severity);
  return h("li", {key: `${item.time} ${item.text}`},
    h("span", {class: "num"}, when(item.time, now)), h("span", {class: "ago"}, ago(now, item.time)), mark(tone),
    h("span", {class: "what"}, h("span", {class: "spoken"}, severity + ": "),
      item.node && !String(item.text).includes(item.node) ? [h("b", null, named(item.node)), ": "] : null, item.text));
}

function drawEvents(data) {
  const events = list(data.events), now = data.time;
  const older = events.some((item) => day(item.time, now));
  const timeline = older ? "timeline days" : "timeline";
  section("events", h("h2", {key: "head", id: "events-head"}, "Events"),
    events.length ? h("ol", {key: "new", class: timeline}, events.slice(0, kEventsShown).map((item) => event(item, now)))
                  : h("p", {key: "none", class: "soft"}, "Nothing has happened since this warden was started."),
    events.length > kEventsShown ? h("details", {key: "older"}, h("summary", null, count(events.length - kEventsShown, "older event")),
      h("ol", {class: timeline}, events.slice(kEventsShown).map((item) => event(item, now)))) : null);
}

// ---- The whole ----

let shown = null;     // the last answer that was drawn
let answered = 0;     // when that was, by Date.now()
let began = Date.now();
let visible = Date.now();
let failure = null;   // why the last question got no answer
let failures = 0;
let spoken = {code: null, headline: null, at: 0};

const clusterName = (data) => (data.cluster && data.cluster.name) || (data.warden && data.warden.node) || "galera-warden";

// To a screen reader: when it changes, and a headline that counts not at each step.
function speak(verdict) {
  const now = Date.now();
  const first = spoken.code === null;
  const changed = verdict.code !== spoken.code || (verdict.headline !== spoken.headline && now - spoken.at > 15000);
  if (!changed) return;
  spoken = {code: verdict.code, headline: verdict.headline, at: now};
  if (!first) $("spoken").textContent = clean(`${word(kVerdicts, verdict.code)[1]}: ${verdict.headline}`);
}

const kColours = {good: "%2312662b", warn: "%23b86e00", bad: "%23a8121d", grey: "%23545d68"};
const kShapes = {good: "M4 8.5l3 3 5.5-6.5", warn: "M8 3.5v5.5M8 12v.5", bad: "M4.5 4.5l7 7M11.5 4.5l-7 7", grey: "M4.5 8h7"};

function tab(data, old) {
  const [tone, said, sign] = word(kVerdicts, data.verdict.code);
  const title = clean(`${old ? "? no answer" : `${sign || "?"} ${said.toLowerCase()}`} \u00b7 ${clusterName(data)}`);
  if (document.title !== title) document.title = title;
  const colour = old ? "grey" : tone;
  const icon = `data:image/svg+xml,<svg xmlns='${kSvg}' viewBox='0 0 16 16'><circle cx='8' cy='8' r='8' fill='${kColours[colour]}'/>` +
    `<path d='${kShapes[colour]}' stroke='white' stroke-width='2' fill='none' stroke-linecap='round'/></svg>`;
  const link = document.querySelector("link[rel=icon]");
  if (link.getAttribute("href") !== icon) link.setAttribute("href", icon);
}

function drawTop(data, old) {
  draw($("top"), h("h1", null, named(clusterName(data))),
    h("span", {class: "soft"}, "as ", named((data.warden && data.warden.node) || "this node"), " sees it"),
    h("span", {class: "live soft num"}, h("span", {class: old ? "dot old" : "dot", "aria-hidden": "true"}),
      old ? "old: " : "live, ", "as of ", when(data.time, data.time)));
}

function drawAbout(data) {
  const warden = data.warden || {};
  const skew = data.time - Date.now() / 1000;
  const own = document.querySelector("meta[name=warden-version]").content;
  draw($("about"), "galera-warden ", warden.version || own, warden.node ? [" on ", named(warden.node)] : null,
    warden.mode === "monitor" ? " (beside a mariadbd that something else runs)" : null,
    known(warden.started) ? `, up for ${duration(data.time - warden.started)}` : null, ".",
    warden.ready_port ? ` Load balancers ask :${warden.ready_port}${warden.synced_port ? `, peers :${warden.synced_port}` : ""}.` : null,
    Math.abs(skew) > 10 ? ` Its clock and this device's differ by ${duration(Math.abs(skew))}; times are the warden's.` : null,
    warden.version && warden.version !== own ? h("strong", null, ` This page is from version ${own}: load it again.`) : null);
}

function show(data) {
  if (!data || typeof data.verdict !== "object" || !data.verdict) throw new Error("its answer has no verdict");
  drawTop(data, false);
  drawQuestion(data);
  drawVerdict(data);
  drawIncidents(data);
  drawNodes(data);
  drawHistory(data);
  drawEvents(data);
  drawAbout(data);
  speak(data.verdict);
  tab(data, false);
}

// Says so as soon as a question failed, or when none has been answered for a while.
function drawStale() {
  const since = Date.now() - (shown ? answered : began);
  const waited = Date.now() - Math.max(shown ? answered : began, visible);
  const old = failure !== null || (!document.hidden && waited > kOldAfter);
  document.body.classList.toggle("old", old && shown !== null);
  if (!old) {
    draw($("stale"));
    return;
  }
  const pages = shown ? list(shown.nodes).filter((node) => !node.self && node.state !== "silent" && address(node.page)) : [];
  draw($("stale"), h("p", {key: "since"}, h("strong", null, "No answer from this warden"), h("strong", {"aria-hidden": "true"}, ` since ${duration(since / 1000)}`),
      shown ? `: what is below is old, as of ${clock(shown.time)}.` : ".", failure ? ` (${failure})` : null),
    pages.length ? h("p", {key: "pages"}, "Ask another: ", pages.slice(0, 8).map((node, i) => [i ? ", " : null, linkTo(node.page, named(nameOf(node)))]))
                 : null);
  if (shown) {
    tab(shown, true);
    drawTop(shown, true);
  } else if (!$("verdict").firstChild) {
    document.title = "? no answer \u00b7 galera-warden";
  }
}

function reason(error, late) {
  if (late) return `none within ${kTimeout / 1000} s`;
  return error instanceof TypeError ? "it could not be reached" : error.message;
}

async function ask() {
  const abort = new AbortController();
  let late = false;
  const deadline = setTimeout(() => {
    late = true;
    abort.abort();
  }, kTimeout);
  try {
    const answer = await fetch("api/v1/cluster", {cache: "no-store", credentials: "same-origin", redirect: "error", signal: abort.signal});
    if (!answer.ok) throw new Error(answer.status === 401 ? "it wants a password: load this page again" : `it said ${answer.status}`);
    const data = await answer.json().catch((error) => { throw late ? error : new Error("its answer is no JSON"); });
    if (data.version !== 1) throw new Error("its answer is of another version: load this page again");
    try {
      show(data);
    } catch (error) {
      console.error(error);
      throw new Error("its answer could not be understood");
    }
    shown = data;
    answered = Date.now();
    failure = null;
    failures = 0;
  } catch (error) {
    failure = reason(error, late);
    ++failures;
  } finally {
    clearTimeout(deadline);
  }
  drawStale();
}

let timer = null, asking = false;

async function round() {
  clearTimeout(timer);
  if (asking) return;
  asking = true;
  await ask();
  asking = false;
  const back_off = Math.min(kPeriod * (1 + failures / 4), 2 * kPeriod);
  timer = setTimeout(round, document.hidden ? kHiddenPeriod : failures ? back_off : kPeriod);
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  visible = Date.now();
  round();
});
draw($("verdict"), h("p", {class: "card soft"}, "Asking this warden\u2026"));
setInterval(drawStale, 1000);
round();
})();
