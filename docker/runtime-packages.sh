#!/bin/sh
# Names the Debian packages that a program's libraries are in, and those that galera-warden loads when it
# first needs them: docker/runtime-packages.sh PROGRAM
set -eu

# Its package on this system. One directory of the path tells an architecture's library from others'.
package_of() { # PATH
  name=$(basename "$(dirname "$1")")/$(basename "$1")
  dpkg-query -S "*/$name" | sed -n '1s/:.*//p' | grep . || { echo "$0: no package has $1" >&2; exit 1; }
}

libraries=$(ldd "$1" | sed -nE 's,.* => (/[^ ]+) .*,\1,p')
libc=$(echo "$libraries" | grep '/libc\.so\.')
packages=$(
  for library in $libraries "$(dirname "$libc")/libcurl.so.4"; do package_of "$library"; done
  echo ca-certificates # of receivers of pages
)
echo "$packages" | sort -u
