# Debian's packages; `./dev deps` installs them. With KAMU_STATIC_DEPS the program links their
# archives: each shared library costs a start 0.2 to 2 ms (symbol lookups, relocations), and
# `kamu version` has 3. libkamu.so links the shared ones, as Debian's policy wants it.
option(KAMU_STATIC_DEPS "Link the program with static libraries where Debian has them" OFF)

find_package(Threads REQUIRED)
set(KAMU_LIBRARIES Threads::Threads m ${CMAKE_DL_LIBS})
set(KAMU_LIBRARIES_SHARED ${KAMU_LIBRARIES})
foreach(name yaml jansson zstd sqlite3 crypto snappy brotlidec brotlicommon z)
  find_library(KAMU_SHARED_${name} NAMES ${name} REQUIRED)
  list(APPEND KAMU_LIBRARIES_SHARED ${KAMU_SHARED_${name}})
  string(APPEND KAMU_PC_LIBRARIES " -l${name}")
  if(KAMU_STATIC_DEPS)
    find_library(KAMU_STATIC_${name} NAMES lib${name}.a ${name} REQUIRED)
    list(APPEND KAMU_LIBRARIES ${KAMU_STATIC_${name}})
  else()
    list(APPEND KAMU_LIBRARIES ${KAMU_SHARED_${name}})
  endif()
endforeach()
if(KAMU_STATIC_DEPS) # snappy is C++ inside
  list(APPEND KAMU_LIBRARIES -static-libgcc -Wl,-Bstatic -lstdc++ -Wl,-Bdynamic)
endif()
# libarchive is loaded at first use (src/readers/libarchive.c): only its headers are needed.
find_path(KAMU_LIBARCHIVE_INCLUDE archive.h REQUIRED)
