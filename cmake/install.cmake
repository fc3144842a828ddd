# What `./dev install` (cmake --install build) puts in place: the program, libkamu.so and libkamu.a
# with nothing but the KAMU_API names in them, the header, the pkg-config file.
include(GNUInstallDirs)

add_library(kamu_shared SHARED src/base/banned.h)
target_link_libraries(kamu_shared PRIVATE kamu_options -Wl,--whole-archive
  $<TARGET_FILE:kamu_core> -Wl,--no-whole-archive ${KAMU_LIBRARIES_SHARED})
target_link_options(kamu_shared PRIVATE -Wl,--no-undefined)
set_target_properties(kamu_shared PROPERTIES OUTPUT_NAME kamu LINKER_LANGUAGE C
  EXCLUDE_FROM_ALL ON VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
add_dependencies(kamu_shared kamu_core)

# One object, hidden names made local: a caller's `buf_append` is never ours.
set(archive ${CMAKE_BINARY_DIR}/archive/libkamu.a)
add_custom_command(OUTPUT ${archive} DEPENDS kamu_core VERBATIM
  COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/archive
  COMMAND ${CMAKE_COMMAND} -E rm -f ${archive}
  COMMAND ${CMAKE_LINKER} -r -o ${CMAKE_BINARY_DIR}/archive/kamu.o --whole-archive $<TARGET_FILE:kamu_core>
  COMMAND ${CMAKE_OBJCOPY} --localize-hidden ${CMAKE_BINARY_DIR}/archive/kamu.o
  COMMAND ${CMAKE_AR} rcs ${archive} ${CMAKE_BINARY_DIR}/archive/kamu.o)
add_custom_target(kamu_archive DEPENDS ${archive})

file(RELATIVE_PATH KAMU_PC_PREFIX /x/${CMAKE_INSTALL_LIBDIR}/pkgconfig /x)
configure_file(cmake/kamu.pc.in kamu.pc @ONLY)

# The libraries are only built for an installation: `cmake --build build --target install-files`.
add_custom_target(install-files DEPENDS kamu kamu_shared kamu_archive)
install(TARGETS kamu RUNTIME)
install(TARGETS kamu_shared LIBRARY OPTIONAL)
install(FILES ${archive} DESTINATION ${CMAKE_INSTALL_LIBDIR} OPTIONAL)
install(FILES include/kamu.h TYPE INCLUDE)
install(FILES ${CMAKE_BINARY_DIR}/kamu.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
# The query engine, where `./dev` fetched one; the program looks for it there (src/sql/duckdb.h).
install(FILES ${CMAKE_BINARY_DIR}/duckdb/libduckdb.so DESTINATION lib/kamu OPTIONAL)
install(FILES ${CMAKE_BINARY_DIR}/duckdb/LICENSE DESTINATION lib/kamu RENAME LICENSE.duckdb OPTIONAL)
# The shells' completions come from the program itself.
install(CODE [[
  foreach(pair "bash;share/bash-completion/completions/kamu" "zsh;share/zsh/site-functions/_kamu"
          "fish;share/fish/vendor_completions.d/kamu.fish")
    list(GET pair 0 shell)
    list(GET pair 1 file)
    execute_process(COMMAND "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/bin/kamu" completions ${shell}
      OUTPUT_VARIABLE text RESULT_VARIABLE failed ERROR_QUIET)
    if(NOT failed AND text)
      file(WRITE "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/${file}" "${text}")
      message(STATUS "Installing: ${CMAKE_INSTALL_PREFIX}/${file}")
    endif()
  endforeach()
]])
