# Debian's packages; `./dev deps` installs them.
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(YAML REQUIRED IMPORTED_TARGET yaml-0.1)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(LMDB REQUIRED IMPORTED_TARGET lmdb)
pkg_check_modules(ARCHIVE REQUIRED IMPORTED_TARGET libarchive)
find_library(SNAPPY_LIBRARY snappy REQUIRED)
set(KAMU_LIBRARIES Threads::Threads m ${CMAKE_DL_LIBS}
  OpenSSL::Crypto PkgConfig::YAML PkgConfig::JANSSON PkgConfig::ZSTD PkgConfig::SQLITE
  PkgConfig::LMDB PkgConfig::ARCHIVE ZLIB::ZLIB ${SNAPPY_LIBRARY})
