"""Galera node: all that one node, or a few beside each other, say of replication."""
from panels import (BLUE, GREEN, NO_YES, ONE_IS_GOOD, ORANGE, PHASES, RED, STATES, ZERO_IS_GOOD, dashboard, graph, node_states, one_of,
                    row, stat, table, timeline, words_of)

STATUS = "mysql_global_status_wsrep_"

NOW = [
    stat("State", "synced is well; donor/desynced serves, and may be behind.",
         node_states(), words=words_of(STATES),
         runbooks=["GaleraNodeDown", "GaleraNonPrimary", "GaleraNodeNotSynced"]),
    stat("Ready for clients", "What the health check for load balancers (8080) says.", "galera_health_ready{@}", width=3, words=NO_YES,
         thresholds=ONE_IS_GOOD),
    stat("Part of the cluster", "What the health check for peers (8081) says.", "galera_health_synced{@}", width=3, words=NO_YES,
         thresholds=ONE_IS_GOOD),
    stat("MariaDB is up for", "How long ago mariadbd was started.", "mysql_global_status_uptime{@}", "s", width=4,
         thresholds=[(None, ORANGE), (300, GREEN)], runbooks=["GaleraNodeRestartsOften"]),
    stat("Receive queue", "Write-sets that wait to be applied.", STATUS + "local_recv_queue{@}", width=3,
         thresholds=[(None, GREEN), (100, ORANGE), (1000, RED)], runbooks=["GaleraReceiveQueueGrowing"]),
    stat("Last look at MariaDB", "Age of the look that the health checks answer from: a second is usual.",
         "galera_health_sample_age_seconds{@}", "s", width=4, thresholds=[(None, GREEN), (5, ORANGE), (30, RED)],
         runbooks=["GaleraExporterHung"]),
    stat("History", "Whether the node's history is the cluster's, and has a UUID at all.",
         "galera_state_uuid_diverged{@} + 2 * galera_state_uuid_zero{@} or 2 * galera_state_uuid_zero{@}", width=3,
         words={0: ("shared", GREEN), 1: ("ANOTHER", RED), 2: ("ZEROS", RED), 3: ("ZEROS", RED)},
         thresholds=ZERO_IS_GOOD, runbooks=["GaleraNodeStateUuidDiverged", "GaleraStateDiverged"]),
]

STATE = [
    timeline("State", "What the node was.", node_states(), words_of(STATES), width=12),
    timeline("Health checks", "200 is yes: 8080 for load balancers, 8081 for the cluster.",
             [("galera_health_ready{@}", "{{instance}} ready"), ("galera_health_synced{@}", "{{instance}} synced")], NO_YES, width=12),
]

APPLY = [
    graph("Write-sets applied and sent", "A second: received from the others, and sent by clients of this node.",
          [(f"rate({STATUS}received{{@}}[@])", "{{instance}} received"), (f"rate({STATUS}replicated{{@}}[@])", "{{instance}} sent")], "ops"),
    graph("Replication traffic", "Bytes a second, without overhead.",
          [(f"rate({STATUS}received_bytes{{@}}[@])", "{{instance}} received"),
           (f"rate({STATUS}replicated_bytes{{@}}[@])", "{{instance}} sent")], "Bps"),
    graph("Size of a write-set", "Bytes of the average one. Large ones hold up all nodes while they are applied.",
          [(f"rate({STATUS}received_bytes{{@}}[@]) / (rate({STATUS}received{{@}}[@]) > 0)", "{{instance}} received"),
           (f"rate({STATUS}replicated_bytes{{@}}[@]) / (rate({STATUS}replicated{{@}}[@]) > 0)", "{{instance}} sent")], "bytes"),
    graph("Queues", "Write-sets that wait, now.",
          [(STATUS + "local_recv_queue{@}", "{{instance}} to be applied"), (STATUS + "local_send_queue{@}", "{{instance}} to be sent")],
          runbooks=["GaleraReceiveQueueGrowing", "GaleraSendQueueLong"]),
    graph("Flow control: share of time paused", "Of all nodes' replication, as this node sees it.",
          "clamp_max(rate(galera_flow_control_paused_seconds_total{@}[@]), 1)", "percentunit", maximum=1,
          thresholds=[(None, "transparent"), (0.1, ORANGE), (0.5, RED)], runbooks=["GaleraFlowControlStalled"]),
    graph("Flow control: pauses", "A second: asked for by this node, and by any.",
          [("rate(galera_flow_control_sent_total{@}[@])", "{{instance}} asked for"),
           ("rate(galera_flow_control_received_total{@}[@])", "{{instance}} heard of")], "ops"),
    graph("Conflicts", "Transactions of this node's clients that were lost, a second; and replays, which are not lost but cost time.",
          [(f"rate({STATUS}local_cert_failures{{@}}[@])", "{{instance}} failed certification"),
           (f"rate({STATUS}local_bf_aborts{{@}}[@])", "{{instance}} aborted"),
           (f"rate({STATUS}local_replays{{@}}[@])", "{{instance}} replayed")], "ops", runbooks=["GaleraCertificationConflicts"]),
    graph("Could be applied in parallel", "Write-sets that do not depend on each other, on average. More applier threads "
          "(wsrep_slave_threads) than that are of no use.",
          [(STATUS + "cert_deps_distance{@}", "{{instance}} possible"), (STATUS + "apply_window{@}", "{{instance}} at once"),
           ("mysql_global_variables_wsrep_slave_threads{@}", "{{instance}} threads")]),
    graph("Threads of replication", "Appliers and rollbackers that run.",
          [(STATUS + "applier_thread_count{@}", "{{instance}} appliers"), (STATUS + "rollbacker_thread_count{@}", "{{instance}} rollbackers")]),
]

