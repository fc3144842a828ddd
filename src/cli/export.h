/*
 * Rows into files, for `export` and `sql --output-path` (spec/cli.md 6.5, 8.1): csv, ndjson or
 * Parquet as kamu's writers make them.
 *
 * A path with an extension and without a closing '/' is one file, unless it is a directory already;
 * any other is a directory of files <16 random characters>_<number>.{csv,json,parquet}. Missing
 * directories in front of it are made. Everything is written under names `.pending-*` and gets its
 * own names in export_finish: a file that was there is replaced in that moment; a directory appears
 * as a whole, or, when it exists, gets its files one after the other. Memory does not depend on the
 * number of rows.
 */
#ifndef KAMU_CLI_EXPORT_H
#define KAMU_CLI_EXPORT_H

#include "cli/output.h"

#include "base/env.h"

struct export_options {
    enum output_format format; /* OUTPUT_CSV, OUTPUT_NDJSON or OUTPUT_PARQUET */
    const char *path;
    uint64_t records_per_file; /* of a directory; 0 = 50,000,000 */
};

struct export;
/* KAMU_E_EXISTS when the directory holds files of the same extension: two exports in one directory
 * would pass for one. Takes a reference of the schema; the rest must outlive it. */
kamu_code export_open(struct env *env, const struct export_options *options,
                      struct col_schema *schema, struct export **out, struct kamu_error *err);
kamu_code export_write(struct export *e, const struct batch *b, struct kamu_error *err);
/* Makes it visible. A directory without rows is not made. *rows may be NULL. */
kamu_code export_finish(struct export *e, uint64_t *rows, struct kamu_error *err);
void export_free(struct export *e); /* unfinished: nothing is left; NULL is fine */

#endif
