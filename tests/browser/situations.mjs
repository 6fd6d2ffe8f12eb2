// Documents of /api/v1/cluster for situations that an operator meets. Each call makes a new one.

const kUuid = "5a1e9c1e-7d2b-11f0-9c1e-0242ac110002";
export const now = () => Date.now() / 1000;

// Numbers that look like a working day, the same each time.
function wave(length, of) {
  let seed = 7;
  return Array.from({length}, (_, i) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return of(i, seed / 2147483648);
  });
}

function history() {
  return {
    step_s: 10, end: now(),
    size: wave(360, () => 3),
    receive_queue: wave(360, (i, r) => (i > 200 && i < 230 ? Math.round(180 * r) : Math.round(3 * r * r))),
    flow_control: wave(360, (i, r) => (i > 205 && i < 230 ? 0.35 * r : r > 0.97 ? 0.01 : 0)),
    commits_per_s: wave(360, (i, r) => 420 + 160 * Math.sin(i / 40) + 90 * r),
  };
}

function node(number, more = {}) {
  return {
    name: `n${number}`, address: `10.0.0.${number}`, self: number === 1, in_view: true, state: "synced", phase: "serving", role: "member",
    primary: true, ready: true, state_uuid: kUuid, seqno: 12345678, lag: 0, receive_queue: 0, flow_control: 0.002, ist_window_s: 14700,
    transfer: null, mariadb_version: "10.11.19", provider_version: "26.4.23", warden_version: "0.6.0", data_bytes: 52.3 * 2 ** 30,
    disk_free_bytes: 211 * 2 ** 30, question: null, page: number === 1 ? null : `http://10.0.0.${number}:9104/`, trouble: null, age_s: 0.4,
    ...more,
  };
}

function silent(number, trouble) {
  const nothing = Object.fromEntries(Object.keys(node(number)).map((name) => [name, null]));
  return {...nothing, name: `n${number}`, address: `10.0.0.${number}`, self: false, in_view: false, state: "silent", role: "outside", trouble,
          page: `http://10.0.0.${number}:9104/`};
}

const kBegin = [
  [7210, "ok", "server", "n1", "n1: mariadbd answers"],
  [7208, "info", "state", "n1", "n1: joiner -> joined"],
  [7206, "ok", "state", "n1", "n1: joined -> synced"],
  [3260, "warning", "incident", null, "GaleraFlowControlStalled: replication stood still for 31 % of the last minute"],
  [3070, "ok", "resolved", null, "GaleraFlowControlStalled is over"],
];
const events = (list) => [...kBegin, ...list].map(([ago, severity, kind, node, text]) => ({time: now() - ago, severity, kind, node, text}))
  .sort((a, b) => b.time - a.time);

export function healthy() {
  return {
    version: 1, time: now(),
    warden: {node: "n1", version: "0.6.0", started: now() - 7210, mode: "node", ready_port: 8080, synced_port: 8081, peers_asked: true},
    verdict: {code: "healthy", headline: "All 3 nodes are synced.", quorum: "Any one node may fail; a second failure at once stops writes.",
              quorum_margin: 1, reasons: []},
    cluster: {name: "galera", primary: true, size: 3, expected_size: 3, arbitrators: 0, state_uuid: kUuid, conf_id: 17, last_committed: 12345678},
    question: null, nodes: [node(1), node(2), node(3)], incidents: [], maintenance: [], events: events([]), history: history(),
  };
}

const kSizeIncident = {
  name: "ClusterSizeBelowExpected", alert: "GaleraClusterSizeBelowExpected", scope: "cluster", severity: "critical", state: "firing",
  summary: "2 of 3 data nodes: n3 is missing", next_step: "Look at the node that is missing; do not stop another one.",
  runbook_url: "https://example.org/runbooks/GaleraClusterSizeBelowExpected.md", in_maintenance: false,
};

export function oneGone() {
  const data = healthy();
  data.verdict = {code: "degraded", headline: "n3 is missing: 2 of 3 nodes are in the cluster.", quorum: "One more failure stops writes.",
                  quorum_margin: 0, reasons: ["n3 has left the cluster, and its warden gives no answer: connection refused"]};
  data.cluster.size = 2;
  data.cluster.conf_id = 18;
  data.nodes = [node(1), node(2), silent(3, "connection refused")];
  data.incidents = [{...kSizeIncident, since: now() - 252},
    {name: "PeerConnectionLost", alert: "GaleraPeerConnectionLost", scope: "node", severity: "info", state: "pending", since: now() - 4,
     summary: "the connection to n3 was lost", next_step: null, runbook_url: null, in_maintenance: false}];
  data.events = events([[252, "critical", "incident", null, "GaleraClusterSizeBelowExpected: 2 of 3 data nodes: n3 is missing"],
                        [252.1, "critical", "view", "n3", "n3 left: 2 of 3 members remain"],
                        [258, "info", "log", "n1", "n1: the connection to n3 was lost"]]);
  data.history.size.fill(2, 335);
  return data;
}

