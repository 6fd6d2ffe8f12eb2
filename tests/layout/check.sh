#!/usr/bin/env bash
# The shape of the source tree: which folder may include which, what pure
# folders keep out, and that headers stand on their own.
# Usage: tests/layout/check.sh [C++ compiler]
set -euo pipefail
cd "$(dirname "$0")/../.."
compiler=${1:-g++}
failures=0
complain() { echo "layout: $*" >&2; failures=$((failures + 1)); }

# folder: what its files may include beside itself. Adding an arrow is a diff here.
declare -A allowed=(
  [exporter/galera]=""
  [exporter/config]="galera"
  [exporter/system]="galera config"
  [exporter/collect]="galera config system"
  [exporter/http]="galera config system collect"
  [watchdog/supervisor]=""
  [watchdog/settings]="galera config"
  [watchdog/mariadbd_config]="galera config settings"
  [watchdog/first_start]="galera config system settings"
  [watchdog/evidence]="galera config system incident"
  [watchdog/bootstrap]="galera config settings incident evidence"
  [watchdog/discovery]="galera config system incident evidence bootstrap"
  [watchdog/upgrade]="galera config system settings mariadbd_config first_start"
  [watchdog/registration]="galera config system collect settings incident evidence discovery"
  [watchdog/transfer]="galera config system collect incident evidence discovery"
  [watchdog/incident]="galera"
  [watchdog/page]="galera config system incident"
  [watchdog/pager]="galera config system collect http settings incident evidence bootstrap discovery transfer page"
  [watchdog/overview]="galera config system collect http settings incident evidence bootstrap discovery transfer page pager"
  [watchdog/node]="galera config system collect http supervisor settings mariadbd_config first_start upgrade incident evidence bootstrap discovery transfer page pager"
  [watchdog/status]="galera"
  [watchdog/cluster_page]="galera config http"
  [watchdog/lint]="galera config system collect"
  [watchdog/cli]="galera config system collect http supervisor settings mariadbd_config first_start upgrade incident evidence bootstrap discovery registration transfer page pager overview node status cluster_page lint"
)

check_arrows() {
  local folder name file target
  for folder in exporter/*/ watchdog/*/; do
    folder=${folder%/}
    [ -n "${allowed[$folder]+set}" ] || { complain "$folder is not in the table of arrows"; continue; }
    name=${folder#*/}
    while IFS=: read -r file target; do
      case "$target" in
        ../*|*/../*) complain "$file includes $target: no way up" ;;
        */*) case " $name ${allowed[$folder]} " in
               *" ${target%%/*} "*) ;;
               *) complain "$file includes $target: $folder may include only: $name ${allowed[$folder]}" ;;
             esac ;;
        *) complain "$file includes \"$target\": write it as \"$name/$target\"" ;;
      esac
    done < <(grep -HoE '^ *# *include "[^"]+"' "$folder"/*.h "$folder"/*.cc | sed -E 's/: *# *include "(.*)"$/:\1/')
  done
}

# The vocabulary knows the standard library only, and of that no clock reading,
# file, socket or environment.
check_purity() {
  local hit
  while read -r hit; do complain "not pure: $hit"; done < <(
    grep -nE '#include <[^>]*(\.h|/[^>]*)>' exporter/galera/*.h exporter/galera/*.cc || true
    grep -nE '#include <(fstream|iostream|filesystem|thread|mutex|future|random|cstdio)>' exporter/galera/* || true
    grep -nE '(_clock::now|getenv|std::system|sleep_for) *\(' exporter/galera/* || true)
}

check_top_level() {
  local entry
  while read -r entry; do
    case "$entry" in
      CMakeLists.txt|CMakePresets.json|exporter|watchdog|rules|dashboards|docker|tests|README.md|LICENSE|CHANGELOG.md|.*) ;;
      *) complain "top level holds $entry" ;;
    esac
  done < <(git ls-files 2>/dev/null | cut -d/ -f1 | sort -u)
}

# Every header compiles alone, seeing just what its folder may see; and an
# include against the arrows does not compile.
check_headers() {
  local work folder name other header
  work=$(mktemp -d)
  # shellcheck disable=SC2064
  trap "rm -rf '$work'" EXIT
  for folder in "${!allowed[@]}"; do
    name=${folder#*/}
    mkdir -p "$work/$name"
    ln -s "$PWD/$folder" "$work/$name/$name"
  done
  for folder in "${!allowed[@]}"; do
    name=${folder#*/}
    local paths=(-I "$work/$name")
    for other in ${allowed[$folder]}; do paths+=(-I "$work/$other"); done
    for header in "$folder"/*.h; do
      printf '#include "%s/%s"\n' "$name" "${header##*/}"
    done > "$work/$name.cc"
    # One file that includes each header alone would be 60 compilations; each
    # header first in its own .cc file shows the same, and this shows the paths.
    "$compiler" -std=c++20 -fsyntax-only "${paths[@]}" "$work/$name.cc" || complain "$folder: headers do not compile"
  done
  echo '#include "collect/scraper.h"' > "$work/wrong.cc"
  if "$compiler" -std=c++20 -fsyntax-only -I "$work/galera" -I "$work/config" -I "$work/system" "$work/wrong.cc" 2>/dev/null; then
    complain "an include against the arrows compiles"
  fi
  for header in exporter/*/*.cc; do
    name=${header%.cc}
    [ -e "$name.h" ] || continue
    [ "$(grep -m1 -oE '#include "[^"]+"' "$header")" = "#include \"${name#*/}.h\"" ] ||
      complain "$header does not include its own header first"
  done
}

check_arrows
check_purity
check_top_level
check_headers
[ "$failures" = 0 ] || { echo "layout: $failures problems" >&2; exit 1; }
echo "layout: ok"
