#!/usr/bin/env bash
# Checks that what is written stays true: tables of flags, man page, completion, table of metrics,
# links, examples.
#   tests/docs/check.sh [BUILD_DIR]                 default build/release
#   tests/docs/check.sh --write [BUILD_DIR]         writes the README's tables of flags anew
#   tests/docs/check.sh --scrape FILE [BUILD_DIR]   also compares a real /metrics page
set -euo pipefail
cd "$(dirname "$0")/../.."

write=no
scrape=
while [ $# -gt 0 ]; do
  case "$1" in
    --write) write=yes ;;
    --scrape) scrape=${2:-}; shift ;;
    -*) sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    *) break ;;
  esac
  shift
done
build=$(cd "${1:-build/release}" 2>/dev/null && pwd) || { echo "tests/docs: no build directory ${1:-build/release}" >&2; exit 2; }
warden=$build/watchdog/cli/galera-warden
pages=$build/docker/option-pages
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
complaints=0

complain() {
  echo "tests/docs: $*" >&2
  complaints=$((complaints + 1))
}

# A step passes or complains with what it said.
expect_ok() { # WHAT COMMAND...
  local what=$1
  shift
  "$@" >"$work/log" 2>&1 || { complain "$what:"; sed 's/^/    /' "$work/log" >&2; }
}

# ---- flags ----

# Without dashes: all that the help names, also those without effect.
flags_of_help() {
  "$warden" monitor --help 2>&1 | sed -nE \
    -e 's/^  (-h, )?--(\[no-\])?([a-z_.-]+).*/\3/p' \
    -e '/^(Flags of mysqld_exporter|\.\.\. and those)/,/^$/{/^  /{s/ +/\n/g;p}}' | grep . | sort -u
}

between_markers() { sed -n "/^<!-- $1: begin -->$/,/^<!-- $1: end -->$/{//!p}" "$2"; }

check_tables_of_flags() {
  "$pages" markdown >"$work/tables"
  if [ $write = yes ]; then
    sed -i -e "/^<!-- options: begin -->$/,/^<!-- options: end -->$/{//!d}" \
      -e "/^<!-- options: begin -->$/r $work/tables" README.md
  fi
  between_markers options README.md >"$work/in-readme"
  expect_ok "README.md's tables of flags are not those of the program; run tests/docs/check.sh --write" \
    diff "$work/in-readme" "$work/tables"
}

check_flags_are_named() {
  local flag count=0
  "$pages" man | sed 's/\\-/-/g' >"$work/man"
  for flag in $(flags_of_help); do
    count=$((count + 1))
    grep -qE -- "--(\[no-\])?$flag([=\`, ]|$)" "$work/man" || complain "the man page lacks --$flag"
    [[ $flag =~ ^(help|version)$ ]] || grep -qE -- "\`--(\[no-\])?$flag\`" README.md || complain "README.md lacks --$flag"
  done
  [ $count -ge 80 ] || complain "the help names only $count flags: is it still understood here?"
}

check_commands_are_named() {
  local command
  completions galera-warden '' >"$work/completions"
  for command in $("$warden" help | sed -nE '/^commands:/,/^$/s/^  ([a-z-]+)  .*/\1/p'); do
    grep -qE "^\.B $command$" "$work/man" || complain "the man page lacks the command $command"
    grep -qx -- "$command" "$work/completions" || complain "the completion lacks the command $command"
  done
}

check_man_page_format() {
  "$pages" man >"$work/galera-warden.1"
  groff -man -ww -z -Tutf8 "$work/galera-warden.1" >"$work/groff" 2>&1 || true
  [ ! -s "$work/groff" ] || { complain "the man page has mistakes:"; cat "$work/groff" >&2; }
}

# What bash would offer after these words.
completions() { # WORD...
  PATH=$(dirname "$warden"):$PATH bash -c '
    source docker/completion/galera-warden.bash
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    _galera_warden "$1" "${!#}" "${COMP_WORDS[COMP_CWORD - 1]}" 2>/dev/null
    printf "%s\n" "${COMPREPLY[@]}"' completions "$@"
}

check_completion() {
  local flag
  completions galera-warden monitor -- >"$work/completions"
  "$warden" monitor --help 2>&1 | sed -nE 's/^  (-h, )?--(\[no-\])?([a-z_.-]+).*/\3/p' >"$work/flags"
  while read -r flag; do
    grep -qE -- "^--$flag=?$" "$work/completions" || complain "the completion lacks --$flag"
  done <"$work/flags"
}

# ---- metrics ----

