"""Galera cluster: is it well, and if not, which node and why."""
from panels import (GREEN, NO_YES, ONE_IS_GOOD, ORANGE, PHASES, RED, RUNBOOKS, STATES, YES_NO, ZERO_IS_GOOD,
                    dashboard, dashed, graph, node_states, one_of, row, stat, table, timeline, words_of)

CLUSTER = "{{cluster}}"
TO_NODE = [{"title": "This node", "targetBlank": False,
            "url": "/d/galera-warden-node?${datasource:queryparam}&${job:queryparam}&${cluster:queryparam}"
                   "&var-instance=${__data.fields.instance}&${__url_time_range}"}]


def to_runbook(column):
    return [{"title": "Runbook", "targetBlank": True, "url": RUNBOOKS + "${__data.fields." + column + "}.md"}]


SHARE_PAUSED = [(None, GREEN), (0.1, ORANGE), (0.5, RED)]
WINDOW = [(None, RED), (900, ORANGE), (3600, GREEN)]

# Data nodes of the primary component, as the node sees it that sees fewest: arbitrators have no address.
PRESENT = ('min by (cluster) (count by (job, cluster, instance) (galera_member_info{#, address!=""}) '
           'and on (job, cluster, instance) galera_primary_component{#} == 1)')

NOW = [
    stat("Primary component", "Whether a node is in one: without it nothing is read or written.",
         ("max by (cluster) (galera_primary_component{#})", CLUSTER), width=3, thresholds=ONE_IS_GOOD,
         words={0: ("NONE", RED), 1: ("yes", GREEN)}, runbooks=["GaleraNoPrimaryComponent", "GaleraNonPrimary"]),
    stat("Waits for a person", "Data exists, no primary component does, and where the cluster starts is a human's decision: "
         "galera-warden confirm on a node shows the evidence and the command.",
         ('max by (cluster) (galera_warden_incident_firing{#, alert="GaleraBootstrapConfirmationNeeded"})', CLUSTER),
         width=3, thresholds=ZERO_IS_GOOD, words=YES_NO, runbooks=["GaleraBootstrapConfirmationNeeded"]),
    stat("Data nodes missing", "How many fewer data nodes are in the primary component than there should be. Arbitrators do not "
         "count.", (f"max by (cluster) (galera_warden_expected_size{{#}}) - {PRESENT}", CLUSTER), width=3,
         thresholds=ZERO_IS_GOOD, words={0: ("none", GREEN)}, runbooks=["GaleraClusterSizeBelowExpected"]),
    stat("Quorum margin", "How many more members may fail at once before the rest loses quorum. Clean stops do not count as "
         "failures.", ("min by (cluster) (galera_quorum_margin{#})", CLUSTER), width=3, thresholds=ONE_IS_GOOD,
         words={0: ("0: one more failure stops it", RED)}, runbooks=["GaleraQuorumMarginZero"]),
    stat("Histories that serve", "Different state UUIDs among nodes of primary components. More than one is a split brain.",
         ("count by (cluster) (count by (cluster, cluster_state_uuid) (galera_cluster_info{#} "
          "and on (job, instance) galera_primary_component{#} == 1))", CLUSTER), width=3,
         thresholds=[(None, RED), (1, GREEN), (2, RED)], runbooks=["GaleraStateDiverged"]),
    stat("Incidents", "Kinds of incidents that fire now at any warden; which, is below. Those that are only worth knowing do not "
         "count.", ('count by (cluster) (max by (cluster, alert) (galera_warden_incident_firing{#, severity!="info"}) == 1) '
          "or 0 * max by (cluster) (galera_warden_incident_firing{#})", CLUSTER), width=3,
         thresholds=ZERO_IS_GOOD, words={0: ("none", GREEN)}),
    stat("Paused by flow control", "Share of time in which replication stood still, on the node that saw most of it: commits of all "
         "nodes wait for one that does not keep up.",
         ("max by (cluster) (rate(galera_flow_control_paused_seconds_total{#}[@]))", CLUSTER), "percentunit", width=3,
         thresholds=SHARE_PAUSED, decimals=1, runbooks=["GaleraFlowControlStalled", "GaleraFlowControlPaused"]),
    stat("Shortest IST window", "A node that is away for longer needs a full state transfer to come back. At the present rate of "
         "writes; without any it has no end.",
         ("min by (cluster) (galera_ist_window_seconds{#} < Inf)", CLUSTER), "s", width=3, thresholds=WINDOW,
         no_value="no writes", runbooks=["GaleraIstWindowShort"]),
]