export function stateTransfer() {
  const data = healthy();
  const transfer = {kind: "sst", method: "mariabackup", done: 1.2 * 2 ** 30, expected: 2.86 * 2 ** 30, percent: 42, elapsed_s: 61, left_s: 84,
                    stalled: false, unit: "bytes"};
  data.verdict = {...data.verdict, code: "degraded", headline: "n3 receives a full state transfer from n2: 42 %.",
                  reasons: ["n3 receives a full state transfer from n2: 42 %, about 1 min left", "n2 is donor: it sends a full state transfer to n3"]};
  data.nodes = [node(1), node(2, {state: "donor", role: "donor", ready: false, lag: 9, seqno: 12345669, receive_queue: 9, flow_control: 0.124,
                                  transfer: {...transfer, role: "donor", peer: "n3"}}),
    node(3, {state: "joiner", role: "joiner", phase: "transfer", primary: null, ready: false, state_uuid: null, seqno: null, lag: null, receive_queue: null,
             flow_control: null, ist_window_s: null, provider_version: null, data_bytes: 1.2 * 2 ** 30, transfer: {...transfer, role: "joiner", peer: "n2"}})];
  data.events = events([[61, "info", "transfer", "n3", "n3 receives a full state transfer from n2"], [61.5, "info", "state", "n2", "n2: synced -> donor"],
                        [63, "ok", "view", "n3", "n3 joined: 3 members"]]);
  return data;
}

export function nonPrimary() {
  const data = healthy();
  data.verdict = {code: "no_primary", headline: "No node that answers is in a primary component: nothing takes writes.", quorum: null, quorum_margin: null,
                  reasons: ["n1 is in no primary component: it refuses every statement on a table", "n2 gives no answer: no answer within 1000 ms",
                            "n3 gives no answer: no answer within 1000 ms"]};
  data.cluster = {...data.cluster, primary: false, size: null, conf_id: null};
  data.nodes = [node(1, {state: "non_primary", in_view: false, role: "outside", primary: false, ready: false}),
                silent(2, "no answer within 1000 ms"), silent(3, "no answer within 1000 ms")];
  data.incidents = [{...kSizeIncident, name: "NonPrimary", alert: "GaleraNonPrimary", since: now() - 31, scope: "node", summary: "n1 is in no primary component",
                     next_step: "Bring the other nodes or the network back; galera-warden promote only when they are gone for good.",
                     runbook_url: "https://example.org/runbooks/GaleraNonPrimary.md"}];
  data.events = events([[31, "critical", "state", "n1", "n1: synced -> non_primary"], [31.2, "critical", "view", "n1", "n1 is alone: no primary component"]]);
  data.history.size.fill(null, 357);
  return data;
}

function evidence(number, seqno, more = {}) {
  return {name: `n${number}`, where: `10.0.0.${number}`, state: "crashed", reason: "the position has been recovered", action: "", state_uuid: kUuid, seqno,
          seqno_note: "", safe_to_bootstrap: false, view: {seqno: 12345600, members: ["n1", "n2", "n3"]}, primary: false, version: "10.11.19", age_s: 2, ...more};
}

export function waiting() {
  const data = nonPrimary();
  const reason = "data here, and no primary component anywhere: a human has to confirm (RECOVERY_POLICY is confirm)";
  const paused = {state: "down", phase: "paused", in_view: false, role: "outside", primary: false, ready: false, receive_queue: null, flow_control: null,
                  ist_window_s: null, provider_version: null, question: reason};
  data.verdict = {code: "waiting", headline: "3 nodes wait for a person to decide where the cluster starts: n1, n2, n3.", quorum: null, quorum_margin: null,
                  reasons: ["n1 has data, and no node is in a primary component: a person has to decide"]};
  data.nodes = [node(1, {...paused, seqno: 12345673, lag: 5}), node(2, paused), node(3, {...paused, seqno: 12345672, lag: 6})];
  data.question = {
    node: "n1", since: now() - 754, reason, proven: true,
    verdict: [`Proven: n2 holds every commit (${kUuid}:12345678); all members of the last primary view report.`],
    recommended: {node: "n2", why: "on n2, loses nothing", command: "touch /tmp/confirm-new-cluster"},
    others: [{node: "n1", why: "start the cluster from here, whatever is lost by it; what will be lost is said first", command: "touch /tmp/confirm-force-bootstrap"},
             {node: "n1", why: "start normally: Galera itself looks for the last primary view", command: "touch /tmp/confirm-resume"},
             {node: "n1", why: "recover the position again and show it", command: "touch /tmp/confirm-recover"}],
    evidence: [evidence(1, 12345673), evidence(2, 12345678), evidence(3, 12345672, {age_s: 14})],
    refusal: [],
    text: "----- ACTION REQUIRED -----\nn1 has data, and no node is known to be in a primary component. Nothing is started until one is, or you decide.\n",
  };
  data.incidents = [{...kSizeIncident, name: "BootstrapConfirmationNeeded", alert: "GaleraBootstrapConfirmationNeeded", since: now() - 754, summary: "n1 waits for a human",
                     next_step: "galera-warden confirm on a paused node shows the evidence and the command", runbook_url: null}];
  data.events = events([[754, "critical", "phase", "n1", "n1 waits for a person: " + reason], [755, "info", "phase", "n1", "n1: starting -> paused"]]);
  for (const name of ["size", "receive_queue", "flow_control", "commits_per_s"]) data.history[name].fill(null, 280);
  return data;
}

