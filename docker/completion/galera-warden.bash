# bash completion for galera-warden. The flags come from the program's own help, so that
# they are those of the version installed.

_galera_warden_flags() {
  # "--[no-]x" stands for "--x" and "--no-x".
  "$1" monitor --help 2>&1 | sed -nE \
    -e 's/^  (-h, )?--\[no-\]([a-z_.-]+).*/--\2\n--no-\2/p' \
    -e 's/^  (-h, )?--([a-z_.-]+)=.*/--\2=/p' \
    -e 's/^  (-h, )?--([a-z_.-]+)( .*|$)/--\2/p'
}

_galera_warden() {
  local word=$2 previous=$3 flag
  # "=" splits words: --config=FILE is three of them.
  if [ "$word" = "=" ]; then
    word="" flag=$previous
  elif [ "$previous" = "=" ]; then
    flag=${COMP_WORDS[COMP_CWORD - 2]}
  else
    flag=$previous
  fi
  COMPREPLY=()
  case "$flag" in
    --config | --config.my-cnf | --web.config.file | --health.drain-file | --health.wsrep-status-file | \
      --health.notify-socket)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    --log.level) mapfile -t COMPREPLY < <(compgen -W "debug info warn error" -- "$word"); return ;;
    --log.format) mapfile -t COMPREPLY < <(compgen -W "logfmt json" -- "$word"); return ;;
  esac
  if [ "$COMP_CWORD" = 1 ] && [[ $word != -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "monitor node seed no-galera sleep mariadbd status confirm promote page maintenance silence expect inspect lint pre-stop healthcheck notify check-config version help" -- "$word")
    return
  fi
  if [ "${COMP_WORDS[1]}" = status ]; then
    if [ "$flag" = --color ]; then
      mapfile -t COMPREPLY < <(compgen -W "auto always never" -- "$word")
    elif [[ $word == -* ]]; then
      mapfile -t COMPREPLY < <(compgen -W "--json --watch --watch= --color= --timeout= --help" -- "$word")
      [[ ${COMPREPLY[*]} == *= ]] && compopt -o nospace 2>/dev/null
    else
      mapfile -t COMPREPLY < <(compgen -A hostname -- "$word")
    fi
    return
  fi
  if [ "${COMP_WORDS[1]}" = promote ]; then
    mapfile -t COMPREPLY < <(compgen -W "--force --yes --help" -- "$word")
    return
  fi
  if [ "${COMP_WORDS[1]}" = confirm ]; then
    mapfile -t COMPREPLY < <(compgen -W "new-cluster force-bootstrap resume recover --yes --help" -- "$word")
    return
  fi
  if [ "$flag" = --socket ]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
    return
  fi
  case "${COMP_WORDS[1]}" in
    page) mapfile -t COMPREPLY < <(compgen -W "--test --list --json --socket --help" -- "$word"); return ;;
    maintenance) mapfile -t COMPREPLY < <(compgen -W "--reason --end --json --socket --help" -- "$word"); return ;;
    silence)
      mapfile -t COMPREPLY < <(compgen -W "--reason --end --json --socket --help $(
        "$1" silence --help 2>/dev/null | sed -nE 's/^  (Galera[A-Za-z]+) .*/\1/p')" -- "$word")
      return ;;
    healthcheck) mapfile -t COMPREPLY < <(compgen -W "--synced --ready --port --help" -- "$word"); return ;;
    expect) mapfile -t COMPREPLY < <(compgen -W "--learned --json --socket --help" -- "$word"); return ;;
  esac
  if [ "${COMP_WORDS[1]}" = inspect ]; then
    if [[ $word == -* ]]; then
      mapfile -t COMPREPLY < <(compgen -W "--recover --recover-copy= --defaults-file= --user= --json --help" -- "$word")
      [[ ${COMPREPLY[*]} == *= ]] && compopt -o nospace 2>/dev/null
    else
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
    fi
    return
  fi
  local own=
  [ "${COMP_WORDS[1]}" != lint ] || own="--json --all --database="
  mapfile -t COMPREPLY < <(compgen -W "$own $(_galera_warden_flags "$1")" -- "$word")
  [[ ${COMPREPLY[*]} == *= ]] && compopt -o nospace 2>/dev/null
  return 0
}

complete -F _galera_warden galera-warden
