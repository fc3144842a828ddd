/* Options of `kamu ingest` about what the data says: command line over configuration
 * (`ingest.*`) over the defaults. */
#ifndef KAMU_CLI_INGEST_OPTIONS_H
#define KAMU_CLI_INGEST_OPTIONS_H

#include "cli/command.h"

extern const char *const ingest_on_repeated_key_values[], *const ingest_on_changed_row_values[];
kamu_code ingest_check_percent(const char *value, struct kamu_error *err);

/* Sets the members of *o that --on-repeated-key, --on-changed-row, --max-retract and
 * --max-retract-rows, or the configuration, are about. */
kamu_code ingest_options_merge(struct cli *cli, const struct cli_args *args,
                               struct kamu_push_options *o, struct kamu_error *err);
/* An option of the command line that the source's merge strategy has no use for is an error: who
 * asks for a guard must not go without. (One of the configuration is for all datasets.) */
kamu_code ingest_options_fit(const struct cli_args *args, const struct kamu_push *push,
                             struct kamu_error *err);

#endif