STATE = [
    timeline("Node state", "What each node is. synced: serves. donor/desynced: sends its state or runs a backup. joiner: receives "
             "a state. non-primary: has lost the others. down: mariadbd takes no connection. warden gone: nothing answers there.",
             node_states(), words_of(STATES), height=7,
             runbooks=["GaleraNodeDown", "GaleraNonPrimary", "GaleraNodeNotSynced"]),
    timeline("Incidents over time", "Each kind of incident that fired within the time shown, on any node. Empty when there was none.",
             ("max by (cluster, alert) (galera_warden_incident_firing{#}) and on (cluster, alert) "
              "max by (cluster, alert) (max_over_time(galera_warden_incident_firing{#}[$__range] @ end())) == 1",
              "{{alert}}"), {0: ("quiet", "#45484d"), 1: ("FIRES", RED)}, height=7),
    table("Firing now, as the wardens see it", "Incidents that galera-warden pages, and of which node. Empty is good.",
          'max by (alert, severity, cluster, instance) (galera_warden_incident_firing{#} == 1)',
          {"alert": "alert", "severity": "severity", "instance": "seen by"}, width=8,
          field_links={"alert": to_runbook("alert")}, no_value="none"),
    table("Firing now, by Prometheus' rules", "Alerts of galera.rules.yml. Needs that file loaded; then the Watchdog is always here.",
          'max by (alertname, severity, instance) (ALERTS{alertstate="firing", alertname=~"Galera.*|Watchdog", cluster=~"$cluster|"})',
          {"alertname": "alertname", "severity": "severity", "instance": "node"}, width=8, field_links={"alertname": to_runbook("alertname")},
          no_value="none"),
    table("Members", "As each says of itself. Instances lead to the dashboard of the node.",
          "galera_node_info{@} * on (job, instance) group_left (cluster_name, cluster_state_uuid) galera_cluster_info{@}",
          {"instance": "instance", "node_name": "name", "state_comment": "state", "cluster_state_uuid": "state UUID"}, width=8,
          field_links={"instance": TO_NODE}),
]

SIZE = [
    graph("Members, as each node sees them", "All lines are one in a whole cluster. A node that sees fewer was cut off, or cuts others "
          "off. A gap: outside of a primary component.",
          [("galera_cluster_size{@}", "{{instance}}"), ("max by (cluster) (galera_warden_expected_size{#})", "expected")],
          steps=True, decimals=0, overrides=[dashed("expected")],
          runbooks=["GaleraClusterSizeBelowExpected", "GaleraStateDiverged"]),
    graph("Quorum margin", "How many more members may fail at once. At 0 the next failure stops writes.",
          ("min by (cluster) (galera_quorum_margin{#})", CLUSTER), steps=True, decimals=0,
          thresholds=[(None, RED), (0.5, "transparent")], runbooks=["GaleraQuorumMarginZero"]),
    timeline("Ready for clients", "What the health check for load balancers (8080) says.", "galera_health_ready{@}", NO_YES, width=8,
             height=7),
]

FLOW = [
    graph("Flow control: share of time paused", "Rate of the paused time, not wsrep_flow_control_paused, which is an average since the "
          "last FLUSH STATUS. All nodes see about the same; who causes it is in the next panel.",
          "clamp_max(rate(galera_flow_control_paused_seconds_total{@}[@]), 1)", "percentunit", maximum=1,
          thresholds=[(None, "transparent"), (0.1, ORANGE), (0.5, RED)],
          runbooks=["GaleraFlowControlStalled", "GaleraFlowControlPaused"]),
    graph("Flow control: who asks for pauses", "Pauses that the node asked for, a second. The one that asks is the slow one.",
          "rate(galera_flow_control_sent_total{@}[@])", "ops"),
    graph("Receive queue", "Write-sets that wait to be applied on the node, now. The longest is of the slow node.",
          "mysql_global_status_wsrep_local_recv_queue{@}", runbooks=["GaleraReceiveQueueGrowing", "GaleraDonorFallingBehind"]),
    graph("Send queue", "Write-sets that wait to be sent, now. Should be 0: else the network is slow, or paused.",
          "mysql_global_status_wsrep_local_send_queue{@}", runbooks=["GaleraSendQueueLong"]),
    graph("Write-sets behind the foremost node", "By wsrep_last_committed. Nodes are not scraped at the same moment: a few are noise.",
          "max by (job, cluster) (mysql_global_status_wsrep_last_committed{#}) - on (job, cluster) group_right "
          "mysql_global_status_wsrep_last_committed{@}", runbooks=["GaleraLastCommittedSpread"]),
    graph("Conflicts", "Transactions a second that were lost because another node wrote the same rows: they failed certification, or "
          "were aborted for one that was replicated first. Clients see a deadlock (1213).",
          [("rate(mysql_global_status_wsrep_local_cert_failures{@}[@])", "{{instance}} failed certification"),
           ("rate(mysql_global_status_wsrep_local_bf_aborts{@}[@])", "{{instance}} aborted")], "ops",
          runbooks=["GaleraCertificationConflicts"]),
]

