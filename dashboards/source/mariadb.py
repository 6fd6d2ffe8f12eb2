"""MariaDB: what the server does beside replication. With mysqld_exporter, too; no metric that MariaDB lacks."""
from panels import GREEN, ORANGE, PLAIN, RED, dashboard, gauge, graph, row, stat, table

S = "mysql_global_status_"
V = "mysql_global_variables_"


def rates(*names_and_legends):
    return [(f"rate({S}{name}{{@}}[@])", "{{instance}} " + legend) for name, legend in names_and_legends]


def values(*names_and_legends):
    return [(f"{name}{{@}}", "{{instance}} " + legend) for name, legend in names_and_legends]


NOW = [
    stat("Takes connections", "Whether the exporter could log in.", "mysql_up{@}", width=3,
         words={0: ("NO", RED), 1: ("yes", GREEN)}, thresholds=[(None, RED), (1, GREEN)], runbooks=["GaleraNodeDown"]),
    stat("Is up for", "How long ago mariadbd was started.", S + "uptime{@}", "s", width=4, thresholds=[(None, ORANGE), (300, GREEN)]),
    stat("Statements", "A second, with those of stored programs.", f"rate({S}queries{{@}}[@])", "ops", width=4, thresholds=PLAIN),
    gauge("Connections in use", "Of max_connections.", f"{S}threads_connected{{@}} / {V}max_connections{{@}}", width=5,
          thresholds=[(None, GREEN), (0.7, ORANGE), (0.9, RED)]),
    gauge("Buffer pool in use", "Share that holds data. Full is usual: it is a cache.",
          f"{S}innodb_buffer_pool_bytes_data{{@}} / {V}innodb_buffer_pool_size{{@}}", width=4, thresholds=PLAIN),
    stat("Reads from memory", "Share of InnoDB's page reads that the buffer pool could answer.",
         f"1 - rate({S}innodb_buffer_pool_reads{{@}}[@]) / (rate({S}innodb_buffer_pool_read_requests{{@}}[@]) > 0)",
         "percentunit", width=4, thresholds=[(None, ORANGE), (0.95, GREEN)], decimals=2, no_value="no reads"),
]

CLIENTS = [
    graph("Statements", "A second; those from clients alone are questions.", rates(("queries", "all"), ("questions", "from clients")), "ops"),
    graph("Commonest commands", "The ten commonest, a second, over all nodes chosen.",
          (f"topk(10, sum by (command) (rate({S}commands_total{{@}}[@])) > 0)", "{{command}}"), "ops", stack=True),
    graph("Slow statements", "A second: longer than long_query_time.", f"rate({S}slow_queries{{@}}[@])", "ops"),
    graph("Connections", "Now, the most since start, and the limit.",
          values((S + "threads_connected", "now"), (S + "max_used_connections", "most"), (V + "max_connections", "limit"))),
    graph("Threads", "That run a statement, and that are kept for new connections.",
          values((S + "threads_running", "running"), (S + "threads_cached", "cached"))),
    graph("Connections opened", "A second; a thread created is one that the cache did not have.",
          rates(("connections", "connections"), ("threads_created", "threads created")), "ops"),
    graph("Connections lost and refused", "A second. Clients: ended without a goodbye. Connects: bad password, bad packet, or limit.",
          rates(("aborted_clients", "clients"), ("aborted_connects", "connects"), ("access_denied_errors", "denied")), "ops"),
    graph("Errors while connecting", "A second, by kind.",
          (f"sum by (instance, error) (rate({S}connection_errors_total{{@}}[@]))", "{{instance}} {{error}}"), "ops"),
    graph("Network", "Bytes a second between the server and its clients; replication is not in it.",
          rates(("bytes_received", "in"), ("bytes_sent", "out")), "Bps"),
]

