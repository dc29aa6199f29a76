# What is installed beside the program, and the Debian package: `cpack -G DEB` in the build folder.
# The manual and the completions come from the program itself, so that they cannot say anything else than it does.
set(pages ${CMAKE_BINARY_DIR}/pages)
file(MAKE_DIRECTORY ${pages})
add_custom_command(
  OUTPUT ${pages}/aloft.1 ${pages}/aloft.bash ${pages}/_aloft ${pages}/aloft.fish ${pages}/aloft.schema.json
  COMMAND aloft man > ${pages}/aloft.1
  COMMAND aloft completions bash > ${pages}/aloft.bash
  COMMAND aloft completions zsh > ${pages}/_aloft
  COMMAND aloft completions fish > ${pages}/aloft.fish
  COMMAND aloft schema > ${pages}/aloft.schema.json
  DEPENDS aloft
  VERBATIM)
# Debian wants manual and changelog compressed, and the same bytes each time: -n leaves name and time out.
add_custom_command(
  OUTPUT ${pages}/aloft.1.gz ${pages}/changelog.gz
  COMMAND gzip -9nc ${pages}/aloft.1 > ${pages}/aloft.1.gz
  COMMAND gzip -9nc ${CMAKE_SOURCE_DIR}/CHANGELOG.md > ${pages}/changelog.gz
  DEPENDS ${pages}/aloft.1 ${CMAKE_SOURCE_DIR}/CHANGELOG.md
  VERBATIM)
add_custom_target(pages ALL DEPENDS ${pages}/aloft.1.gz ${pages}/changelog.gz ${pages}/aloft.bash)
# What is installed; the tests are not, so packing does not wait for them.
add_custom_target(packaged DEPENDS aloft pages)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)

install(FILES ${pages}/aloft.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${pages}/aloft.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME aloft)
install(FILES ${pages}/_aloft DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${pages}/aloft.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${pages}/aloft.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/aloft)
install(FILES README.md ${pages}/changelog.gz packages/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/aloft)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME aloft)
set(CPACK_PACKAGE_CONTACT "The aloft authors <aloft@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_PACKAGE_DESCRIPTION
    "One command makes a machine, says before what it will do and cost, and another removes all that was made for it.
 Every step is written down before it is done, so that nothing is lost or doubled when aloft is killed.")
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Reaching a machine is what aloft is for; making one here needs more, and is not everybody's wish. libcurl is loaded
# when it is needed, where dpkg-shlibdeps cannot see it.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "openssh-client, rsync, libcurl4, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "podman, crun | runc, netavark, aardvark-dns, iptables, mmdebstrap")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "qemu-system-x86, qemu-utils, e2fsprogs, runc, uidmap, slirp4netns, fuse-overlayfs")
include(CPack)