GROUP = [
    graph("Replication latency", "Round trip to the slowest member, of messages sent within evs.stats_report_period (a minute).",
          [("mysql_galera_evs_repl_latency_avg_seconds{@}", "{{instance}} average"),
           ("mysql_galera_evs_repl_latency_max_seconds{@}", "{{instance}} longest")], "s"),
    graph("Members", "Of the component that the node is in, primary or not.", "galera_component_members{@}", steps=True, decimals=0,
          runbooks=["GaleraClusterSizeBelowExpected"]),
    graph("Certification index", "Keys kept to find conflicts. Grows with a node that is behind, or with transactions of many rows.",
          STATUS + "cert_index_size{@}"),
    graph("Write-set cache", "Write-sets in it: what a joiner can get by IST.", "galera_gcache_cached_writesets{@}"),
    graph("IST window", "How long another node may be away and still get what it missed from here. A gap: nothing is written.",
          "galera_ist_window_seconds{@} < Inf", "s", log=True, thresholds=[(None, RED), (900, ORANGE), (3600, "transparent")],
          runbooks=["GaleraIstWindowShort"]),
    graph("View", "Number of the primary component's present view: each join, loss and leave makes a new one.",
          "galera_cluster_configuration_id{@}", steps=True, decimals=0),
]

CLIENTS = [
    graph("Connections", "Client threads: connected, and running a statement.",
          [("mysql_global_status_threads_connected{@}", "{{instance}} connected"),
           ("mysql_global_status_threads_running{@}", "{{instance}} running")], width=6),
    graph("Statements", "A second.", "rate(mysql_global_status_queries{@}[@])", "ops", width=6),
    graph("Commits and rollbacks", "Statements COMMIT and ROLLBACK a second; without autocommitted ones.",
          ('rate(mysql_global_status_commands_total{@, command=~"commit|rollback"}[@])', "{{instance}} {{command}}"), "ops", width=6),
    graph("Open transactions", "wsrep_open_transactions and connections that replicate.",
          [(STATUS + "open_transactions{@}", "{{instance}} transactions"), (STATUS + "open_connections{@}", "{{instance}} connections")],
          width=6),
]

TRANSFER = [
    timeline("What the entrypoint does", "`galera-warden node` only.", one_of("galera_warden_node_phase", "phase", PHASES),
             words_of(PHASES), width=12, height=7, runbooks=["GaleraNodeNotServing"]),
    graph("State transfer: moved and expected", "Of the one that runs, or of the last one. `galera-warden node` only.",
          [("galera_state_transfer_bytes{@}", "{{instance}} moved"), ("galera_state_transfer_expected_bytes{@}", "{{instance}} expected")],
          "bytes", width=12, runbooks=["GaleraStateTransferStuck"]),
    graph("Disk", "Of the data directory. `galera-warden node` only.",
          [("galera_data_directory_bytes{@}", "{{instance}} data"), ("galera_data_disk_free_bytes{@}", "{{instance}} free")], "bytes",
          width=12, log=True),
    timeline("mariadbd's own word while it starts", "From its status file, while it takes no connection. Empty if it always did.",
             ("max by (instance, comment) (galera_status_file_info{@})", "{{instance}} {{comment}}"),
             {1: ("so", BLUE)}, width=12, height=7, no_value="mariadbd answers"),
]

SETTINGS = [
    table("Node", "In Galera's words.", "galera_node_info{@}",
          {"instance": "instance", "node_name": "name", "state_comment": "state", "member_uuid": "member UUID",
           "provider_version": "Galera"}),
    table("Provider options: durations", "Of wsrep_provider_options.", "max by (instance, option) (galera_provider_option_seconds{@})",
          {"instance": "node", "option": "option"}, width=8, height=12, unit="s", value="is"),
    table("Provider options: sizes", "Of wsrep_provider_options.", "max by (instance, option) (galera_provider_option_bytes{@})",
          {"instance": "node", "option": "option"}, width=8, height=12, unit="bytes", value="is"),
    table("Provider options: numbers and switches", "Of wsrep_provider_options.",
          "max by (instance, option) (galera_provider_option_value{@})", {"instance": "node", "option": "option"}, width=8, height=12,
          unit="none", value="is"),
]

DASHBOARD = dashboard(
    "galera-warden-node", "Galera node", "One node of a MariaDB Galera cluster, or a few beside each other.",
    [NOW, STATE, [row("Replication")], APPLY, [row("Group communication and cache")], GROUP, [row("Clients")], CLIENTS,
     [row("State transfer")], TRANSFER, [row("Settings")], SETTINGS], tags=["galera"])
