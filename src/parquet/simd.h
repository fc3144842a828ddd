/* Kernels compiled for several processors, chosen when the program loads. Sanitizers run code
 * before they are ready when a resolver is called, so they get the plain form. */
#ifndef KAMU_PARQUET_SIMD_H
#define KAMU_PARQUET_SIMD_H

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                             \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define KAMU_CLONES                                                                                \
    __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), optimize("O3")))
#else
#define KAMU_CLONES
#endif

#endif