TRAFFIC = [
    graph("Bytes replicated from each node", "Written by clients of that node.",
          "rate(mysql_global_status_wsrep_replicated_bytes{@}[@])", "Bps", stack=True),
    graph("Bytes received by each node", "From the others.", "rate(mysql_global_status_wsrep_received_bytes{@}[@])", "Bps"),
    graph("Write-sets from each node", "Transactions a second that each node has sent. More than one line above 0: clients write to "
          "several nodes, and conflicts are possible.", "rate(mysql_global_status_wsrep_replicated{@}[@])", "ops", stack=True),
]

CACHE = [
    graph("IST window", "How long a node may be away and still rejoin by an incremental state transfer from this one. Longer than your "
          "longest maintenance, please. A gap: nothing is written, the window has no end.",
          "galera_ist_window_seconds{@} < Inf", "s", log=True, thresholds=[(None, RED), (900, ORANGE), (3600, "transparent")],
          runbooks=["GaleraIstWindowShort"]),
    graph("Write-sets in the cache", "What a joiner can get by IST.", "galera_gcache_cached_writesets{@}"),
    graph("Data directory", "What it holds. A state transfer needs as much at the joiner. `galera-warden node` only.",
          [("galera_data_directory_bytes{@}", "{{instance}} data"), ("galera_data_disk_free_bytes{@}", "{{instance}} free on its disk")],
          "bytes", log=True),
    timeline("What the entrypoint does", "`galera-warden node` only.", one_of("galera_warden_node_phase", "phase", PHASES),
             words_of(PHASES), width=12, height=7, runbooks=["GaleraNodeNotServing", "GaleraBootstrapConfirmationNeeded"]),
    graph("State transfer: moved and expected", "Of the one that runs, or of the last one. `galera-warden node` only.",
          [("galera_state_transfer_bytes{@}", "{{instance}} moved"), ("galera_state_transfer_expected_bytes{@}", "{{instance}} expected")],
          "bytes", width=12, runbooks=["GaleraStateTransferStuck", "GaleraStateTransferLong"]),
    table("State transfers: the present or last one of each node", "Its kind and other end, and how long it took so far. "
          "`galera-warden node` only.",
          "galera_state_transfer_info{@} * on (job, cluster, instance) group_left () galera_state_transfer_elapsed_seconds{@}",
          {"instance": "node", "role": "role", "kind": "kind", "method": "method", "peer": "other node"}, width=12, unit="s",
          value="took", runbooks=["GaleraStateTransferFailed"]),
    graph("State transfers ended", "In a minute. `failed` and `unknown` need a look. `galera-warden node` only.",
          ("sum by (role, kind, result) (increase(galera_state_transfers_total{#}[@]))", "{{role}} {{kind}} {{result}}"),
          width=6, bars=True, stack=True, runbooks=["GaleraStateTransferFailed"]),
    graph("Pages", "Messages in a minute, by receiver and what became of them. by_peer: another warden has said it.",
          ('sum by (receiver, outcome) (increase(galera_warden_pages_total{#}[@]))', "{{receiver}} {{outcome}}"), width=6, bars=True,
          stack=True, runbooks=["GaleraPagingBroken"]),
]

DASHBOARD = dashboard(
    "galera-warden-cluster", "Galera cluster", "One MariaDB Galera cluster or several, from the metrics of galera-warden.",
    [NOW, STATE, [row("Size and quorum")], SIZE, [row("Replication")], FLOW, TRAFFIC,
     [row("Write-set cache, state transfers, pages")], CACHE], tags=["galera"])