WORK = [
    graph("Rows", "A second, as the storage engines were asked for.",
          (f'sum by (handler) (rate({S}handlers_total{{@, handler!~"commit|rollback|savepoint.*|prepare"}}[@])) > 0', "{{handler}}"), "ops",
          stack=True),
    graph("Transactions of storage engines", "A second.",
          (f'sum by (handler) (rate({S}handlers_total{{@, handler=~"commit|rollback|savepoint.*|prepare"}}[@]))', "{{handler}}"), "ops"),
    graph("Rows read and sent", "A second. Many read for few sent: an index is missing.",
          rates(("rows_read", "read"), ("rows_sent", "sent")), "ops"),
    graph("Joins and scans", "A second. full_join: without an index.",
          rates(("select_full_join", "full_join"), ("select_full_range_join", "full_range_join"), ("select_range", "range"),
                ("select_range_check", "range_check"), ("select_scan", "scan")), "ops"),
    graph("Temporary tables", "A second; those on disk are the slow ones.",
          rates(("created_tmp_tables", "tables"), ("created_tmp_disk_tables", "on disk"), ("created_tmp_files", "files")), "ops"),
    graph("Sorts", "A second. merge_passes: sort_buffer_size was too small.",
          rates(("sort_scan", "after a scan"), ("sort_range", "of a range"), ("sort_merge_passes", "merge_passes")), "ops"),
    graph("Table locks", "A second. Waits are not InnoDB's: LOCK TABLES, MyISAM, Aria.",
          rates(("table_locks_immediate", "at once"), ("table_locks_waited", "waited")), "ops"),
    graph("Open tables", "And the size of their cache.",
          values((S + "open_tables", "open"), (V + "table_open_cache", "cache"), (S + "open_table_definitions", "definitions")), log=True),
    graph("Table cache misses", "A second. Many: table_open_cache is too small.",
          rates(("table_open_cache_misses", "misses"), ("table_open_cache_overflows", "overflows"), ("opened_tables", "opened")), "ops"),
    graph("Open files", "And the limit.",
          values((S + "open_files", "server"), (S + "innodb_num_open_files", "InnoDB"), (V + "open_files_limit", "limit")), log=True),
    graph("Prepared statements", "Now. max_prepared_stmt_count is the limit.", S + "prepared_stmt_count{@}"),
    graph("Memory", "Of the server as it counts itself, without the buffer pool's pages; and the buffer pool.",
          values((S + "memory_used", "used"), (S + "innodb_buffer_pool_bytes_data", "buffer pool")), "bytes"),
]

INNODB = [
    graph("Buffer pool", "Bytes by what they hold.",
          (f'sum by (state) ({S}buffer_pool_pages{{@, state!="old"}} * on (job, cluster, instance) group_left () {S}innodb_page_size{{@}})',
           "{{state}}"), "bytes", stack=True),
    graph("Dirty pages", "Not yet written to their files.", values((S + "innodb_buffer_pool_bytes_dirty", "dirty")), "bytes"),
    graph("Page reads", "A second: asked for, and read from disk.",
          rates(("innodb_buffer_pool_read_requests", "asked for"), ("innodb_buffer_pool_reads", "from disk")), "ops", log=True),
    graph("Disk operations", "A second.",
          rates(("innodb_data_reads", "reads"), ("innodb_data_writes", "writes"), ("innodb_data_fsyncs", "fsyncs")), "ops"),
    graph("Disk bytes", "A second.", rates(("innodb_data_read", "read"), ("innodb_data_written", "written")), "Bps"),
    graph("Redo log", "Bytes a second. If it is filled faster than a checkpoint frees it, writes wait.",
          rates(("innodb_os_log_written", "written")), "Bps"),
    graph("Checkpoint age", "Redo log that can't be overwritten yet, and where writes must wait for a checkpoint.",
          values((S + "innodb_checkpoint_age", "age"), (S + "innodb_checkpoint_max_age", "limit")), "bytes", log=True),
    graph("Log waits", "A second: the log buffer was too small.", rates(("innodb_log_waits", "waits")), "ops"),
    graph("Row lock waits", "A second, and deadlocks among them.",
          rates(("innodb_row_lock_waits", "waits"), ("innodb_deadlocks", "deadlocks")), "ops"),
    graph("Time in row lock waits", "Seconds of waiting a second, of all clients; and how many wait now.",
          [(f"rate({S}innodb_row_lock_time{{@}}[@]) / 1000", "{{instance}}")], "s"),
    graph("Clients in row lock waits", "Now.", values((S + "innodb_row_lock_current_waits", "wait"))),
    graph("History list", "Old row versions that purge has not removed. A transaction left open makes it grow without end.",
          values((S + "innodb_history_list_length", "length")), thresholds=[(None, "transparent"), (100000, ORANGE), (1000000, RED)]),
]

LOGS = [
    graph("Binary log", "Bytes a second.", rates(("binlog_bytes_written", "written")), "Bps"),
    graph("Binary log files", "What they take. Needs --collect.binlog_size and log_bin.", values(("mysql_binlog_size_bytes", "size")), "bytes"),
    graph("Connections by state", "Needs --collect.info_schema.processlist.",
          ("sum by (command) (mysql_info_schema_processlist_threads{@}) > 0", "{{command}}"), stack=True),
    graph("Behind its source", "Asynchronous replication from another server. Empty on a node that has none.",
          values(("mysql_slave_status_seconds_behind_master", "behind")), "s", width=12),
    table("Asynchronous replication", "Empty on a node that has none.", "mysql_slave_status_slave_sql_running{@}",
          {"instance": "node", "master_host": "source", "connection_name": "connection"}, width=12, height=7, value="SQL thread runs",
          no_value="none"),
    table("Versions", "Of MariaDB.", "mysql_version_info{@}", {"instance": "node", "version": "version", "version_comment": "build"}),
]

DASHBOARD = dashboard(
    "galera-warden-mariadb", "MariaDB overview", "MariaDB and InnoDB; works with mysqld_exporter, too.",
    [NOW, [row("Clients")], CLIENTS, [row("Work")], WORK, [row("InnoDB")], INNODB, [row("Logs and asynchronous replication")], LOGS],
    metric="mysql_up")
