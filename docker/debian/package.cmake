# The Debian package: `cpack -G DEB` in the build directory. What `cmake --install` puts below its prefix, there below
# /usr; units, configuration and what Debian's policy asks for are added by stage.cmake.
find_program(DPKG_DEB dpkg-deb)
if(NOT DPKG_DEB)
  return()
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME galera-warden)
set(CPACK_PACKAGE_VENDOR "The galera-warden authors")
set(CPACK_PACKAGE_CONTACT "The galera-warden authors <galera-warden@example.org>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
  WORLD_READ WORLD_EXECUTE)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/stage.cmake)
set(CPACK_GALERA_WARDEN_SOURCE ${PROJECT_SOURCE_DIR})

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# libcurl is loaded by name when the first page is sent. The account is made by systemd-sysusers.
set(CPACK_DEBIAN_PACKAGE_DEPENDS
  "libcurl4 | libcurl4t64, systemd | systemd-standalone-sysusers | systemd-sysusers, init-system-helpers (>= 1.54~)")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "mariadb-server, mariadb-backup, galera-4, rsync, socat, prometheus, prometheus-alertmanager")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "exporter, health checks and watchdog for MariaDB Galera nodes")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"One program beside a MariaDB Galera node. It gives Prometheus the metrics of
mysqld_exporter under the same names, and what the node is and how far its
cluster is from trouble; it answers load balancers whether the node may get
traffic, and pages people.
.
galera-warden.service does that beside the mariadbd of mariadb.service.
galera-warden-node.service runs mariadbd itself: it starts a node the right
way after a crash or a power cut, and asks before it could lose a commit.")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${CMAKE_CURRENT_LIST_DIR}/conffiles
  ${CMAKE_CURRENT_LIST_DIR}/postinst
  ${CMAKE_CURRENT_LIST_DIR}/prerm
  ${CMAKE_CURRENT_LIST_DIR}/postrm)
include(CPack)
