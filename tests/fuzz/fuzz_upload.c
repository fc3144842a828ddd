/* Any text is an upload token or an error, none is good without the secret, and no name leads out
 * of its directory. Once as it is, once as what is inside the base64. */
#include "server/upload_token.h"

#include <openssl/evp.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_token(struct str text)
{
    struct kamu_error err;
    struct upload_token t;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    if (upload_token_parse(text, &arena, &t, &err) == KAMU_OK) {
        KAMU_ASSERT(strlen(t.id) == UPLOAD_ID_TEXT && t.file_name.p && t.owner.p);
        KAMU_ASSERT(upload_token_check(STR("secret"), &t, 0) == UPLOAD_TOKEN_FORGED);
        if (upload_name_valid(t.file_name))
            KAMU_ASSERT(!memchr(t.file_name.p, '/', t.file_name.n) &&
                        !memchr(t.file_name.p, '\0', t.file_name.n) && !str_eqc(t.file_name, ".."));
    }
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[8192];
    if (size > 4000)
        return 0;
    read_token((struct str){(const char *)data, size});
    int n = EVP_EncodeBlock((unsigned char *)text, data, (int)size);
    for (int i = 0; i < n; i++)
        text[i] = text[i] == '+' ? '-' : text[i] == '/' ? '_' : text[i];
    read_token((struct str){text, (size_t)n});
    return 0;
}
