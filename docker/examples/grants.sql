-- The account of exporter.cnf, with what the collectors need and no more. On a Galera cluster
-- it is enough to run this on one node. Which grant serves what: README.md, "Grants".
CREATE USER exporter@'localhost' IDENTIFIED BY 'choose-one' WITH MAX_USER_CONNECTIONS 5;
GRANT PROCESS, SLAVE MONITOR, BINLOG MONITOR ON *.* TO exporter@'localhost';
GRANT SELECT ON mysql.wsrep_cluster_members TO exporter@'localhost';
