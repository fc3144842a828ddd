/*
 * Identifiers of Open Data Fabric: multihashes, DIDs, names, references and
 * patterns (spec/odf-metadata.md 2). Parsers take any bytes; the error text is
 * kamu's "Value 'x' is not a valid DatasetName" and the like.
 */
#ifndef KAMU_ODF_IDS_H
#define KAMU_ODF_IDS_H

#include "base/env.h"
#include "base/mem.h"

/* ---- multihash ------------------------------------------------------------ */

#define ODF_CODE_SHA2_256 0x12u
#define ODF_CODE_SHA3_256 0x16u
#define ODF_CODE_ARROW0_SHA3_256 0x300016u

/* code 0 = absent. Digest bytes past `len` are zero. Zero-initialized is absent. */
struct odf_hash {
    uint32_t code;
    uint8_t len; /* 1..32; 32 for every hash that kamu writes */
    uint8_t digest[32];
};

#define ODF_HASH_BYTES_MAX 40
#define ODF_HASH_TEXT_MAX 84 /* with the NUL */

static inline bool odf_hash_present(const struct odf_hash *h)
{
    return h->code != 0;
}
bool odf_hash_eq(const struct odf_hash *a, const struct odf_hash *b);
struct odf_hash odf_hash_sha3(const uint8_t digest[32]);   /* blocks, files */
struct odf_hash odf_hash_arrow0(const uint8_t digest[32]); /* logical hashes */
struct odf_hash odf_hash_of(const void *bytes, size_t n);  /* sha3-256 of the bytes */
size_t odf_hash_bytes(const struct odf_hash *h, uint8_t out[ODF_HASH_BYTES_MAX]);
/* "f1620..." lower-case, NUL-terminated; returns the length. This is also the file name in blocks/,
 * data/. */
size_t odf_hash_text(const struct odf_hash *h, char out[ODF_HASH_TEXT_MAX]);
/* Last 8 hex characters and a NUL: how kamu shows a hash in short. */
void odf_hash_short(const struct odf_hash *h, char out[9]);
/* KAMU_E_INPUT: "Value 'x' is not a valid multihash" with the reason behind it. */
kamu_code odf_hash_from_bytes(const void *p, size_t n, struct odf_hash *out,
                              struct kamu_error *err);
kamu_code odf_hash_parse(struct str s, struct odf_hash *out, struct kamu_error *err);

/* ---- multibase ------------------------------------------------------------ */

/* Decodes f, F (base16), u (base64url), z (base58btc). *n receives the length; more than max is an
 * error. */
kamu_code odf_multibase_decode(struct str s, uint8_t *out, size_t max, size_t *n,
                               struct kamu_error *err);
/* Without padding; one text for each value. false: malformed, or more than max bytes. */
bool odf_base64url_decode(struct str s, uint8_t *out, size_t max, size_t *n);
/* base58btc with the 'z', NUL-terminated. n <= 64; out needs 2 + 2 n bytes. */
size_t odf_multibase_base58(const uint8_t *p, size_t n, char *out);

/* ---- DIDs ----------------------------------------------------------------- */

struct odf_did {
    uint8_t key[32]; /* Ed25519 public key; not checked to be a curve point (as kamu) */
};

#define ODF_DID_BYTES 34
#define ODF_DID_TEXT_MAX 80 /* "did:odf:fed01" + 64 hex + NUL = 78 */
#define ODF_DID_DIR_MAX 72  /* "fed01" + 64 hex + NUL = 70: the directory name under datasets/ */

bool odf_did_eq(const struct odf_did *a, const struct odf_did *b);
void odf_did_bytes(const struct odf_did *d, uint8_t out[ODF_DID_BYTES]);
size_t odf_did_text(const struct odf_did *d, char out[ODF_DID_TEXT_MAX]);
size_t odf_did_dir(const struct odf_did *d, char out[ODF_DID_DIR_MAX]);
size_t odf_did_key_text(const struct odf_did *d,
                        char out[ODF_DID_TEXT_MAX]); /* "did:key:z6Mk..." */
