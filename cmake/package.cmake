# What is installed, and the Debian package of it: script/package builds it.
include(GNUInstallDirs)
set(doc ${CMAKE_INSTALL_DATAROOTDIR}/doc/mostik)
set(etc ${CMAKE_INSTALL_FULL_SYSCONFDIR}/mostik)
install(TARGETS mostik RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES deploy/config.yaml DESTINATION ${etc} PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ)
install(FILES deploy/environment DESTINATION ${etc} PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ)
install(FILES deploy/mostik.service DESTINATION lib/systemd/system)
install(FILES README.md docs/config.md docs/operations.md CHANGELOG.md deploy/debian/copyright DESTINATION ${doc})
install(FILES config.yaml DESTINATION ${doc}/examples)
install(FILES config.schema.json DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/mostik)
if(MOSTIK_SWAGGER_UI)
  install(FILES ${SWAGGER_UI_FOLDER}/swagger-ui-bundle.js.LICENSE.txt DESTINATION ${doc})
endif()
# Whoever builds it, as Debian's own tools have it.
if(DEFINED ENV{DEBEMAIL})
  set(CPACK_PACKAGE_CONTACT "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
else()
  set(CPACK_PACKAGE_CONTACT "Mostik <mostik@localhost>")
endif()

# Debian's own form of a changelog, in which this package has one version.
string(TIMESTAMP built "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(CONFIGURE OUTPUT changelog CONTENT "mostik (@PROJECT_VERSION@) stable; urgency=medium

  * /usr/share/doc/mostik/CHANGELOG.md tells what is new.

 -- @CPACK_PACKAGE_CONTACT@  @built@
" @ONLY)
find_program(GZIP gzip REQUIRED)
execute_process(COMMAND ${GZIP} -9nf changelog WORKING_DIRECTORY ${CMAKE_BINARY_DIR} COMMAND_ERROR_IS_FATAL ANY)
install(FILES ${CMAKE_BINARY_DIR}/changelog.gz DESTINATION ${doc})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME mostik)
set(CPACK_PACKAGE_FILE_NAME mostik)
set(CPACK_SET_DESTDIR ON)  # /etc is not below the prefix
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "bridge between Mattermost and Telegram")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Mostik stores what matters in Mattermost's channels and finds it again,
answers people, carries conversations between Mattermost and Telegram, and
is a support desk. Everything that it does is written in one file,
/etc/mostik/config.yaml.")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${CMAKE_SOURCE_DIR}/deploy/debian/conffiles ${CMAKE_SOURCE_DIR}/deploy/debian/postinst
  ${CMAKE_SOURCE_DIR}/deploy/debian/prerm ${CMAKE_SOURCE_DIR}/deploy/debian/postrm)
include(CPack)
