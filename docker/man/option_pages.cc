// option-pages man|markdown: the man page, and the README's tables of flags,
// written from the one table of options so that they can't fall behind it.
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.h"
#include "config/option_table.h"

namespace galera {
namespace {

using Group = Option::Group;
using Support = Option::Support;

constexpr Group kGroups[] = {Group::kServer,     Group::kMetrics,           Group::kHealth,
                             Group::kCollectors, Group::kCollectorSettings, Group::kLog,
                             Group::kProgram};

std::string Replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text.substr(at).starts_with(from)) {
      out += to;
      at += from.size();
    } else {
      out += text[at++];
    }
  }
  return out;
}

// Calls `row(option, help)` for the options of a group that have an effect.
template <typename Function>
void ForEachOption(Group group, const Function& row) {
  const std::vector<OptionHelp> rows = DescribeOptions();
  const std::vector<Option>& table = OptionTable();
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].group == group && table[i].support == Support::kFull) row(table[i], rows[i]);
  }
}

std::vector<std::string> FlagsWith(Support support) {
  std::vector<std::string> flags;
  for (const Option& option : OptionTable()) {
    if (option.support == support) flags.push_back("--" + option.flag);
  }
  return flags;
}

// The key in the YAML file where it can't be told from the flag.
std::string UnusualYaml(const Option& option) {
  std::string usual = option.flag;
  for (char& c : usual) c = c == '-' ? '_' : c;
  const bool only_name = option.flag.empty() && option.environment.empty();
  return option.yaml == usual || only_name ? "" : option.yaml;
}

// ---- Markdown ----

// `|` would end a cell.
std::string Cell(std::string_view text) { return Replaced(text, "|", "\\|"); }

std::string Code(std::string_view text) { return text.empty() ? "" : "`" + Cell(text) + "`"; }

// "--health.interval", "--[no-]health.enabled"
std::string BareFlag(const OptionHelp& help) { return help.flag.substr(0, help.flag.find('=')); }

std::string MarkdownGroup(Group group) {
  std::string out =
      "\n### " + std::string(Title(group)) + "\n\n| flag | default | meaning |\n|---|---|---|\n";
  ForEachOption(group, [&](const Option& option, const OptionHelp& help) {
    std::string name = Code(BareFlag(help));
    if (option.flag.empty()) name = Code(help.environment.empty() ? help.yaml : help.environment);
    const std::string yaml = UnusualYaml(option);
    out += "| " + name + " | " + Code(help.default_text) + " | " + Cell(help.help) +
           (yaml.empty() ? "" : " In the file: " + Code(yaml) + ".") + " |\n";
  });
  return out;
}

