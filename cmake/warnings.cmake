# Everything that is compiled goes through kamu_options.
add_library(kamu_options INTERFACE)
target_compile_options(kamu_options INTERFACE
  -Wall -Wextra -Wshadow -Wpointer-arith -Wcast-qual -Wstrict-prototypes
  -Wmissing-prototypes -Wold-style-definition -Wwrite-strings -Wformat=2 -Wundef
  -Wvla -Wnull-dereference -Wno-unused-parameter
  -fvisibility=hidden -fno-common -fstack-protector-strong
  -include ${CMAKE_SOURCE_DIR}/src/base/banned.h)
if(KAMU_WERROR) # the test builds; another compiler's new warnings must not keep a user from building
  target_compile_options(kamu_options INTERFACE -Werror)
endif()
target_compile_definitions(kamu_options INTERFACE _GNU_SOURCE $<$<BOOL:${KAMU_FAULTS}>:KAMU_FAULTS=1>)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(kamu_options INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -ffunction-sections)
  target_link_options(kamu_options INTERFACE -Wl,-z,relro,-z,now -Wl,-z,noexecstack -Wl,--gc-sections)
  # A third of a megabyte less to read at each start. Some linkers take the option and make
  # programs that the C library refuses to load, so one is run.
  if(NOT CMAKE_CROSSCOMPILING)
    include(CheckCSourceRuns)
    set(CMAKE_REQUIRED_LINK_OPTIONS -Wl,-z,pack-relative-relocs)
    check_c_source_runs("#include <stdio.h>\nstatic FILE **f[] = {&stdout, &stderr};\nint main(void) { return *f[0] == *f[1]; }" KAMU_RELATIVE_RELOCS)
    unset(CMAKE_REQUIRED_LINK_OPTIONS)
    if(KAMU_RELATIVE_RELOCS)
      target_link_options(kamu_options INTERFACE -Wl,-z,pack-relative-relocs)
    endif()
  endif()
endif()
if(KAMU_SANITIZE)
  # The instrumented code confuses this analysis; the other builds keep it.
  target_compile_options(kamu_options INTERFACE -Wno-maybe-uninitialized -Wno-null-dereference)
  target_compile_options(kamu_options INTERFACE -fsanitize=${KAMU_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(kamu_options INTERFACE -fsanitize=${KAMU_SANITIZE})
endif()
if(KAMU_FUZZ) # clang: gcc's warnings are the ones that count
  target_compile_options(kamu_options INTERFACE -fsanitize=fuzzer-no-link -Wno-error -w)
endif()
