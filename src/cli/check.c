/* Checks of argument values: the grammar of spec/cli.md 3 with kamu's texts. */
#include "cli/command.h"

#include <ctype.h>

/* ---- grammar: each returns the length matched, 0 = no match -------------------- */

static size_t subdomain(const char *s) /* [A-Za-z0-9]+ ("-" [A-Za-z0-9]+)* */
{
    size_t n = 0;
    while (isalnum((unsigned char)s[n]))
        n++;
    while (n && s[n] == '-' && isalnum((unsigned char)s[n + 1])) {
        n++;
        while (isalnum((unsigned char)s[n]))
            n++;
    }
    return n;
}

static size_t hostname(const char *s)
{
    size_t n = subdomain(s);
    while (n && s[n] == '.') {
        size_t more = subdomain(s + n + 1);
        if (!more)
            break;
        n += 1 + more;
    }
    return n;
}

static bool is_name(const char *s)
{
    size_t n = hostname(s);
    return n && s[n] == '\0';
}

static bool is_did(const char *s) /* did:odf:fed01 and an Ed25519 key in hexadecimal */
{
    static const char prefix[] = "did:odf:fed01";
    size_t n = sizeof prefix - 1;
    if (strncmp(s, prefix, n) != 0)
        return false;
    size_t digits = strspn(s + n, "0123456789abcdefABCDEF");
    return digits == 64 && s[n + digits] == '\0';
}

static bool is_alias(const char *s) /* [account "/"] name */
{
    size_t n = hostname(s);
    if (n && s[n] == '/')
        return is_name(s + n + 1);
    return n && s[n] == '\0';
}

static bool is_remote(const char *s) /* repo "/" (did | [account "/"] name) */
{
    size_t n = hostname(s);
    return n && s[n] == '/' && (is_did(s + n + 1) || is_alias(s + n + 1));
}

static bool is_url(const char *s)
{
    size_t n = 0;
    for (;;) {
        size_t word = 0;
        while (isalnum((unsigned char)s[n + word]))
            word++;
        if (!word)
            return false;
        n += word;
        if (s[n] != '+')
            break;
        n++;
    }
    return strncmp(s + n, "://", 3) == 0;
}

static bool is_separator(char c)
{
    return c == '.' || c == '-';
}

/* One piece of a name pattern between two '%'. */
static bool is_pattern_piece(const char *s, size_t n, bool first, bool last)
{
    if (n == 0 || (n == 1 && is_separator(*s) && !first && !last))
        return true;
    char piece[256];
    if (n >= sizeof piece)
        return false;
    memcpy(piece, s, n);
    piece[n] = '\0';
    const char *p = piece;
    if (!first && is_separator(*p))
        p++;
    size_t m = hostname(p);
    if (!m)
        return false;
    if (!last && is_separator(p[m]))
        m++;
    return p[m] == '\0';
}

static bool is_pattern(const char *s) /* [account "/"] name pattern */
{
    size_t account = hostname(s);
    if (account && s[account] == '/')
        s += account + 1;
    if (!strchr(s, '%'))
        return false;
    for (bool first = true;; first = false) {
        size_t n = strcspn(s, "%");
        bool last = s[n] == '\0';
        if (!is_pattern_piece(s, n, first, last))
            return false;
        if (last)
            return true;
        s += n + 1;
    }
}

static kamu_code refuse(bool ok, struct kamu_error *err, const char *text)
{
    return ok ? KAMU_OK : error_set(err, KAMU_E_USAGE, "%s", text);
}

/* ---- checks -------------------------------------------------------------------- */

kamu_code cli_check_u64(const char *value, struct kamu_error *err)
{
    const char *s = value + (value[0] == '+');
    if (!value[0])
        return error_set(err, KAMU_E_USAGE, "cannot parse integer from empty string");
    size_t n = strspn(s, "0123456789");
    if (n == 0 || s[n])
        return error_set(err, KAMU_E_USAGE, "invalid digit found in string");
    uint64_t v = 0;
    for (; *s; s++)
        if (MUL_OVERFLOW(v, 10, &v) || ADD_OVERFLOW(v, (uint64_t)(*s - '0'), &v))
            return error_set(err, KAMU_E_USAGE, "number too large to fit in target type");
    return KAMU_OK;
}

kamu_code cli_check_records_per_file(const char *v, struct kamu_error *err)
{
    KAMU_TRY(cli_check_u64(v, err));
    if (strspn(v, "+0") == strlen(v))
        return error_set(err, KAMU_E_USAGE, "a file takes at least one record");
    return KAMU_OK;
}

