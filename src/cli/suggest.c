/* Near words: "a similar value exists". The measure is Jaro's, with the threshold 0.7. */
#include "cli/args.h"

#define WORD_MAX 64

double suggest_jaro(const char *a, const char *b)
{
    size_t an = strlen(a), bn = strlen(b);
    if (an > WORD_MAX || bn > WORD_MAX)
        return 0;
    if (an == 0 || bn == 0)
        return an == bn ? 1 : 0;
    size_t longer = an > bn ? an : bn;
    size_t reach = longer / 2 > 0 ? longer / 2 - 1 : 0;
    bool a_hit[WORD_MAX] = {false}, b_hit[WORD_MAX] = {false};
    size_t matches = 0;
    for (size_t i = 0; i < an; i++) {
        size_t from = i > reach ? i - reach : 0;
        for (size_t j = from; j < bn && j <= i + reach; j++) {
            if (b_hit[j] || a[i] != b[j])
                continue;
            a_hit[i] = b_hit[j] = true;
            matches++;
            break;
        }
    }
    if (matches == 0)
        return 0;
    size_t swapped = 0;
    for (size_t i = 0, j = 0; i < an; i++) {
        if (!a_hit[i])
            continue;
        while (!b_hit[j])
            j++;
        if (a[i] != b[j])
            swapped++;
        j++;
    }
    double m = (double)matches;
    return (m / (double)an + m / (double)bn + (m - (double)swapped / 2) / m) / 3;
}

void suggest_try(struct suggestions *s, const char *word, const char *candidate)
{
    double score = suggest_jaro(word, candidate);
    if (score <= SUGGEST_MIN)
        return;
    size_t max = sizeof s->words / sizeof s->words[0];
    if (s->n == max) { /* drop the worst */
        if (score <= s->scores[0])
            return;
        memmove(&s->words[0], &s->words[1], (max - 1) * sizeof s->words[0]);
        memmove(&s->scores[0], &s->scores[1], (max - 1) * sizeof s->scores[0]);
        s->n--;
    }
    size_t i = s->n;
    while (i > 0 && s->scores[i - 1] > score) {
        s->words[i] = s->words[i - 1];
        s->scores[i] = s->scores[i - 1];
        i--;
    }
    s->words[i] = candidate;
    s->scores[i] = score;
    s->n++;
}
