/* Names, aliases, references and patterns (spec/odf-metadata.md 2.6, spec/cli.md 3). */
#include "odf/ids.h"

#define VALUE_SHOWN_MAX 300

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static kamu_code not_valid(struct str s, const char *what, struct kamu_error *err)
{
    size_t n = s.n < VALUE_SHOWN_MAX ? s.n : utf8_cut(s.p, s.n, VALUE_SHOWN_MAX);
    return error_set(err, KAMU_E_INPUT, "Value '%.*s' is not a valid %s", (int)n, s.p ? s.p : "",
                     what);
}

/* Alphanumerics, with single '-' or '.' between them. */
bool odf_name_valid(struct str s)
{
    bool after_alnum = false;
    for (size_t i = 0; i < s.n; i++) {
        bool alnum = is_alnum(s.p[i]);
        if (!alnum && (!after_alnum || (s.p[i] != '-' && s.p[i] != '.')))
            return false;
        after_alnum = alnum;
    }
    return after_alnum;
}

kamu_code odf_dataset_name_check(struct str s, struct kamu_error *err)
{
    return odf_name_valid(s) ? KAMU_OK : not_valid(s, "DatasetName", err);
}

int odf_alias_cmp(const struct odf_alias *a, const struct odf_alias *b)
{
    if ((a->account.p != NULL) != (b->account.p != NULL))
        return a->account.p ? 1 : -1;
    int c = str_icmp(a->account, b->account);
    return c ? c : str_icmp(a->name, b->name);
}

bool odf_alias_eq(const struct odf_alias *a, const struct odf_alias *b)
{
    return odf_alias_cmp(a, b) == 0;
}

size_t odf_alias_text(const struct odf_alias *a, char *out, size_t max)
{
    int n = a->account.p
                ? snprintf(out, max, STR_FMT "/" STR_FMT, STR_ARG(a->account), STR_ARG(a->name))
                : snprintf(out, max, STR_FMT, STR_ARG(a->name));
    return n < 0 ? 0 : (size_t)n;
}

/* Cuts s at '/' into at most 3 parts; 0 when there are more. */
static unsigned split_slashes(struct str s, struct str parts[3])
{
    unsigned n = 0;
    size_t from = 0;
    for (size_t i = 0; i <= s.n; i++) {
        if (i < s.n && s.p[i] != '/')
            continue;
        if (n == 3)
            return 0;
        parts[n++] = (struct str){s.p + from, i - from};
        from = i + 1;
    }
    return n;
}

static bool alias_parse(struct str s, struct odf_alias *out)
{
    struct str parts[3];
    unsigned n = s.p ? split_slashes(s, parts) : 0;
    if (n == 1 && odf_name_valid(parts[0])) {
        *out = (struct odf_alias){.name = parts[0]};
        return true;
    }
    if (n == 2 && odf_name_valid(parts[0]) && odf_name_valid(parts[1])) {
        *out = (struct odf_alias){.account = parts[0], .name = parts[1]};
        return true;
    }
    return false;
}

kamu_code odf_alias_parse(struct str s, struct odf_alias *out, struct kamu_error *err)
{
    return alias_parse(s, out) ? KAMU_OK : not_valid(s, "DatasetAlias", err);
}

/* ---- forms of references ------------------------------------------------------ */

static bool parse_id(struct str s, struct odf_ref *out)
{
    if (!str_starts(s, "did:odf:") || odf_did_parse(s, &out->id, NULL) != KAMU_OK)
        return false;
    out->kind = ODF_REF_ID;
    return true;
}

/* [repo/]did:odf:... */
static bool parse_remote_id(struct str s, struct odf_ref *out)
{
    if (parse_id(s, out))
        return true;
    const char *slash = memchr(s.p, '/', s.n);
    if (!slash)
        return false;
    struct str repo = {s.p, (size_t)(slash - s.p)};
    struct str rest = {slash + 1, s.n - repo.n - 1};
    if (!odf_name_valid(repo) || !parse_id(rest, out))
        return false;
    out->repo = repo;
    return true;
}

static bool parse_local(struct str s, struct odf_ref *out)
{
    if (parse_id(s, out))
        return true;
    if (!alias_parse(s, &out->alias))
        return false;
    out->kind = ODF_REF_ALIAS;
    return true;
}

/* repo/[account/]name */
static bool parse_remote_alias(struct str s, struct odf_ref *out)
{
    struct str parts[3];
    unsigned n = split_slashes(s, parts);
    if (n < 2)
        return false;
    for (unsigned i = 0; i < n; i++)
        if (!odf_name_valid(parts[i]))
            return false;
    out->kind = ODF_REF_REMOTE;
    out->repo = parts[0];
    out->alias.account = n == 3 ? parts[1] : STR_NONE;
    out->alias.name = parts[n - 1];
    return true;
}

static bool parse_url(struct str s, struct odf_ref *out)
{
    size_t i = 0;
    bool after_alnum = false;
    for (; i < s.n && (is_alnum(s.p[i]) || (s.p[i] == '+' && after_alnum)); i++)
        after_alnum = s.p[i] != '+';
    if (!after_alnum || s.n - i <= 3 || memcmp(s.p + i, "://", 3) != 0 ||
        memchr(s.p + i, '\n', s.n - i))
        return false;
    out->kind = ODF_REF_URL;
    return true;
}