# "name type" of each row of the tables of metrics.
# shellcheck disable=SC2016
documented() { sed -nE 's/^\| `(galera_[a-z0-9_]+)(\{[^`]*\})?` \| ([a-z]+)( 1)? \|.*/\1 \3/p' exporter/README.md | sort; }

defined() { grep -rhoE '"galera_[a-z0-9_]+"' exporter watchdog --include='*.cc' --include='*.h' | tr -d '"' | sort -u; }

check_metrics() {
  documented | cut -d' ' -f1 >"$work/documented"
  defined >"$work/defined"
  [ -s "$work/defined" ] || complain "no galera_* family found in the sources"
  expect_ok "exporter/README.md (<) and the sources (>) name different galera_* families" \
    diff "$work/documented" "$work/defined"
  local name
  while read -r name; do
    grep -qx "$name" "$work/documented" || complain "rules or dashboards use $name, which exporter/README.md does not know"
  done < <(cat rules/galera.rules.yml dashboards/*.json | grep -oE '\bgalera_[a-z0-9_]+' | sort -u)
}

check_scrape() {
  sed -nE 's/^# TYPE (galera_[a-z0-9_]+) ([a-z]+)$/\1 \2/p' "$scrape" | sort >"$work/scraped"
  [ -s "$work/scraped" ] || complain "$scrape has no galera_* family"
  documented >"$work/types"
  comm -23 "$work/scraped" "$work/types" >"$work/unknown"
  [ ! -s "$work/unknown" ] || complain "not so in exporter/README.md: $(tr '\n' ';' <"$work/unknown")"
}

# ---- links and examples ----

check_links() {
  local file target
  while read -r file; do
    while read -r target; do
      case "$target" in http*://* | '#'* | '') continue ;; esac
      [ -e "$(dirname "$file")/${target%%#*}" ] || complain "$file links to $target, which is not there"
    done < <(grep -oE '\]\([^) ]+\)' "$file" | sed -E 's/^\]\((.*)\)$/\1/')
  done < <(find . -name '*.md' -not -path './build/*' -not -path '*/node_modules/*' -not -path './.git/*')
}

# The section that is commented out, with secrets that are there.
check_example_of_paging() {
  local secret
  mkdir "$work/secrets"
  for secret in $(grep -oE '/run/secrets/[a-z]+' docker/examples/warden.yml | sed 's,.*/,,'); do
    echo "https://hooks.example.org/0123456" >"$work/secrets/$secret"
  done
  echo 0123456789abcdef0123456789abcdef >"$work/secrets/pagerduty"
  sed -e '/^# paging:/,$s/^# \{0,1\}//' -e "s,/run/secrets,$work/secrets," docker/examples/warden.yml >"$work/warden.yml"
  grep -q '^paging:' "$work/warden.yml" || complain "docker/examples/warden.yml has no section paging"
  expect_ok "docker/examples/warden.yml with paging" env HOME=/nonexistent "$warden" check-config \
    --config="$work/warden.yml" --config.my-cnf=docker/examples/exporter.cnf
  grep -q 'ok, 0 warnings' "$work/log" || complain "docker/examples/warden.yml with paging has warnings"
}

check_examples() {
  expect_ok docker/examples/warden.yml env HOME=/nonexistent "$warden" check-config \
    --config=docker/examples/warden.yml --config.my-cnf=docker/examples/exporter.cnf
  grep -q 'ok, 0 warnings' "$work/log" || complain "docker/examples/warden.yml has warnings"
  expect_ok docker/systemd/galera-warden.yml env HOME=/nonexistent "$warden" check-config \
    --config=docker/systemd/galera-warden.yml
  grep -q 'ok, 0 warnings' "$work/log" || complain "docker/systemd/galera-warden.yml has warnings"
  expect_ok docker/examples/prometheus.yml promtool check config docker/examples/prometheus.yml
  expect_ok docker/examples/alertmanager.yml amtool check-config docker/examples/alertmanager.yml
  expect_ok docker/examples/haproxy.cfg haproxy -c -f docker/examples/haproxy.cfg
}

if [ ! -x "$warden" ] || [ ! -x "$pages" ]; then
  echo "tests/docs: $build has no galera-warden or no option-pages: build both first" >&2
  exit 2
fi
check_tables_of_flags
check_flags_are_named
check_commands_are_named
check_man_page_format
check_completion
check_metrics
if [ -n "$scrape" ]; then check_scrape; fi
check_links
check_examples
check_example_of_paging
[ $complaints = 0 ] || { echo "tests/docs: $complaints complaints" >&2; exit 1; }
echo "docs: $(flags_of_help | wc -l) flags, $(wc -l <"$work/defined") metric families, links and examples are as written"
