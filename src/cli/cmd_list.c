/* `kamu list`: spec/cli.md 7.1. */
#include "cli/commands.h"
#include "cli/rows.h"

#include "store/rights.h"
#include "store/workspace.h"

struct list_shape {
    bool wide, owner, visibility;
    bool public_read; /* of the row */
};

static size_t columns_of(const struct list_shape *s, struct rows_column *c)
{
    size_t n = 0;
    if (s->wide)
        c[n++] = (struct rows_column){"ID", ROWS_TEXT, OUTPUT_LEFT};
    if (s->owner)
        c[n++] = (struct rows_column){"Owner", ROWS_TEXT, OUTPUT_LEFT};
    c[n++] = (struct rows_column){"Name", ROWS_TEXT, OUTPUT_LEFT};
    if (s->visibility)
        c[n++] = (struct rows_column){"Visibility", ROWS_TEXT, OUTPUT_LEFT};
    c[n++] = (struct rows_column){"Kind", ROWS_TEXT, OUTPUT_CENTER};
    if (s->wide)
        c[n++] = (struct rows_column){"Head", ROWS_TEXT, OUTPUT_LEFT};
    c[n++] = (struct rows_column){"Pulled", ROWS_TIME, OUTPUT_CENTER};
    c[n++] = (struct rows_column){"Records", ROWS_COUNT, OUTPUT_RIGHT};
    if (s->wide)
        c[n++] = (struct rows_column){"Blocks", ROWS_COUNT, OUTPUT_RIGHT};
    c[n++] = (struct rows_column){"Size", ROWS_SIZE, OUTPUT_RIGHT};
    if (s->wide)
        c[n++] = (struct rows_column){"Watermark", ROWS_TIME, OUTPUT_CENTER};
    return n;
}

static const char *kind_text(const struct dataset_summary *s)
{
    if (s->damaged)
        return "Damaged";
    if (s->kind == ODF_ROOT)
        return s->remote ? "Remote(Root)" : "Root";
    return s->remote ? "Remote(Derivative)" : "Derivative";
}

static kamu_code put_row(struct rows *r, const struct list_shape *shape,
                         const struct dataset_handle *h, const struct dataset_summary *s,
                         struct kamu_error *err)
{
    if (shape->wide) {
        char id[ODF_DID_TEXT_MAX];
        size_t n = odf_did_text(&h->id, id);
        KAMU_TRY(rows_text(r, (struct str){id, n}, err));
    }
    if (shape->owner)
        KAMU_TRY(rows_text(r, h->account.p ? h->account : STR(WORKSPACE_DEFAULT_ACCOUNT), err));
    KAMU_TRY(rows_text(r, h->name, err));
    if (shape->visibility)
        KAMU_TRY(rows_text(r, shape->public_read ? STR("public") : STR("private"), err));
    KAMU_TRY(rows_text(r, str_c(kind_text(s)), err));
    if (shape->wide) {
        char head[ODF_HASH_TEXT_MAX];
        size_t n = odf_hash_text(&s->head, head);
        KAMU_TRY(rows_text(r, (struct str){head, n}, err));
    }
    KAMU_TRY(rows_time(r, s->pulled.set ? &s->pulled.value : NULL, err));
    KAMU_TRY(rows_u64(r, s->records, err));
    if (shape->wide)
        KAMU_TRY(rows_u64(r, s->blocks, err));
    KAMU_TRY(rows_u64(r, s->data_bytes, err));
    if (shape->wide)
        KAMU_TRY(rows_time(r, s->watermark.set ? &s->watermark.value : NULL, err));
    return KAMU_OK;
}

/* Of several accounts' datasets: the current account's, unless others are asked for. */
static bool is_listed(const struct workspace *ws, const struct cli_args *args,
                      const struct dataset_handle *h)
{
    if (!ws->multi_tenant || cli_flag(args, "all-accounts") || !h->account.p)
        return true;
    const char *target = cli_value(args, "target-account");
    return str_ieq(h->account, str_c(target ? target : ws->account));
}

static kamu_code put_dataset(struct workspace *ws, struct rights **rights, struct rows *r,
                             struct list_shape *shape, const struct dataset_handle *h,
                             const struct dataset_summary *s, struct kamu_error *err)
{
    struct dataset_rights found;
    if (shape->visibility) {
        if (!*rights)
            KAMU_TRY(rights_open(ws, rights, err));
        KAMU_TRY(rights_find(*rights, &h->id, &found, err));
        shape->public_read = found.public_read;
    }
    return put_row(r, shape, h, s, err);
}

static kamu_code run_list(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    struct workspace *ws;
    KAMU_TRY(cli_workspace(cli, &ws, err));
    bool accounts = cli_flag(args, "all-accounts") || cli_given(args, "target-account");
    if (accounts && !ws->multi_tenant)
        return error_set(err, KAMU_E_USAGE, "Directory is not a multi-tenant kamu workspace");
    struct list_shape shape = {.wide = cli_flag(args, "wide"),
                               .owner = accounts || cli->account,
                               .visibility = ws->multi_tenant};
    struct rows_column columns[ROWS_COLUMNS_MAX];
    struct rows rows;
    struct dataset_list list;
    struct dataset_summary *summaries;
    struct rights *rights = NULL;
    KAMU_TRY(workspace_list_summaries(ws, &list, &summaries, err));
    kamu_code rc = rows_open(&rows, cli, cli_output_format(cli, args), columns,
                             columns_of(&shape, columns), err);
    if (rc == KAMU_OK) {
        for (size_t i = 0; i < list.n && rc == KAMU_OK; i++)
            if (is_listed(ws, args, &list.items[i]))
                rc = put_dataset(ws, &rights, &rows, &shape, &list.items[i], &summaries[i], err);
        if (rc == KAMU_OK)
            rc = rows_finish(&rows, err);
        rows_free(&rows);
        rights_close(rights);
    }
    for (size_t i = 0; i < list.n && rc == KAMU_OK; i++)
        if (summaries[i].damaged)
            cli_say(cli, CLI_YELLOW,
                    "Warning: the chain of " STR_FMT " cannot be read; see `kamu verify " STR_FMT
                    "`",
                    STR_ARG(list.items[i].alias), STR_ARG(list.items[i].alias));
    dataset_list_free(&list);
    return rc;
}

const struct cli_command cmd_list = {
    .name = "list",
    .alias = "ls",
    .summary = "List all datasets in the workspace",
    .flags = CLI_NEEDS_WORKSPACE,
    .examples = "  kamu list\n"
                "  kamu list -w            # with identities, heads, blocks and watermarks\n"
                "  kamu list -o csv\n",
    .options =
        (const struct cli_option[]){
            CLI_OPTION_TABLE_FORMAT,
            {.short_name = 'w',
             .long_name = "wide",
             .flags = CLI_REPEAT,
             .help = "Show more of each dataset"},
            {.long_name = "target-account",
             .value_name = "ACCOUNT",
             .flags = CLI_HIDDEN,
             .help = "Datasets of this account"},
            {.long_name = "all-accounts", .flags = CLI_HIDDEN, .help = "Datasets of all accounts"},
            {0}},
    .run = run_list,
};