/* One piece of a name pattern between its '%'. */
static bool pattern_piece_valid(struct str s, bool first, bool last)
{
    if (s.n == 0)
        return true;
    bool lead = !first && (s.p[0] == '.' || s.p[0] == '-');
    if (lead && s.n == 1)
        return !last; /* a separator alone stands between two '%' only */
    bool trail = !last && (s.p[s.n - 1] == '.' || s.p[s.n - 1] == '-');
    return odf_name_valid((struct str){s.p + lead, s.n - lead - trail});
}

static bool name_pattern_valid(struct str s)
{
    size_t from = 0;
    bool any = false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '%')
            continue;
        if (!pattern_piece_valid((struct str){s.p + from, i - from}, !any, false))
            return false;
        any = true;
        from = i + 1;
    }
    return any && pattern_piece_valid((struct str){s.p + from, s.n - from}, false, true);
}

/* [[repo/]account/]pattern */
static bool parse_pattern(struct str s, unsigned parts_max, struct odf_ref *out)
{
    struct str parts[3];
    unsigned n = split_slashes(s, parts);
    if (n == 0 || n > parts_max || !name_pattern_valid(parts[n - 1]))
        return false;
    for (unsigned i = 0; i + 1 < n; i++)
        if (!odf_name_valid(parts[i]))
            return false;
    out->kind = ODF_REF_PATTERN;
    out->repo = n == 3 ? parts[0] : STR_NONE;
    out->alias.account = n > 1 ? parts[n - 2] : STR_NONE;
    out->alias.name = parts[n - 1];
    return true;
}

static struct odf_ref ref_start(struct str s)
{
    return (struct odf_ref){.text = s.p ? s : STR("")};
}

static bool has_percent(struct str s)
{
    return s.n && memchr(s.p, '%', s.n) != NULL;
}

kamu_code odf_ref_parse(struct str s, struct odf_ref *out, struct kamu_error *err)
{
    *out = ref_start(s);
    return parse_local(out->text, out) ? KAMU_OK : not_valid(s, "DatasetRef", err);
}

kamu_code odf_ref_parse_pattern(struct str s, struct odf_ref *out, struct kamu_error *err)
{
    *out = ref_start(s);
    bool ok = has_percent(s) ? parse_pattern(s, 2, out) : parse_local(out->text, out);
    return ok ? KAMU_OK : not_valid(s, "DatasetRefPattern", err);
}

kamu_code odf_ref_parse_remote(struct str s, struct odf_ref *out, struct kamu_error *err)
{
    *out = ref_start(s);
    bool ok = parse_remote_id(out->text, out) || parse_remote_alias(out->text, out) ||
              parse_url(out->text, out);
    return ok ? KAMU_OK : not_valid(s, "DatasetRefRemote", err);
}

static bool parse_any(struct str s, struct odf_ref *out)
{
    if (parse_remote_id(s, out))
        return true;
    if (alias_parse(s, &out->alias)) {
        out->kind = out->alias.account.p ? ODF_REF_AMBIGUOUS : ODF_REF_ALIAS;
        out->repo = out->alias.account;
        return true;
    }
    return parse_remote_alias(s, out) || parse_url(s, out);
}

kamu_code odf_ref_parse_any(struct str s, struct odf_ref *out, struct kamu_error *err)
{
    *out = ref_start(s);
    return parse_any(out->text, out) ? KAMU_OK : not_valid(s, "DatasetRefAny", err);
}

kamu_code odf_ref_parse_any_pattern(struct str s, struct odf_ref *out, struct kamu_error *err)
{
    *out = ref_start(s);
    /* a URL may hold percent-encoded characters */
    bool ok =
        has_percent(s) ? parse_url(s, out) || parse_pattern(s, 3, out) : parse_any(out->text, out);
    return ok ? KAMU_OK : not_valid(s, "DatasetRefAnyPattern", err);
}

kamu_code odf_ref_parse_push_target(struct str s, struct odf_ref *out, struct kamu_error *err)
{
    *out = ref_start(s);
    if (odf_name_valid(out->text)) {
        out->kind = ODF_REF_REPO;
        out->repo = out->text;
        return KAMU_OK;
    }
    bool ok = parse_remote_alias(out->text, out) || parse_url(out->text, out);
    return ok ? KAMU_OK : not_valid(s, "DatasetPushTarget", err);
}

/* ---- matching -------------------------------------------------------------------- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool odf_like(struct str pattern, struct str text)
{
    size_t p = 0, t = 0, star = SIZE_MAX, resume = 0;
    while (t < text.n) {
        if (p < pattern.n && pattern.p[p] == '%') {
            star = p++;
            resume = t;
        } else if (p < pattern.n && lower(pattern.p[p]) == lower(text.p[t])) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.n && pattern.p[p] == '%')
        p++;
    return p == pattern.n;
}

bool odf_ref_matches(const struct odf_ref *ref, const struct odf_alias *alias,
                     const struct odf_did *id)
{
    switch (ref->kind) {
    case ODF_REF_ID:
        return id && odf_did_eq(&ref->id, id);
    case ODF_REF_ALIAS:
        return odf_alias_eq(&ref->alias, alias);
    case ODF_REF_PATTERN:
        return (ref->alias.account.p != NULL) == (alias->account.p != NULL) &&
               str_ieq(ref->alias.account, alias->account) &&
               odf_like(ref->alias.name, alias->name);
    default:
        return false;
    }
}