// Nothing proven: one does not report, and the last word was refused.
export function waitingUnproven() {
  const data = waiting();
  data.question.proven = false;
  data.question.verdict = ["Not proven: n3 does not report, and was a member of the last primary view.", "n1 and n2 hold 12345673 and 12345678."];
  data.question.recommended = null;
  data.question.refusal = ["n2 has 5 transactions that n1 lacks; better: touch /tmp/confirm-new-cluster on n2"];
  data.question.evidence[2] = {name: "n3", where: "10.0.0.3", state: "silent", reason: "connection refused", action: "start its warden", state_uuid: "", seqno: null,
                               seqno_note: "", safe_to_bootstrap: null, view: null, primary: null, version: "", age_s: null};
  return data;
}

// This node serves; another waits.
export function peerWaits() {
  const data = oneGone();
  data.verdict.code = "waiting";
  data.verdict.headline = "n3 waits for a person to decide.";
  data.nodes[2] = node(3, {state: "down", phase: "paused", in_view: false, role: "outside", primary: false, ready: false,
                           question: "its history is another than the cluster's"});
  return data;
}

export function serverDown() {
  const data = oneGone();
  data.verdict = {code: "degraded", headline: "n1 is down: 2 of 3 nodes are in the cluster.", quorum: null, quorum_margin: null,
                  reasons: ["n1 is down: mariadbd has ended with signal 9"]};
  data.nodes = [{...silent(1, "mariadbd has ended with signal 9"), self: true, state: "down", phase: "starting", page: null, ready: false, warden_version: "0.6.0", age_s: 0.2},
                node(2), node(3)];
  data.incidents = [{...kSizeIncident, name: "NodeDown", alert: "GaleraNodeDown", scope: "node", since: now() - 12, summary: "n1: mariadbd has ended with signal 9",
                     next_step: "Read the end of mariadbd's error log; start it again if nothing in it speaks against that.", in_maintenance: true}];
  data.maintenance = [{reason: "new disk in n1", by: "alice", only: "GaleraNodeDown", until: now() + 3600}];
  return data;
}

// Every text that another could have chosen is an attack, or is far too long.
export function hostile() {
  const data = waiting();
  data.nodes[2].transfer = {...stateTransfer().nodes[2].transfer};
  data.incidents.push({...kSizeIncident, since: now() - 5});
  data.maintenance = serverDown().maintenance;
  const codes = new Set(["version", "code", "state", "severity", "kind", "role", "phase", "mode", "unit"]);
  const attack = (name) => {
    if (name === "page") return "javascript:window.pwned=1";
    if (name === "runbook_url") return "data:text/html,<script>window.pwned=1</script>";
    return `</script><script>window.pwned=1</script><img src=x onerror="window.pwned=1">\u202e\u001b[31m {{7*7}} \u540d\u524d ${"A".repeat(300)} <b>${name}</b>`;
  };
  const walk = (value, name) => {
    if (typeof value === "string") return codes.has(name) ? value : attack(name);
    if (Array.isArray(value)) return value.map((one) => walk(one, name));
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one, key)]));
    return value;
  };
  return walk(data, "");
}

// Words that this page does not know yet, and nothing where it may be null.
export function fromTheFuture() {
  const data = healthy();
  data.verdict.code = "wonderful";
  data.nodes[1].state = "hibernating";
  data.nodes[1].phase = "<i>asleep</i>";
  data.events[0].severity = "blue";
  data.novelty = {a: [1]};
  data.cluster = Object.fromEntries(Object.keys(data.cluster).map((name) => [name, null]));
  for (const name of Object.keys(data.nodes[2])) if (!["state", "self"].includes(name)) data.nodes[2][name] = null;
  data.history = {step_s: 10, end: now(), size: [], receive_queue: [], flow_control: [], commits_per_s: []};
  return data;
}

export function busy() {
  const data = healthy();
  data.nodes = Array.from({length: 9}, (_, i) => node(i + 1, i === 8 ? {state: "arbitrator", role: "arbitrator", seqno: null, state_uuid: null, lag: null, data_bytes: null,
    disk_free_bytes: null, ist_window_s: null, receive_queue: null, flow_control: null, mariadb_version: null, provider_version: null, page: null, ready: null} : {}));
  data.events = Array.from({length: 100}, (_, i) => ({time: now() - 40 * i * i, severity: ["info", "warning", "ok", "critical"][i % 4], kind: "log", node: `n${1 + (i % 8)}`,
    text: `n${1 + (i % 8)}: something happened, number ${100 - i}`}));
  return data;
}
