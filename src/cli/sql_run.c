/* One query of `kamu sql`: see sql_run.h. */
#include "cli/sql_run.h"

#include <unistd.h>

struct sql_run {
    struct engine *engine;
    struct dataset_query *query;
};

static uint64_t half_of_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    uint64_t bytes = 0;
    if (pages <= 0 || size <= 0 || MUL_OVERFLOW((uint64_t)pages, (uint64_t)size, &bytes) ||
        bytes / 2 < ENGINE_MEMORY_MAX)
        return ENGINE_MEMORY_MAX;
    return bytes / 2;
}

static kamu_code open_engine(struct cli *cli, const struct workspace *ws, struct engine **out,
                             struct kamu_error *err)
{
    char temp[FS_PATH_MAX];
    struct engine_options o = {.memory_max_bytes = half_of_memory()};
    /* In a workspace that cannot be written nothing is spilled. */
    if (path_join(temp, NULL, ws->dir, "run") == KAMU_OK &&
        fs_mkdir(&cli->env.fs, temp, NULL) == KAMU_OK)
        o.temp_dir = temp;
    return engine_open(&cli->env, &o, out, err);
}

kamu_code sql_run_open(struct cli *cli, enum sql_dialect dialect, struct str query,
                       struct sql_run **out, struct kamu_error *err)
{
    struct dataset_query_options options = {.dialect = dialect};
    struct workspace *ws = NULL;
    struct sql_run *r = mem_calloc(1, sizeof *r);
    if (r == NULL)
        return error_nomem(err);
    kamu_code rc = cli_workspace(cli, &ws, err);
    if (rc == KAMU_OK)
        rc = open_engine(cli, ws, &r->engine, err);
    if (rc == KAMU_OK)
        rc = dataset_query_open(ws, r->engine, &options, query, &r->query, err);
    if (rc != KAMU_OK) {
        sql_run_close(r);
        return rc;
    }
    *out = r;
    return KAMU_OK;
}

struct col_schema *sql_run_schema(const struct sql_run *r)
{
    return dataset_query_schema(r->query);
}

kamu_code sql_run_next(struct sql_run *r, struct batch **out, struct kamu_error *err)
{
    return dataset_query_next(r->query, out, err);
}

void sql_run_close(struct sql_run *r)
{
    if (r == NULL)
        return;
    dataset_query_close(r->query);
    engine_close(r->engine);
    mem_free(r);
}
