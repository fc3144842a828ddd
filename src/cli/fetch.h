/* Bytes of an argument that may be a path or a URL. */
#ifndef KAMU_CLI_FETCH_H
#define KAMU_CLI_FETCH_H

#include "cli/command.h"

/*
 * `arg`: an existing path, else a URL (file, http, https), else a path. Appends to
 * `out`. Other schemes: KAMU_E_USAGE "Unsupported scheme ftp". Missing: "Source not
 * found at <url>" or the file system's text. libcurl is loaded at the first http URL.
 */
kamu_code fetch_bytes(struct cli *cli, const char *arg, struct buf *out, struct kamu_error *err);

/* All of standard input. */
kamu_code fetch_stdin(struct cli *cli, struct buf *out, struct kamu_error *err);

#endif