kamu_code cli_check_time(const char *value, struct kamu_error *err)
{
    struct instant t;
    return instant_parse_rfc3339(str_c(value), &t, err);
}

kamu_code cli_check_dataset_ref(const char *v, struct kamu_error *err)
{
    return refuse(is_did(v) || is_alias(v), err,
                  "Local reference should be in form: `did:odf:...` or `my.dataset.id`");
}

kamu_code cli_check_dataset_ref_or_pattern(const char *v, struct kamu_error *err)
{
    return refuse(is_did(v) || is_alias(v) || is_pattern(v), err,
                  "Local reference should be in form: `did:odf:...`, `my.dataset.id`, or a "
                  "wildcard pattern `my.dataset.%`");
}

kamu_code cli_check_dataset_name(const char *v, struct kamu_error *err)
{
    return refuse(is_name(v), err,
                  "Dataset name can only contain alphanumerics, dashes, and dots, e.g. "
                  "`my.dataset-id`");
}

kamu_code cli_check_dataset_alias(const char *v, struct kamu_error *err)
{
    return is_alias(v) ? KAMU_OK
                       : error_set(err, KAMU_E_USAGE, "Value '%s' is not a valid DatasetAlias", v);
}

kamu_code cli_check_any_ref(const char *v, struct kamu_error *err)
{
    size_t repo = hostname(v);
    bool remote_pattern = repo && v[repo] == '/' && is_pattern(v + repo + 1);
    return refuse(is_did(v) || is_alias(v) || is_pattern(v) || is_remote(v) || is_url(v) ||
                      remote_pattern,
                  err,
                  "Dataset reference should be in form: `my.dataset.id` or "
                  "`repository/account/dataset-id` or `did:odf:...` or `scheme://some-url` or a "
                  "wildcard pattern: `my.dataset.%` or `repository/account/remote.dataset.%`");
}

kamu_code cli_check_push_target(const char *v, struct kamu_error *err)
{
    return refuse(is_remote(v) || is_name(v) || is_url(v), err,
                  "Remote reference should be in form: `repository/account/dataset-name` or "
                  "`scheme://some-url` or repository reference can only contain alphanumerics, "
                  "dashes, and dots");
}

kamu_code cli_check_remote_ref(const char *v, struct kamu_error *err)
{
    return refuse(is_did(v) || is_remote(v) || is_url(v), err,
                  "Remote reference should be in form: `did:odf:...` or "
                  "`repository/account/dataset-id` or `scheme://some-url`");
}

kamu_code cli_check_repo_name(const char *v, struct kamu_error *err)
{
    return refuse(is_name(v), err, "RepositoryID can only contain alphanumerics, dashes, and dots");
}

kamu_code cli_check_url(const char *v, struct kamu_error *err)
{
    size_t n = 0;
    if (isalpha((unsigned char)v[0]))
        while (isalnum((unsigned char)v[n]) || (v[n] && strchr("+-.", v[n])))
            n++;
    if (n == 0 || v[n] != ':')
        return error_set(err, KAMU_E_USAGE, "relative URL without a base");
    static const char *const schemes[] = {"file",     "http",     "https",     "s3",   "s3+http",
                                          "s3+https", "odf+http", "odf+https", "ipfs", "ipns"};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (strlen(schemes[i]) == n && strncasecmp(schemes[i], v, n) == 0 &&
            strncmp(v + n, "://", 3) == 0)
            return KAMU_OK;
    return error_set(err, KAMU_E_USAGE,
                     "unsupported scheme `%.*s`, expected one of `file://`, `http(s)://`, "
                     "`odf+http(s)://`, `s3://`, `s3+http(s)://`, `ipfs://`, `ipns://`",
                     (int)n, v);
}

kamu_code cli_check_block_hash(const char *v, struct kamu_error *err)
{
    size_t n = strspn(v, "0123456789abcdefABCDEF");
    bool ok = n > 5 && v[n] == '\0' && n % 2 == 1 && strncmp(v, "f1620", 5) == 0 && n == 69;
    return refuse(ok, err, "Block hash must be a valid multihash string");
}

const char *const cli_visibilities[] = {"private", "public", NULL};
const char *const cli_table_formats[] = {"csv",      "json",  "ndjson",  "json-soa",
                                         "json-aoa", "table", "parquet", NULL};
