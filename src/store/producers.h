/*
 * Producers: how far each client that numbers its pushes has come in a dataset.
 *
 * The truth is in the chain: the AddData of a push carries, as newSourceState of kind
 * PRODUCERS_KIND, the producers that it moved, and no others:
 *
 *   {"<source>":{"<producer>":{"offset":"42","epoch":3},…},…}
 *
 * compact JSON, keys sorted; "epoch" only where there is one. The newest block that names a
 * producer counts. All of them together are kept, tagged with the head, in
 * `.kamu/cache/producers/<dataset>`, and only the blocks behind the tag are read; a missing,
 * foreign or damaged file is made anew from the chain. Deleting it is always safe. A dataset that
 * is reset forgets with its rows how far their producers had come; compaction (compact.h) keeps it.
 */
#ifndef KAMU_STORE_PRODUCERS_H
#define KAMU_STORE_PRODUCERS_H

#include "store/dataset.h"

#define PRODUCERS_KIND "kamu-c/producers"
#define PRODUCER_TEXT_MAX 255      /* bytes of a name, or of an offset */
#define PRODUCERS_MAX 1000000      /* of one dataset: no further one is let in (guard.h) */
#define PRODUCERS_READ_MAX 2000000 /* others may have let in more */
#define PRODUCERS_STATE_MAX 262144 /* bytes of the states that one compacted block may join */

struct producer {
    struct str source, name, offset;
    bool has_epoch;
    uint64_t epoch;
};

struct producers; /* of one dataset; belongs to one thread at a time */

/* At no head yet: producers_catch_up. */
kamu_code producers_new(struct producers **out, struct kamu_error *err);
void producers_free(struct producers *p); /* NULL is fine */

/* Brings them to `head`, whatever they stand at. Costs the blocks since; at first use the cache. */
kamu_code producers_catch_up(struct producers *p, struct dataset *ds, const struct odf_hash *head,
                             struct kamu_error *err);
/* The head has moved by one block from where `p` stands, which carries these. */
kamu_code producers_advance(struct producers *p, struct dataset *ds,
                            const struct odf_hash *new_head, const struct producer *moved, size_t n,
                            struct kamu_error *err);

/* Do they stand at this head? */
bool producers_are_at(const struct producers *p, const struct odf_hash *head);
/* NULL: unknown. Valid until the next call that changes `p`. */
const struct producer *producers_find(const struct producers *p, struct str source,
                                      struct str name);
size_t producers_count(const struct producers *p);
/* Start with *i = 0; NULL at the end. No order. */
const struct producer *producers_next(const struct producers *p, size_t *i);

/* ---- the text in the chain --------------------------------------------------------------- */

/* Of items that name no producer twice. */
kamu_code producers_encode(const struct producer *items, size_t n, struct buf *out,
                           struct kamu_error *err);
/* Calls back with each, in the order of the text; strings live during the call. KAMU_E_CORRUPT for
 * a text of another form. */
kamu_code producers_decode(struct str value,
                           kamu_code (*each)(void *ctx, const struct producer *p,
                                             struct kamu_error *err),
                           void *ctx, struct kamu_error *err);
/* Takes what a state says, after others have been taken: what is newer counts. */
kamu_code producers_take(struct producers *p, const struct odf_source_state *s,
                         struct kamu_error *err);
/* The value of one state that says it all; in the arena. */
kamu_code producers_value(const struct producers *p, struct arena *arena, struct str *out,
                          struct kamu_error *err);

static inline bool producers_state(const struct odf_source_state *s)
{
    return s != NULL && str_eqc(s->kind, PRODUCERS_KIND);
}

#endif
