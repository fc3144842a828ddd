/* See smart_read.h. */
#include "store/smart_read.h"

kamu_code smart_malformed(const struct json_pull *j, const char *why, struct kamu_error *err)
{
    if (j->no_memory)
        return error_nomem(err);
    return error_set(err, KAMU_E_INPUT, "Malformed message: %s at byte %zu",
                     j->error ? j->error : why, j->at);
}

kamu_code smart_expect(struct json_pull *j, enum json_token want, const char *why,
                       struct kamu_error *err)
{
    return json_pull_next(j) == want ? KAMU_OK : smart_malformed(j, why, err);
}

kamu_code smart_skip_value(struct json_pull *j, struct kamu_error *err)
{
    unsigned depth = j->depth;
    do {
        enum json_token t = json_pull_next(j);
        if (t == JSON_ERROR || t == JSON_END)
            return smart_malformed(j, "a value is missing", err);
    } while (j->depth > depth);
    return KAMU_OK;
}

kamu_code smart_read_members(struct json_pull *j, const struct smart_members *m,
                             struct kamu_error *err)
{
    unsigned seen = 0;
    for (;;) {
        enum json_token t = json_pull_next(j);
        if (t == JSON_OBJECT_END)
            break;
        if (t != JSON_KEY)
            return smart_malformed(j, "a member is expected", err);
        unsigned i = 0;
        while (i < m->n && !str_eqc(j->text, m->known[i]))
            i++;
        if (i == m->n) {
            KAMU_TRY(smart_skip_value(j, err));
            continue;
        }
        if (seen & 1u << i)
            return smart_malformed(j, "a member is there twice", err);
        seen |= 1u << i;
        KAMU_TRY(m->take(j, i, m->ctx, err));
    }
    for (unsigned i = 0; i < m->n; i++)
        if (!((seen | m->optional) & 1u << i))
            return error_set(err, KAMU_E_INPUT, "Malformed message: missing field `%s`",
                             m->known[i]);
    return KAMU_OK;
}

kamu_code smart_read_object(struct json_pull *j, const struct smart_members *m,
                            struct kamu_error *err)
{
    KAMU_TRY(smart_expect(j, JSON_OBJECT, "an object is expected", err));
    return smart_read_members(j, m, err);
}

kamu_code smart_read_message(struct str text, const struct smart_members *m, struct kamu_error *err)
{
    struct json_pull j;
    json_pull_init(&j, text);
    kamu_code rc = smart_read_object(&j, m, err);
    if (rc == KAMU_OK)
        rc = smart_expect(&j, JSON_END, "more follows", err);
    json_pull_free(&j);
    return rc;
}

kamu_code smart_read_u64(struct json_pull *j, uint64_t max, uint64_t *out, struct kamu_error *err)
{
    KAMU_TRY(smart_expect(j, JSON_NUMBER, "a number is expected", err));
    *out = 0;
    for (size_t i = 0; i < j->text.n; i++) {
        unsigned digit = (unsigned)(unsigned char)j->text.p[i] - '0';
        if (digit > 9 || MUL_OVERFLOW(*out, (uint64_t)10, out) || ADD_OVERFLOW(*out, digit, out))
            return smart_malformed(j, "an unsigned integer is expected", err);
    }
    return *out <= max ? KAMU_OK : smart_malformed(j, "a number is too large", err);
}

kamu_code smart_read_bool(struct json_pull *j, bool *out, struct kamu_error *err)
{
    enum json_token t = json_pull_next(j);
    *out = t == JSON_TRUE;
    return t == JSON_TRUE || t == JSON_FALSE ? KAMU_OK
                                             : smart_malformed(j, "a boolean is expected", err);
}

/* A hash; with `or_null` absent for null. */
kamu_code smart_read_hash(struct json_pull *j, bool or_null, struct odf_hash *out,
                          struct kamu_error *err)
{
    enum json_token t = json_pull_next(j);
    *out = (struct odf_hash){0};
    if (t == JSON_NULL && or_null)
        return KAMU_OK;
    if (t != JSON_STRING || odf_hash_parse(j->text, out, NULL) != KAMU_OK)
        return smart_malformed(j, "a multihash is expected", err);
    return KAMU_OK;
}

kamu_code smart_read_choice(struct json_pull *j, const char *const *choices, unsigned n,
                            unsigned *out, struct kamu_error *err)
{
    KAMU_TRY(smart_expect(j, JSON_STRING, "a string is expected", err));
    for (*out = 0; *out < n && !str_eqc(j->text, choices[*out]);)
        ++*out;
    return *out < n ? KAMU_OK : smart_malformed(j, "an unknown value", err);
}