kamu_code odf_did_from_bytes(const void *p, size_t n, struct odf_did *out, struct kamu_error *err);
kamu_code odf_did_parse(struct str s, struct odf_did *out,
                        struct kamu_error *err); /* did:odf:... */
kamu_code odf_did_parse_dir(struct str s, struct odf_did *out,
                            struct kamu_error *err); /* fed01... */
bool odf_account_did_valid(struct str s);            /* did:odf:... or did:pkh:ns:ref:address */

/* 2.5: xoshiro256++ of at most 32 seed bytes (longer seeds are cut). */
void odf_did_seeded(struct str seed, struct odf_did *out);
/* A fresh Ed25519 key pair. `secret` (32 bytes) may be NULL: then it is dropped, as kamu does. With
 * env->random seeded the result is reproducible. */
kamu_code odf_did_generate(struct env *env, struct odf_did *out, uint8_t secret[32],
                           struct kamu_error *err);
/* The public key of a 32-byte Ed25519 secret. */
kamu_code odf_did_of_secret(const uint8_t secret[32], struct odf_did *out, struct kamu_error *err);

/* ---- names and references -------------------------------------------------- */

/* DatasetName = AccountName = RepoName = ResourceName. */
bool odf_name_valid(struct str s);
kamu_code odf_dataset_name_check(struct str s,
                                 struct kamu_error *err); /* "... is not a valid DatasetName" */

struct odf_alias {
    struct str account; /* p == NULL: none */
    struct str name;
};
/* Names keep their case and compare without it (ASCII). */
int odf_alias_cmp(const struct odf_alias *a, const struct odf_alias *b);
bool odf_alias_eq(const struct odf_alias *a, const struct odf_alias *b);
/* Points into s. "Value 'x' is not a valid DatasetAlias" */
kamu_code odf_alias_parse(struct str s, struct odf_alias *out, struct kamu_error *err);
/* "account/name" or "name", NUL-terminated when it fits; returns the full length. */
size_t odf_alias_text(const struct odf_alias *a, char *out, size_t max);

enum odf_ref_kind {
    ODF_REF_NONE,
    ODF_REF_ID,        /* did:odf:..., repo optional (remote id) */
    ODF_REF_ALIAS,     /* [account/]name */
    ODF_REF_AMBIGUOUS, /* x/y: repo/name when repository x exists, else account/name (RefAny only)
                        */
    ODF_REF_REMOTE,    /* repo/[account/]name */
    ODF_REF_REPO,      /* a bare repository name (push target only) */
    ODF_REF_URL,
    ODF_REF_PATTERN /* contains '%' */
};

/* Every str points into the parsed text. */
struct odf_ref {
    enum odf_ref_kind kind;
    struct str text;   /* all of it */
    struct odf_did id; /* ODF_REF_ID */
    struct str repo;   /* ODF_REF_REMOTE, _REPO, maybe _ID; AMBIGUOUS: the first part */
    struct odf_alias
        alias; /* ALIAS, REMOTE; AMBIGUOUS: account = first part; PATTERN: name = the pattern */
};

kamu_code odf_ref_parse(struct str s, struct odf_ref *out, struct kamu_error *err); /* DatasetRef */
kamu_code odf_ref_parse_pattern(struct str s, struct odf_ref *out,
                                struct kamu_error *err); /* DatasetRefPattern */
kamu_code odf_ref_parse_remote(struct str s, struct odf_ref *out,
                               struct kamu_error *err); /* DatasetRefRemote */
kamu_code odf_ref_parse_any(struct str s, struct odf_ref *out,
                            struct kamu_error *err); /* DatasetRefAny */
kamu_code odf_ref_parse_any_pattern(struct str s, struct odf_ref *out,
                                    struct kamu_error *err); /* pull */
kamu_code odf_ref_parse_push_target(struct str s, struct odf_ref *out, struct kamu_error *err);

/* "%" = any sequence, letters without case. */
bool odf_like(struct str pattern, struct str text);
/* Whether an ALIAS / ID / PATTERN reference selects this dataset. */
bool odf_ref_matches(const struct odf_ref *ref, const struct odf_alias *alias,
                     const struct odf_did *id);

#endif
