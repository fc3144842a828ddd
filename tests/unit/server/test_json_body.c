/* JSON bodies: the texts of kamu's framework, with their places. */
#include "unit/harness.h"

#include "server/json_body.h"

static void check(const char *text, const char *want, bool want_syntax)
{
    struct str method = STR_NONE, credentials = STR_NONE;
    const struct json_body_field fields[] = {{"loginMethod", &method},
                                             {"loginCredentialsJson", &credentials}};
    struct arena arena;
    bool syntax;
    arena_init(&arena, 1 << 16);
    const char *why = json_strings(str_c(text), "LoginRequestBody", fields, 2, &arena, &syntax);
    if (!want && why)
        fail_msg("%s: %s", text, why);
    if (want && (!why || strcmp(why, want) != 0))
        fail_msg("%s:\n  %s instead of\n  %s", text, why ? why : "taken", want);
    if (want)
        assert_int_equal(syntax, want_syntax);
    arena_free(&arena);
}

/* As recorded of kamu-cli 0.265 (golden/http/011-login.t), and what follows from it. */
static void shapes(void **state)
{
    check("{\"loginMethod\":\"password\",\"loginCredentialsJson\":{\"login\":\"kamu\"}}",
          "loginCredentialsJson: invalid type: map, expected a string at line 1 column 49", false);
    check("{\"loginMethod\":\"password\"}",
          "missing field `loginCredentialsJson` at line 1 column 26", false);
    check("{\"login_method\":\"password\",\"login_credentials_json\":\"{}\"}",
          "missing field `loginMethod` at line 1 column 57", false);
    check("[]",
          "invalid length 0, expected struct LoginRequestBody with 2 elements at line 1 "
          "column 2",
          false);
    check("{\"loginMethod\":\"a\",\"loginCredentialsJson\":\"b\",\"extra\":[1,{\"x\":true}]}", NULL,
          false);
    check("{\"loginMethod\":1,\"loginCredentialsJson\":\"b\"}",
          "loginMethod: invalid type: integer `1`, expected a string at line 1 column 16", false);
    check("{\"loginMethod\":null}",
          "loginMethod: invalid type: null, expected a string at line 1 column 19", false);
    check("{\n  \"loginMethod\": true}",
          "loginMethod: invalid type: boolean `true`, expected a string at line 2 column 21",
          false);
    check("{\"loginMethod\":\"a\",\"loginMethod\":\"b\"}",
          "duplicate field `loginMethod` at line 1 column 32", false);
    check("\"text\"", "invalid type: string \"text\", expected LoginRequestBody at line 1 column 6",
          false);
}

static void texts_that_are_no_json(void **state)
{
    check("not json", "expected ident at line 1 column 2", true);
    check("", "EOF while parsing a value at line 1 column 0", true);
    check("{", "EOF while parsing an object at line 1 column 1", true);
    check("{\"loginMethod\":\"a\",\"loginCredentialsJson\":\"b\"} x",
          "trailing characters at line 1 column 48", true);
    check("{1:2}", "key must be a string at line 1 column 2", true);
    check("{\"loginMethod\":}", "expected value at line 1 column 16", true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes),
        cmocka_unit_test(texts_that_are_no_json),
    };
    return cmocka_run_group_tests_name("json_body", tests, NULL, NULL);
}
