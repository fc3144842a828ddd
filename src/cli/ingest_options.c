/* Options of `kamu ingest`: see ingest_options.h. */
#include "cli/ingest_options.h"

#include "cli/config.h"
#include "columnar/text.h"
#include "ingest/push.h"
#include "merge/strategy.h"

/* In the order of the enums of kamu.h. */
const char *const ingest_on_repeated_key_values[] = {"all", "first", "last", "error", NULL};
const char *const ingest_on_changed_row_values[] = {"ignore", "report", "error", NULL};

kamu_code ingest_check_percent(const char *value, struct kamu_error *err)
{
    double unused = 0;
    return config_percent(str_c(value), &unused)
               ? KAMU_OK
               : error_set(err, KAMU_E_USAGE, "expected a percentage from 0 to 100");
}

/* Place of the value in the list, which has it: without its case in the first letter, as enums of
 * the configuration are written. */
static int place_of(struct str value, const char *const *values)
{
    int i = 0;
    while (values[i] != NULL && !str_ieq(value, str_c(values[i])))
        i++;
    return i;
}

/* 0 = nothing is to go: a share of 0 means no limit to the library. */
static void set_share(struct kamu_push_options *o, struct str text)
{
    (void)config_percent(text, &o->retract_max_share);
    if (o->retract_max_share == 0)
        o->limits_retractions = true;
}

static void set_rows(struct kamu_push_options *o, uint64_t rows)
{
    if (!o->limits_retractions || rows < o->retract_max_rows)
        o->retract_max_rows = rows;
    o->limits_retractions = true;
}

static const struct node *configured(const struct node *config, const char *given,
                                     const struct cli_args *args, const char *path)
{
    return cli_given(args, given) ? NULL : node_path(config, str_c(path));
}

static void take_configuration(const struct node *config, const struct cli_args *args,
                               struct kamu_push_options *o)
{
    bool limited = cli_given(args, "max-retract") || cli_given(args, "max-retract-rows");
    const struct node *repeated =
        configured(config, "on-repeated-key", args, "ingest.onRepeatedKey");
    const struct node *changed = configured(config, "on-changed-row", args, "ingest.onChangedRow");
    const struct node *share = node_path(config, STR("ingest.maxRetract"));
    const struct node *rows = node_path(config, STR("ingest.maxRetractRows"));
    /* "all" is the default, or no choice. */
    if (repeated != NULL && !str_ieq(repeated->text, STR("all")))
        o->on_repeated_key = (enum kamu_on_repeated_key)(
            KAMU_REPEATED_KEY_ALL + place_of(repeated->text, ingest_on_repeated_key_values));
    if (changed != NULL)
        o->on_changed_row =
            (enum kamu_on_changed_row)place_of(changed->text, ingest_on_changed_row_values);
    if (share != NULL && !limited)
        set_share(o, share->text);
    uint64_t n = 0;
    if (rows != NULL && !limited && text_to_u64(rows->text, &n) == NULL)
        set_rows(o, n);
}

static void take_command_line(const struct cli_args *args, struct kamu_push_options *o)
{
    const char *repeated = cli_value(args, "on-repeated-key");
    const char *changed = cli_value(args, "on-changed-row");
    if (repeated != NULL)
        o->on_repeated_key = (enum kamu_on_repeated_key)(
            KAMU_REPEATED_KEY_ALL + place_of(str_c(repeated), ingest_on_repeated_key_values));
    if (changed != NULL)
        o->on_changed_row =
            (enum kamu_on_changed_row)place_of(str_c(changed), ingest_on_changed_row_values);
    if (cli_given(args, "max-retract"))
        set_share(o, str_c(cli_value(args, "max-retract")));
    if (cli_given(args, "max-retract-rows"))
        set_rows(o, cli_value_u64(args, "max-retract-rows"));
}

kamu_code ingest_options_merge(struct cli *cli, const struct cli_args *args,
                               struct kamu_push_options *o, struct kamu_error *err)
{
    struct arena a;
    struct node config;
    arena_init(&a, NODE_BYTES_MAX * 64);
    kamu_code rc = config_load(cli, CONFIG_COMBINED, false, &a, &config, err);
    if (rc == KAMU_OK) {
        take_configuration(&config, args, o);
        take_command_line(args, o);
    }
    arena_free(&a);
    return rc;
}

kamu_code ingest_options_fit(const struct cli_args *args, const struct kamu_push *push,
                             struct kamu_error *err)
{
    enum merge_kind kind = push_merge_kind(push);
    const struct {
        const char *option;
        bool fits;
    } all[] = {
        {"on-repeated-key", merge_needs_history(kind)},
        {"on-changed-row", kind == MERGE_LEDGER},
        {"max-retract", kind == MERGE_SNAPSHOT},
        {"max-retract-rows", kind == MERGE_SNAPSHOT},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (cli_given(args, all[i].option) && !all[i].fits)
            return error_set(err, KAMU_E_USAGE,
                             "--%s has no meaning for the merge strategy %s of the push source",
                             all[i].option, merge_kind_name(kind));
    return KAMU_OK;
}
