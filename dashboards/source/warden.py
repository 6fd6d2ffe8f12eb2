"""galera-warden itself: does it look, is it heard, what does it cost."""
from panels import (GREEN, ONE_IS_GOOD, ORANGE, RED, ZERO_IS_GOOD, dashboard, graph, row, stat, table, timeline)

W = "galera_warden_"
RECEIVER = "{{instance}} {{receiver}}"

NOW = [
    stat("Scraped", "Whether Prometheus got an answer from the warden.", "up{@}", width=3, words={0: ("NO", RED), 1: ("yes", GREEN)},
         thresholds=ONE_IS_GOOD, runbooks=["GaleraExporterDown"]),
    stat("Last look at MariaDB", "Every second is usual, also while MariaDB hangs.", "galera_health_sample_age_seconds{@}", "s", width=4,
         thresholds=[(None, GREEN), (5, ORANGE), (30, RED)], runbooks=["GaleraExporterHung"]),
    stat("Collectors that fail", "Of the last scrape. Most often a grant is missing. While MariaDB is down, all that need it.",
         "sum by (instance) (mysql_exporter_collector_success{@} == bool 0) or max by (instance) (0 * up{@})", width=4,
         thresholds=ZERO_IS_GOOD, words={0: ("none", GREEN)}, runbooks=["GaleraCollectorFailed"]),
    stat("Pages wait", "Age of the oldest message that a receiver has not taken.",
         f"max by (instance) ({W}pages_oldest_waiting_seconds{{@}})", "s", width=3,
         thresholds=[(None, GREEN), (60, ORANGE), (300, RED)], no_value="no receivers", runbooks=["GaleraPagingBroken"]),
    stat("Pages kept on disk", "Until they are delivered. No: a restart of the warden would lose them.", W + "paging_on_disk{@}", width=3,
         words={0: ("NO", RED), 1: ("yes", GREEN)}, thresholds=ONE_IS_GOOD, runbooks=["GaleraPagingBroken"]),
    stat("Nobody is paged", "A maintenance was said: galera-warden maintenance.", f'max by (instance) ({W}maintenance{{@, only=""}} or 0 * up{{@}})',
         width=4, words={0: ("pages as usual", GREEN), 1: ("MAINTENANCE", ORANGE)}, thresholds=[(None, GREEN), (1, ORANGE)],
         runbooks=["GaleraMaintenance"]),
    stat("Configuration", "Whether the last reload took effect.", W + "config_last_reload_successful{@}", width=3,
         words={0: ("OLD: refused", RED), 1: ("in use", GREEN)}, thresholds=ONE_IS_GOOD, runbooks=["GaleraWardenReloadFailed"]),
]

SCRAPES = [
    graph("Scrape duration", "As Prometheus sees it.", "scrape_duration_seconds{@}", "s"),
    graph("Slowest collectors", "How long each took in the last scrape, on the slowest node.",
          [("max by (collector) (mysql_exporter_collector_duration_seconds{@})", "{{collector}}"),
           (f"max by (collector) ({W}collector_duration_seconds{{@}})", "{{collector}}")], "s"),
    graph("Samples", "In a scrape.", "scrape_samples_scraped{@}"),
    timeline("Collectors", "Whether each succeeded on all nodes.",
             [("min by (collector) (mysql_exporter_collector_success{@})", "{{collector}}"),
              (f"min by (collector) ({W}collector_success{{@}})", "{{collector}}")], {0: ("failed", RED), 1: ("ok", GREEN)}, width=16,
             height=7, runbooks=["GaleraCollectorFailed"]),
    graph("Scrapes that were not usual", "In a minute: answered together with another, refused, or out of time.",
          [(f"increase({W}scrapes_joined_total{{@}}[@])", "{{instance}} joined"),
           (f"increase({W}scrapes_refused_total{{@}}[@])", "{{instance}} refused"),
           (f"increase({W}scrape_timeouts_total{{@}}[@])", "{{instance}} timed out")], bars=True),
    graph("Left out", "Of a scrape: series that were not valid or there twice (should be 0), and values of MariaDB that are text (always a "
          "few).", [(W + "dropped_series{@}", "{{instance}} series"), (W + "unparsed_values{@}", "{{instance}} text")]),
    graph("HTTP answers: metrics", "A second, by status code.",
          (f'sum by (instance, code) (rate({W}http_requests_total{{@, server="metrics"}}[@]))', "{{instance}} {{code}}"), "reqps"),
    graph("HTTP answers: health checks", "A second, by port and status code. 503 is an answer: out of service.",
          (f'sum by (server, code) (rate({W}http_requests_total{{@, server!="metrics"}}[@]))', "{{server}} {{code}}"), "reqps"),
]

COST = [
    graph("Memory", "Resident.", "process_resident_memory_bytes{@}", "bytes"),
    graph("CPU", "Share of one core.", "rate(process_cpu_seconds_total{@}[@])", "percentunit"),
    graph("Open files", "Of the warden.", "process_open_fds{@}"),
]

PAGES = [
    graph("Messages", "In a minute, by receiver and what became of them. by_peer: another warden has said it. rejected and "
          "dropped are lost.", (f"sum by (receiver, outcome) (increase({W}pages_total{{@}}[@]))", "{{receiver}} {{outcome}}"), bars=True,
          stack=True, runbooks=["GaleraPagingBroken"]),
    graph("Messages waiting", "Not taken by the receiver yet, or waiting for their turn in line.", (W + "pages_waiting{@}", RECEIVER),
          runbooks=["GaleraPagingBroken"]),
    graph("Age of the oldest message waiting", "More than minutes: the receiver is out of reach.",
          (W + "pages_oldest_waiting_seconds{@}", RECEIVER), "s", thresholds=[(None, "transparent"), (60, ORANGE), (300, RED)]),
    table("Receivers", "How long ago each has taken a message from that warden.",
          f"time() - {W}page_last_success_timestamp_seconds{{@}}", {"instance": "warden", "receiver": "receiver"}, width=12, height=7, unit="s",
          value="last success", no_value="none yet"),
    timeline("Incidents", "Pending: it holds, and not yet for as long as it must. Each kind that the chosen wardens saw in the time shown.",
             (f"max by (alert) (2 * {W}incident_firing{{@}} > 0 or {W}incident_pending{{@}}) and on (alert) "
              f"max by (alert) (max_over_time({W}incident_firing{{@}}[$__range] @ end())) == 1", "{{alert}}"),
             {0: ("quiet", "#45484d"), 1: ("pending", ORANGE), 2: ("FIRES", RED)}, width=12, height=7),
]

OTHER = [
    table("Builds", "Running.", W + "build_info{@}",
          {"instance": "warden", "version": "version", "revision": "revision", "compiler": "compiler"}, width=12),
    table("Configuration", "How long ago the one in use was loaded.", f"time() - {W}config_last_reload_success_timestamp_seconds{{@}}",
          {"instance": "warden"}, width=6, unit="s", value="loaded"),
    table("Consul", "Whether the agent took the last report. Empty without GALERA_WARDEN_NODE_CONSUL_SERVICE.",
          W + "registration_up{@}", {"instance": "warden"}, width=6, value="registered", no_value="not used",
          runbooks=["GaleraRegistrationFailed"]),
]

DASHBOARD = dashboard(
    "galera-warden-itself", "galera-warden", "The wardens themselves: scrapes, pages, health checks, what they cost.",
    [NOW, [row("Looking")], SCRAPES, [row("Paging")], PAGES, [row("Cost")], COST, [row("Builds and configuration")], OTHER])