std::string MarkdownFlags(std::string_view title, Support support) {
  std::string out = "\n" + std::string(title) + "\n\n";
  std::string line;
  for (const std::string& flag : FlagsWith(support)) {
    if (line.size() + flag.size() > 110) {
      out += line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + Code(flag);
  }
  return out + line + "\n";
}

std::string Markdown() {
  std::string out;
  for (const Group group : kGroups) out += MarkdownGroup(group);
  out += MarkdownFlags("Flags of mysqld_exporter that are accepted with a warning and have no effect yet:",
                       Support::kPending);
  out += MarkdownFlags("Flags of mysqld_exporter that are accepted and do not apply to MariaDB:",
                       Support::kNotForMariaDb);
  return out + "\n";
}

// ---- man ----

std::string Roff(std::string_view text) {
  std::string out = Replaced(Replaced(text, "\\", "\\e"), "-", "\\-");
  if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
  return out;
}

std::string RoffGroup(Group group) {
  std::string out = ".SS " + Roff(Title(group)) + "\n";
  ForEachOption(group, [&](const Option& option, const OptionHelp& help) {
    const std::string name = !option.flag.empty()       ? help.flag
                             : help.environment.empty() ? help.yaml
                                                        : help.environment;
    out += ".TP\n.B " + Roff(name) + "\n" + Roff(help.help) + "\n";
    if (!option.flag.empty() && !help.environment.empty()) out += "Also " + Roff(help.environment) + ".\n";
    if (const std::string yaml = UnusualYaml(option); !yaml.empty())
      out += "In the file: " + Roff(yaml) + ".\n";
    if (option.shape == Option::Shape::kSwitch && help.default_text == "true") out += "On by default.\n";
  });
  return out;
}

std::string RoffFlags(std::string_view title, Support support) {
  std::string out = ".PP\n" + Roff(title) + "\n";
  for (const std::string& flag : FlagsWith(support)) out += ".br\n" + Roff(flag) + "\n";
  return out;
}

constexpr char kBeforeOptions[] = R"(.SH NAME
galera\-warden \- exporter and health checks for a MariaDB Galera node
.SH SYNOPSIS
.B galera\-warden
.RB [ monitor ]
.RI [ flags ]
.br
.B galera\-warden check\-config
.RI [ flags ]
.br
.B galera\-warden version
|
.B help
.SH DESCRIPTION
.B galera\-warden monitor
runs beside one mariadbd. It answers Prometheus with the metrics of mysqld_exporter and with galera_*
metrics of its own, and load balancers with whether this node may get traffic (first health port) and whether
it takes part in the cluster (second). It reads from the server and changes nothing.
.SH COMMANDS
.TP
.B monitor
Serve metrics and health until SIGTERM, SIGINT or SIGQUIT. The default when the first argument begins with
\-\-, and when the program is called mysqld_exporter or prometheus\-mysqld\-exporter.
.TP
.B node
Be the entrypoint of a node: find the peers, found a cluster or join one, run mariadbd, and serve metrics and health
beside it. Takes peers, and after them words for mariadbd. Settings are environment variables.
.TP
.B seed
The same, founding a new cluster in an empty directory.
.TP
.B no\-galera
The same with the server alone.
.TP
.B sleep
The same without a server.
.TP
.BI status " [HOST[:PORT] | URL]"
The state of the cluster: whether it is well and what may fail, what a human is asked and the commands that answer, a
line a node, incidents with their next step, maintenance, the last events. Asks one warden, and through it its peers:
the one that runs here (http://127.0.0.1:9104, or where the environment or the YAML file says), or the one that is
named.
.BR \-\-watch [=\fISECONDS\fR]
looks again every 2 seconds, into a pipe a line a change;
.B \-\-json
prints the document of /api/v1/cluster on one line;
.B \-\-color=auto|always|never
(auto: on a terminal, unless NO_COLOR is set);
.B \-\-timeout=\fISECONDS\fR
(5). The exit status says how the cluster is: see EXIT STATUS.
.TP
.BI confirm " [new\-cluster | force\-bootstrap | resume | recover] [\-\-yes]"
Show what a paused node asks; with a word, what that word would do, and after a yes give it and wait for what becomes of
it. Run it where the node runs, with the node's environment.
.TP
.BI inspect " WHAT ..."
Show the evidence of data directories (live or copied) and of hosts
.RI ( HOST [: PORT ])
side by side, and which node has every commit. Reads only, unless
.B \-\-recover
or
.B \-\-recover\-copy=DIR
is given;
.B \-\-json
for programs.
.TP
.B lint
Find tables and settings that Galera does not replicate or that hurt under it, on a node or on a server that is to become one,
and show the statements that mend them.
.BI \-\-database " NAME"
looks at one database,
.B \-\-all
names each table instead of the first 20 of each kind,
.B \-\-json
is for programs; all other flags are those of
.BR monitor .
Changes nothing. Exits with 1 where there is something to mend, with 3 where the server could not be asked.
.TP
.BI promote " [PEER ...]"
Make the component of a running node that lost its quorum primary, as pc.bootstrap=YES does by hand, where the evidence
of this node and of its peers allows it. Shows what it would do, and asks back unless
.B \-\-yes
is given;
.B \-\-force
also where another node has more.
.TP
.B page
Who is paged.
.B \-\-list
shows the receivers, what waits for them, and what they last answered;
.BI \-\-test " [RECEIVER]"
sends a test page to one, or to all, and says what became of it. This and the three commands below speak to the warden
that runs here, as its user or as root;
.BI \-\-socket " PATH"
names its control socket;
.B \-\-json
is for programs.
.TP
.B maintenance
.BI "" "DURATION" " \-\-reason " TEXT
: nobody is paged for so long (at most 7d); says which peers know of it. It ends by itself, or with
.BR \-\-end .
Without words: shows what holds.
.TP
.B silence
.BI "" "ALERT DURATION" " \-\-reason " TEXT
: the same for one alert;
.BI \-\-end " ALERT"
ends it.
.TP
.B expect
.IR N :
the cluster is to have so many data nodes from now on, so that a planned change is no incident;
.B \-\-learned
goes back to what is configured, else learned.
.TP
.B pre\-stop
Take a node out of service on the first health port, wait, and return: for a preStop hook.
.TP
.B healthcheck
Ask the warden that runs here whether it works, print one line, and exit within two seconds: 0 healthy, 1 not. For the
HEALTHCHECK of a container: healthy also while a state transfer runs, while the node asks a person, and while mariadbd
hangs, none of which a restart mends.
.B \-\-synced
asks what the second health port says,
.B \-\-ready
the first;
.BI \-\-port " PORT"
where, if not where the environment and the YAML file say.
.TP
.B check\-config
Say all that is wrong with flags, environment and files, and exit: 0 if
.B monitor
would start, else 1.
.TP
.B version
Print the version.
.TP
.B help
Print the commands.
.SH OPTIONS
Flags are those of mysqld_exporter and some of our own. Stronger wins: flag, environment, YAML file
.RB ( \-\-config ),
default. The [client] section of the option file
.RB ( \-\-config.my\-cnf )
wins over all of them for the account and its server. In the YAML file a flag is written without the dashes, with
maps for the dots and _ for \-. Lists in the environment are separated by commas. An argument
.I @FILE
stands for the lines of that file.
)";

constexpr char kAfterOptions[] = R"(.SH SIGNALS
.TP
.B SIGHUP
Read files and environment again, as a request for /\-/reload does. If anything is wrong, the last good configuration
stays in use. Listen addresses change with a restart only.
.TP
.B SIGTERM, SIGINT, SIGQUIT
Answer what is under way, close the ports, exit with 0.
.SH EXIT STATUS
0 done; 1 failed, the reason is on standard error; 2 wrong usage or settings. Of
.B lint
1: there is something to mend; 3: could not look. Of
.B inspect
also 4: nothing is proven; of
.B confirm
and
.B promote
also 4: refused. Of
.B node
and its kin also 3: the data directory can't be used; 126 and 127: mariadbd can't be run; else mariadbd's own, or 128 and
the signal that ended it (or us, before any mariadbd ran).
.PP
Of
.B status
0 healthy; 1 degraded or not known; 2 no primary component; 3 a human's decision is waited for; 64 wrong usage; 69 no
answer that is understood.
.SH FILES
.TP
.I .my.cnf, $HOME/.my.cnf
Account to log in to the server with, unless
.B \-\-config.my\-cnf
names another file.
.TP
.I /run/galera\-warden/drain
While it exists, the first health port answers 503.
.TP
.I /usr/share/galera\-warden
Alerting rules, dashboards and examples (below the prefix of the installation).
.SH EXAMPLES
.nf
galera\-warden status \-\-watch
galera\-warden check\-config \-\-config=/etc/galera\-warden/warden.yml
galera\-warden monitor \-\-config=/etc/galera\-warden/warden.yml
galera\-warden lint \-\-config.my\-cnf=/root/.my.cnf \-\-database shop
MYSQLD_EXPORTER_PASSWORD=secret galera\-warden \-\-mysqld.username=exporter \-\-collect.binlog_size
.fi
.SH SEE ALSO
.BR mariadbd (8),
.BR prometheus (1),
.BR haproxy (1)
)";

std::string Man() {
  std::string out = ".TH GALERA\\-WARDEN 1 \"\" \"galera\\-warden " + std::string(Version()) + "\"\n";
  out += kBeforeOptions;
  for (const Group group : kGroups) out += RoffGroup(group);
  out += ".TP\n.B \\-h, \\-\\-help\nPrint the flags.\n.TP\n.B \\-\\-version\nPrint the version.\n";
  out += ".SS Without effect\n";
  out += RoffFlags("Flags of mysqld_exporter that are accepted with a warning and have no effect yet:",
                   Support::kPending);
  out += RoffFlags("Flags of mysqld_exporter that are accepted and do not apply to MariaDB:",
                   Support::kNotForMariaDb);
  return out + kAfterOptions;
}

}  // namespace
}  // namespace galera

int main(int argc, char** argv) {
  const std::string_view what = argc == 2 ? argv[1] : "";
  if (what != "man" && what != "markdown") {
    std::fprintf(stderr, "usage: %s man|markdown\n", argv[0]);
    return 2;
  }
  const std::string text = what == "man" ? galera::Man() : galera::Markdown();
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
}
