/*
 * Sorting keys: see key_list_order. What the keys differ in is mostly a few bytes (the low
 * ones of counters and times): these are drawn together into one or two words per key, and
 * the words sorted byte by byte. Keys whose words are equal, when that is not all of them,
 * are compared in full.
 */
#include "merge/key_entry.h"
#include "merge/key_list.h"

#include <endian.h>

struct item {
    uint64_t word;
    uint32_t at;
};

struct words {
    const struct key_list *list;
    uint16_t pos[16]; /* which bytes of a key make up its words */
    uint32_t n_pos;
    uint32_t skip; /* keys of different lengths: bytes that all have in common */
    bool exact;    /* equal words: equal keys */
};

static void differing_bytes(const struct key_list *l, struct words *w)
{
    uint8_t differs[KEY_BYTES_MAX] = {0};
    const uint8_t *first = l->bytes.data, *p = first;
    for (size_t i = 1; i < l->n; i++) {
        p += l->width;
        for (uint32_t j = 0; j < l->width; j++)
            differs[j] |= p[j] ^ first[j];
    }
    w->n_pos = 0;
    w->exact = true;
    for (uint32_t j = 0; j < l->width; j++) {
        if (differs[j] == 0)
            continue;
        if (w->n_pos == sizeof w->pos / sizeof *w->pos) {
            w->exact = false;
            return;
        }
        w->pos[w->n_pos++] = (uint16_t)j;
    }
}

static void common_bytes(const struct key_list *l, struct words *w)
{
    struct str first = key_list_at(l, 0);
    size_t common = first.n;
    for (size_t i = 1; i < l->n && common != 0; i++) {
        struct str k = key_list_at(l, i);
        size_t j = 0, most = k.n < common ? k.n : common;
        while (j < most && k.p[j] == first.p[j])
            j++;
        common = j;
    }
    w->skip = (uint32_t)common;
    w->n_pos = 8;
    w->exact = false;
}

/* Word `half` (0: the more significant) of key i. */
static uint64_t word_of(const struct words *w, size_t i, uint32_t half)
{
    uint64_t v = 0;
    struct str k = key_list_at(w->list, i);
    if (w->list->width == 0) {
        size_t n = k.n - w->skip < 8 ? k.n - w->skip : 8;
        if (n != 0)
            memcpy(&v, k.p + w->skip, n);
        return be64toh(v);
    }
    uint32_t from = half * 8, to = w->n_pos < from + 8 ? w->n_pos : from + 8;
    for (uint32_t j = from; j < to; j++)
        v = v << 8 | (uint8_t)k.p[w->pos[j]];
    return v;
}

static void radix_sort(struct item *items, struct item *other, size_t n)
{
    uint64_t differs = 0;
    for (size_t i = 1; i < n; i++)
        differs |= items[i].word ^ items[0].word;
    struct item *from = items, *to = other;
    for (unsigned shift = 0; shift < 64; shift += 8) {
        size_t count[256] = {0}, sum = 0;
        if ((differs >> shift & 0xff) == 0)
            continue;
        for (size_t i = 0; i < n; i++)
            count[from[i].word >> shift & 0xff]++;
        for (unsigned v = 0; v < 256; v++) {
            size_t c = count[v];
            count[v] = sum;
            sum += c;
        }
        for (size_t i = 0; i < n; i++)
            to[count[from[i].word >> shift & 0xff]++] = from[i];
        struct item *t = from;
        from = to;
        to = t;
    }
    if (from != items)
        memcpy(items, from, n * sizeof *items);
}

static bool after(const struct key_list *l, const struct item *a, const struct item *b)
{
    if (a->word != b->word)
        return a->word > b->word;
    return key_compare(key_list_at(l, a->at), key_list_at(l, b->at)) > 0;
}

/* Stable merge sort of items that share a word. */
static void merge_sort(const struct key_list *l, struct item *a, struct item *other, size_t n)
{
    if (n < 12) {
        for (size_t i = 1; i < n; i++) {
            struct item one = a[i];
            size_t j = i;
            for (; j > 0 && after(l, &a[j - 1], &one); j--)
                a[j] = a[j - 1];
            a[j] = one;
        }
        return;
    }
    size_t half = n / 2;
    merge_sort(l, a, other, half);
    merge_sort(l, a + half, other, n - half);
    if (!after(l, &a[half - 1], &a[half]))
        return;
    memcpy(other, a, half * sizeof *a);
    size_t i = 0, j = half, k = 0;
    while (i < half && j < n)
        a[k++] = after(l, &other[i], &a[j]) ? a[j++] : other[i++];
    memcpy(a + k, other + i, (half - i) * sizeof *a);
}

static void sort_ties(const struct key_list *l, struct item *items, struct item *other, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t j = i + 1;
        while (j < n && items[j].word == items[i].word)
            j++;
        if (j - i > 1)
            merge_sort(l, items + i, other, j - i);
        i = j;
    }
}

static bool in_order(const struct key_list *l)
{
    for (size_t i = 1; i < l->n; i++)
        if (key_compare(key_list_at(l, i - 1), key_list_at(l, i)) > 0)
            return false;
    return true;
}

static void sort_words(const struct words *w, struct item *items, struct item *other, size_t n)
{
    bool second = w->n_pos > 8;
    for (size_t i = 0; i < n; i++)
        items[i] = (struct item){word_of(w, i, second ? 1 : 0), (uint32_t)i};
    radix_sort(items, other, n);
    if (second) {
        for (size_t i = 0; i < n; i++)
            items[i].word = word_of(w, items[i].at, 0);
        radix_sort(items, other, n);
    }
    if (!w->exact)
        sort_ties(w->list, items, other, n);
}

kamu_code key_list_order(const struct key_list *l, uint32_t *order, struct kamu_error *err)
{
    for (size_t i = 0; i < l->n; i++)
        order[i] = (uint32_t)i;
    if (l->n < 2 || in_order(l))
        return KAMU_OK;
    struct words w = {.list = l};
    struct item *items = mem_realloc_array(NULL, l->n, sizeof *items);
    struct item *other = mem_realloc_array(NULL, l->n, sizeof *other);
    kamu_code rc = items == NULL || other == NULL ? error_nomem(err) : KAMU_OK;
    if (rc == KAMU_OK) {
        if (l->width != 0)
            differing_bytes(l, &w);
        else
            common_bytes(l, &w);
        sort_words(&w, items, other, l->n);
        for (size_t i = 0; i < l->n; i++)
            order[i] = items[i].at;
    }
    mem_free(items);
    mem_free(other);
    return rc;
}
