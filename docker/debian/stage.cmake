# Run by cpack over the tree that is to be packed.
set(root ${CPACK_TEMPORARY_DIRECTORY})
set(source ${CPACK_GALERA_WARDEN_SOURCE})
set(doc ${root}/usr/share/doc/galera-warden)
set(only_readable OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)

function(put from to)
  get_filename_component(folder ${to} DIRECTORY)
  get_filename_component(name ${to} NAME)
  file(MAKE_DIRECTORY ${root}/${folder})
  configure_file(${source}/${from} ${root}/${to} COPYONLY FILE_PERMISSIONS ${only_readable})
endfunction()

put(docker/systemd/galera-warden.service lib/systemd/system/galera-warden.service)
put(docker/systemd/galera-warden-node.service lib/systemd/system/galera-warden-node.service)
put(docker/systemd/sysusers.conf usr/lib/sysusers.d/galera-warden.conf)
put(docker/systemd/galera-warden.yml etc/galera-warden.yml)
put(docker/systemd/galera-warden.default etc/default/galera-warden)
put(docker/systemd/galera-warden-node.example usr/share/galera-warden/examples/galera-warden-node)
put(docker/debian/copyright usr/share/doc/galera-warden/copyright)
put(docker/debian/lintian-overrides usr/share/lintian/overrides/galera-warden)
put(watchdog/README.md usr/share/doc/galera-warden/watchdog.md)
# It may hold secrets.
file(CHMOD ${root}/etc/default/galera-warden PERMISSIONS OWNER_READ OWNER_WRITE)

# Debian has the licence in one place and wants the changes compressed; the time of all of it is that of the commit.
file(REMOVE ${doc}/LICENSE)
file(RENAME ${doc}/CHANGELOG.md ${doc}/changelog)
string(TIMESTAMP today "%a, %d %b %Y %H:%M:%S +0000" UTC)
execute_process(COMMAND git -C ${source} log -1 --date=rfc --format=%cd
  OUTPUT_VARIABLE committed OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT committed)
  set(committed ${today})
endif()
file(WRITE ${doc}/changelog.Debian "galera-warden (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium

  * See changelog.gz.

 -- ${CPACK_PACKAGE_CONTACT}  ${committed}
")
file(GLOB compressed ${doc}/changelog* ${root}/usr/share/man/man1/*.1)
execute_process(COMMAND gzip -9nf ${compressed} COMMAND_ERROR_IS_FATAL ANY)
