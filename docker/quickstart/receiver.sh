#!/usr/bin/env bash
# Reads one HTTP request with a page from standard input, as galera-warden (/warden) and Alertmanager
# (/prometheus) send it, appends a line to the file PAGES, and answers. socat runs it for each connection.
# The line, with tabs between: ms since 1970, path, firing or resolved, severity, alert, instance, summary.
set -euo pipefail
export LC_ALL=C # a length is bytes

arrived=${EPOCHREALTIME:0:10}${EPOCHREALTIME:11:3}

answer() { # STATUS
  printf 'HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' "$1"
  exit 0
}

# The first string of that name. Escapes of JSON stay, but for quotes, backslashes and slashes.
string() { # NAME
  local pattern="\"$1\":\"(([^\"\\\\]|\\\\.)*)\"" value=
  if [[ $body =~ $pattern ]]; then value=${BASH_REMATCH[1]}; fi
  printf '%s' "$value" | sed 's/\\\(["\\/]\)/\1/g'
}

read -r -t 5 _ path _ || exit 0
length=
while IFS= read -r -t 5 header; do
  header=${header%$'\r'}
  [ -n "$header" ] || break
  case ${header,,} in
    content-length:*) length=${header#*:} ;;
    expect:*) printf 'HTTP/1.1 100 Continue\r\n\r\n' ;;
  esac
done
length=${length// /}
[[ $length =~ ^[0-9]{1,6}$ ]] || answer '411 Length Required'
IFS= read -r -t 5 -N "$length" body || answer '400 Bad Request'
printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$arrived" "${path#/}" "$(string status)" "$(string severity)" \
  "$(string alertname)" "$(string instance)" "$(string summary)" >>"$PAGES"
answer '200 OK'
