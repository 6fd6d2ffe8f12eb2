# shellcheck shell=bash
# Base images by debootstrap, images by buildah; neither a registry nor an engine is needed. Sourced.

# A tree of files becomes an image.
commit_tree() { # DIRECTORY NAME LOG
  local container
  container=$(buildah_ from scratch)
  run 120 "$3" "${builder[@]}" add -q "$container" "$1" /
  run 120 "$3" "${builder[@]}" commit -q "$container" "$2"
  run 60 "$3" "${builder[@]}" rm "$container"
}

has_image() { [ -n "$(podman_ images -q "$1")" ]; } # NAME

# What stands for the official image debian:NN-slim, and the same with compiler, libraries and ccache; both
# kept for the next run.
make_bases() { # DEBIAN
  local codename tree=$cache/tree
  if ! has_image "$images/debian:$1"; then
    case $1 in
      12) codename=bookworm ;;
      13) codename=trixie ;;
      *) fail "Debian $1 is not known here" ;;
    esac
    rm -rf "$tree"
    run 600 "base-$1" nice -n 10 debootstrap --variant=minbase "$codename" "$tree" "$mirror"
    printf 'path-exclude /usr/share/%s/*\n' doc man locale info >"$tree/etc/dpkg/dpkg.cfg.d/slim"
    rm -rf "$tree"/usr/share/{doc,man,locale,info}/* "$tree"/var/lib/apt/lists/* "$tree"/var/cache/apt/*
    commit_tree "$tree" "$images/debian:$1" "base-$1"
    rm -rf "$tree"
  fi
  has_image "$images/builder:$1" && return
  printf 'FROM %s\nCOPY packages.sh /\nRUN /packages.sh build && apt-get -y install --no-install-recommends ccache\n' \
    "$images/debian:$1" >"$work/Dockerfile.builder"
  run 900 "base-$1" nice -n 10 "${builder[@]}" bud --isolation chroot -t "$images/builder:$1" \
    -f "$work/Dockerfile.builder" docker
}

build() { # NAME DOCKERFILE DEBIAN
  if [ "$keep" = yes ] && has_image "$images/$1:$3"; then return; fi
  run 3600 "$1-$3" nice -n 10 "${builder[@]}" bud --isolation chroot --layers --format docker \
    -v "$(ccache --get-config cache_dir):/ccache" --build-arg COMPILER_LAUNCHER=ccache \
    --build-arg BASE="$images/debian:$3" --build-arg BUILDER="$images/builder:$3" --build-arg REVISION="$revision" \
    -t "$images/$1:$3" -f "$2" .
}

build_haproxy() { # DEBIAN
  if [ "$keep" = yes ] && has_image "$images/haproxy:$1"; then return; fi
  printf 'FROM %s\nRUN apt-get -qq update && apt-get -qq -y install --no-install-recommends haproxy\n%s\n' \
    "$images/debian:$1" 'CMD ["haproxy", "-W", "-f", "/etc/haproxy/haproxy.cfg"]' >"$work/Dockerfile.haproxy"
  run 600 "haproxy-$1" "${builder[@]}" bud --isolation chroot --layers -t "$images/haproxy:$1" \
    -f "$work/Dockerfile.haproxy" "$work"
}

image_bytes() { podman_ image inspect --format '{{.Size}}' "$1"; }

config_of() { podman_ image inspect --format "{{json .$2}}" "$1"; }

# What a Dockerfile promises, seen in the image.
check_image() { # NAME DEBIAN
  local image=$images/$1:$2 found
  found=$(podman_ run --rm --network none --entrypoint sh "$image" -c \
    'ls /usr/bin/g++ /usr/bin/c++ /usr/bin/cc /usr/bin/cmake 2>/dev/null; id -u; ls -A /var/lib/mysql 2>/dev/null')
  [ "$found" = 999 ] || fail "$image: wanted user 999, no compiler and no data, found: $found"
  config_of "$image" Config | grep >/dev/null '"StopSignal":"SIGTERM"' || fail "$image has no STOPSIGNAL"
  config_of "$image" HealthCheck | grep >/dev/null '"galera-warden","healthcheck"' || fail "$image has no HEALTHCHECK"
  podman_ run --rm --network none "$image" version >"$log/version"
  found=$(podman_ image inspect --format '{{index .Labels "org.opencontainers.image.revision"}}' "$image")
  [ "$found" = "$revision" ] || [ "$keep" = yes ] || fail "$image: its label says revision $found, not $revision"
  grep -qF "(revision: $found)" "$log/version" || fail "$image: its label says revision $found, the program: $(cat "$log/version")"
  found=$(podman_ image inspect --format '{{index .Labels "org.opencontainers.image.version"}}' "$image")
  grep -qF "galera-warden, version $found (" "$log/version" \
    || fail "$image: its label says version $found, the program: $(cat "$log/version")"
  note "$1 image, Debian $2: $(($(image_bytes "$image") / 1000000)) MB, of which Debian $(($(image_bytes "$images/debian:$2") / 1000000))"
}

check_builders_are_one() {
  local file
  for file in Dockerfile Dockerfile.warden; do
    sed -n '/^# ---- builder/,/^# ---- the image/p' "docker/$file" >"$work/builder.$file"
  done
  [ -s "$work/builder.Dockerfile" ] && cmp -s "$work"/builder.* || fail "the builder stages of the two Dockerfiles differ"
}
