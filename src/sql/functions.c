/* The table of functions. What stands behind "kamu_" is ours (native.c). */
#include "sql/functions.h"

static const struct sql_function functions[] = {
    /* ---- text ---- */
    {"ascii", "s", "i", 'y', "kamu_ascii($1)", NULL},
    {"bit_length", "s", "i", 'y', "CAST(8 * strlen($1) AS INTEGER)", NULL},
    {"octet_length", "s", "i", 'y', "CAST(strlen($1) AS INTEGER)", NULL},
    {"octet_length", "x", "i", 'y', "CAST(octet_length($1) AS INTEGER)", NULL},
    {"length", "c", "i", 'y', "CAST(length($1) AS INTEGER)", NULL},
    {"char_length", "c", "i", 'y', "CAST(length($1) AS INTEGER)", NULL},
    {"character_length", "c", "i", 'y', "CAST(length($1) AS INTEGER)", NULL},
    {"btrim", "s", "s", 'y', "trim($1, ' ')", NULL},
    {"btrim", "ss", "s", 'y', "kamu_trim($1, $2)", NULL},
    {"trim", "s", "s", 'y', "trim($1, ' ')", NULL},
    {"trim", "ss", "s", 'y', "kamu_trim($1, $2)", NULL},
    {"ltrim", "s", "s", 'y', "ltrim($1, ' ')", NULL},
    {"ltrim", "ss", "s", 'y', "kamu_ltrim($1, $2)", NULL},
    {"rtrim", "s", "s", 'y', "rtrim($1, ' ')", NULL},
    {"rtrim", "ss", "s", 'y', "kamu_rtrim($1, $2)", NULL},
    {"chr", "i", "s", 'y', "kamu_chr($1)", NULL},
    {"concat", "c*", "s", 'y', "concat($*)", NULL},
    {"concat_ws", "sc*", "s", 'y', "concat_ws($*)", NULL},
    {"contains", "ss", "b", 'y', "contains($1, $2)", NULL},
    {"ends_with", "ss", "b", 'y', "ends_with($1, $2)", NULL},
    {"starts_with", "ss", "b", 'y', "starts_with($1, $2)", NULL},
    {"find_in_set", "ss", "i", 'y', "kamu_find_in_set($1, $2)", NULL},
    {"strpos", "ss", "i", 'a', "kamu_strpos($1, $2)", NULL},
    {"instr", "ss", "i", 'a', "kamu_strpos($1, $2)", NULL},
    {"position", "ss", "i", 'a', "kamu_strpos($1, $2)", NULL},
    {"left", "si", "s", 'y', "kamu_left($1, $2)", NULL},
    {"right", "si", "s", 'y', "kamu_right($1, $2)", NULL},
    {"levenshtein", "ss", "i", 'y', "kamu_levenshtein($1, $2)", NULL},
    {"lower", "s", "s", 'y', "lower($1)", NULL},
    {"upper", "s", "s", 'y', "upper(replace($1, 'ß', 'SS'))", NULL},
    {"lpad", "si", "s", 'y', "kamu_lpad($1, $2, ' ')", NULL},
    {"lpad", "sis", "s", 'y', "kamu_lpad($1, $2, $3)", NULL},
    {"rpad", "si", "s", 'y', "kamu_rpad($1, $2, ' ')", NULL},
    {"rpad", "sis", "s", 'y', "kamu_rpad($1, $2, $3)", NULL},
    {"overlay", "ssi", "s", 'y', "kamu_overlay($1, $2, $3, CAST(length($2) AS BIGINT))", NULL},
    {"overlay", "ssii", "s", 'y', "kamu_overlay($1, $2, $3, $4)", NULL},
    {"repeat", "si", "s", 'y', "kamu_repeat($1, $2)", NULL},
    {"replace", "sss", "s", 'y', "kamu_replace($1, $2, $3)", NULL},
    {"reverse", "s", "s", 'y', "kamu_reverse($1)", NULL},
    {"split_part", "ssi", "s", 'y', "kamu_split_part($1, $2, $3)", NULL},
    {"substr", "si", "s", 'y', "kamu_substr($1, $2)", NULL},
    {"substr", "sii", "s", 'y', "kamu_substr3($1, $2, $3)", NULL},
    {"substring", "si", "s", 'y', "kamu_substr($1, $2)", NULL},
    {"substring", "sii", "s", 'y', "kamu_substr3($1, $2, $3)", NULL},
    {"substr_index", "ssi", "s", 'y', "kamu_substr_index($1, $2, $3)", NULL},
    {"substring_index", "ssi", "s", 'y', "kamu_substr_index($1, $2, $3)", NULL},
    {"to_hex", "i", "s", 'y', "kamu_to_hex($1)", NULL},
    {"translate", "sss", "s", 'y', "kamu_translate($1, $2, $3)", NULL},
    {"uuid", "", "s", 'y', "CAST(gen_random_uuid() AS VARCHAR)", NULL},
    {"md5", "y", "s", 'y', "md5($1)", NULL},
    {"sha256", "y", "x", 'y', "from_hex(sha256($1))", NULL},
    {"digest", "yq", NULL, 'y', NULL, special_digest},
    {"encode", "yq", NULL, 'y', NULL, special_encode},
    {"decode", "yq", NULL, 'y', NULL, special_encode},
    {"regexp_like", "sqq*", NULL, 'y', NULL, special_regexp},
    {"regexp_replace", "sqsq*", NULL, 'y', NULL, special_regexp},
    {"regexp_match", "sqq*", NULL, 'y', NULL, special_regexp},
    {"string_to_array", "sq", NULL, 'y', NULL, special_list_with},
    {"string_to_list", "sq", NULL, 'y', NULL, special_list_with},
    /* ---- numbers ---- */
    {"abs", "n", NULL, 'y', NULL, special_abs},
    {"ceil", "n", NULL, 'y', NULL, special_ceil},
    {"floor", "n", NULL, 'y', NULL, special_ceil},
    {"round", "ni*", NULL, 'a', NULL, special_round},
    {"trunc", "r", "r", 'y', "kamu_trunc_f32($1)", NULL},
    {"trunc", "f", "d", 'y', "kamu_trunc_f64($1)", NULL},
    {"trunc", "fi", "d", 'y', "kamu_trunc_to($1, $2)", NULL},
#define FLOAT_FUNCTION(name)                                                                       \
    {#name, "r", "r", 'y', "kamu_" #name "_f32($1)", NULL},                                        \
    {                                                                                              \
#name, "g", "d", 'y', "kamu_" #name "_f64($1)", NULL                                       \
    }
    FLOAT_FUNCTION(acos),
    FLOAT_FUNCTION(acosh),
    FLOAT_FUNCTION(asin),
    FLOAT_FUNCTION(asinh),
    FLOAT_FUNCTION(atan),
    FLOAT_FUNCTION(atanh),
    FLOAT_FUNCTION(cbrt),
    FLOAT_FUNCTION(cos),
    FLOAT_FUNCTION(cosh),
    FLOAT_FUNCTION(cot),
    FLOAT_FUNCTION(degrees),
    FLOAT_FUNCTION(exp),
    FLOAT_FUNCTION(ln),
    FLOAT_FUNCTION(log10),
    FLOAT_FUNCTION(log2),
    FLOAT_FUNCTION(radians),
    FLOAT_FUNCTION(signum),
    FLOAT_FUNCTION(sin),
    FLOAT_FUNCTION(sinh),
    FLOAT_FUNCTION(sqrt),
    FLOAT_FUNCTION(tan),
    FLOAT_FUNCTION(tanh),
    {"atan2", "ff", "d", 'y', "kamu_atan2($1, $2)", NULL},
    {"pow", "ff", "d", 'y', "kamu_pow($1, $2)", NULL},
    {"power", "ff", "d", 'y', "kamu_pow($1, $2)", NULL},
    {"log", "f", "d", 'y', "kamu_log10_f64($1)", NULL},
    {"log", "ff", "d", 'y', "kamu_log($1, $2)", NULL},
    {"isnan", "f", "b", 'y', "isnan($1)", NULL},
    {"iszero", "f", "b", 'y', "($1 = 0)", NULL},
    {"nanvl", "ff", "d", 'y', "CASE WHEN isnan($1) THEN $2 ELSE $1 END", NULL},
    {"factorial", "i", "l", 'y', "kamu_factorial($1)", NULL},
    {"gcd", "ii", "l", 'y', "kamu_gcd($1, $2)", NULL},
    {"lcm", "ii", "l", 'y', "kamu_lcm($1, $2)", NULL},
    {"pi", "", "d", 'y', "pi()", NULL},
    {"random", "", "d", 'y', "random()", NULL},
    {"rand", "", "d", 'y', "random()", NULL},
    /* ---- conditions ---- */
    {"coalesce", "a*", NULL, 'y', NULL, special_coalesce},
    {"nvl", "aa", NULL, 'y', NULL, special_coalesce},
    {"ifnull", "aa", NULL, 'y', NULL, special_coalesce},
    {"nvl2", "aaa", NULL, 'y', NULL, special_nvl2},
    {"nullif", "aa", NULL, 'y', NULL, special_nullif},
    {"greatest", "a*", NULL, 'y', NULL, special_greatest},
    {"least", "a*", NULL, 'y', NULL, special_greatest},
    /* ---- dates ---- */
    {"now", "", NULL, 'n', NULL, special_now},
    {"current_timestamp", "", NULL, 'n', NULL, special_now},
    {"current_date", "", NULL, 'n', NULL, special_today},
    {"today", "", NULL, 'n', NULL, special_today},
    {"current_time", "", NULL, 'n', NULL, special_current_time},
    {"date_part", "qa", NULL, 'a', NULL, special_date_part},
    {"datepart", "qa", NULL, 'a', NULL, special_date_part},
    {"date_trunc", "qa", NULL, 'a', NULL, special_date_trunc},
    {"datetrunc", "qa", NULL, 'a', NULL, special_date_trunc},
    {"date_bin", "vaa*", NULL, 'y', NULL, special_date_bin},
    {"from_unixtime", "i", "z", 'y', "kamu_raw_ts_s($1)", NULL},
    {"make_date", "iii", "D", 'y', "kamu_make_date($1, $2, $3)", NULL},
    {"to_char", "ts", "s", 'y', "kamu_to_char_$u($1, $2)", NULL},
    {"to_char", "ds", "s", 'y', "kamu_date_to_char($1, $2)", NULL},
    {"date_format", "ts", "s", 'y', "kamu_to_char_$u($1, $2)", NULL},
    {"date_format", "ds", "s", 'y', "kamu_date_to_char($1, $2)", NULL},
    {"to_date", "s", "D", 'y', "kamu_text_date($1)", NULL},
    {"to_date", "i", "D", 'y', "kamu_raw_date(CAST($1 AS INTEGER))", NULL},
    {"to_date", "ss*", "D", 'y', "kamu_parse_date($1, concat_ws(chr(31), $+))", NULL},
    {"to_local_time", "t", "w", 'y', "$1", NULL},
/* Texts and formats are read as nanoseconds first: other ranges are errors. */
#define TO_TIMESTAMP(name, result, unit, from_ns)                                                   \
    {name, "s", result, 'y', from_ns "(kamu_text_ts_ns($1))", NULL},                                \
        {name, "ss*", result, 'y', from_ns "(kamu_parse_ts_ns($1, concat_ws(chr(31), $+)))", NULL}, \
        {name, "t", result, 'y', "kamu_ts_to_" unit "_$u($1)", NULL},                               \
    {                                                                                               \
        name, "d", result, 'y', "kamu_date_ts_" unit "($1)", NULL                                   \
    }
    TO_TIMESTAMP("to_timestamp", "n", "ns", ""),
    {"to_timestamp", "i", "n", 'y', "kamu_ts_to_ns_s(kamu_raw_ts_s($1))", NULL},
    {"to_timestamp", "f", "n", 'y', "kamu_seconds_ts($1)", NULL},
    TO_TIMESTAMP("to_timestamp_seconds", "z", "s", "kamu_ts_to_s_ns"),
    {"to_timestamp_seconds", "i", "z", 'y', "kamu_raw_ts_s($1)", NULL},
    {"to_timestamp_seconds", "f", "z", 'y', "kamu_raw_ts_s(CAST(trunc($1) AS BIGINT))", NULL},
    TO_TIMESTAMP("to_timestamp_millis", "m", "ms", "kamu_ts_to_ms_ns"),
    {"to_timestamp_millis", "i", "m", 'y', "kamu_raw_ts_ms($1)", NULL},
    {"to_timestamp_millis", "f", "m", 'y', "kamu_raw_ts_ms(CAST(trunc($1) AS BIGINT))", NULL},
    TO_TIMESTAMP("to_timestamp_micros", "u", "us", "kamu_ts_to_us_ns"),
    {"to_timestamp_micros", "i", "u", 'y', "kamu_raw_ts_us($1)", NULL},
    {"to_timestamp_micros", "f", "u", 'y', "kamu_raw_ts_us(CAST(trunc($1) AS BIGINT))", NULL},
    TO_TIMESTAMP("to_timestamp_nanos", "n", "ns", ""),
    {"to_timestamp_nanos", "i", "n", 'y', "kamu_raw_ts_ns($1)", NULL},
    {"to_timestamp_nanos", "f", "n", 'y', "kamu_raw_ts_ns(CAST(trunc($1) AS BIGINT))", NULL},
    {"to_unixtime", "as*", NULL, 'y', NULL, special_unixtime},
    /* ---- JSON ---- */
    {"json_get", "ja*", NULL, 'y', NULL, special_json},
    {"json_get_str", "ja*", NULL, 'y', NULL, special_json},
    {"json_get_int", "ja*", NULL, 'y', NULL, special_json},
    {"json_get_float", "ja*", NULL, 'y', NULL, special_json},
    {"json_get_bool", "ja*", NULL, 'y', NULL, special_json},
    {"json_get_json", "ja*", NULL, 'y', NULL, special_json},
    {"json_as_text", "ja*", NULL, 'y', NULL, special_json},
    {"json_contains", "ja*", NULL, 'y', NULL, special_json},
    {"json_length", "ja*", NULL, 'y', NULL, special_json},
    {"json_len", "ja*", NULL, 'y', NULL, special_json},
    /* ---- types ---- */
    {"arrow_cast", "aq", NULL, 'a', NULL, special_arrow_cast},
    {"arrow_try_cast", "aq", NULL, 'y', NULL, special_arrow_cast},
    {"arrow_typeof", "a", NULL, 'y', NULL, special_arrow_typeof},
    /* ---- lists and structs ---- */
    {"make_array", "a*", NULL, 'y', NULL, special_make_array},
    {"make_list", "a*", NULL, 'y', NULL, special_make_array},
    {"named_struct", "a*", NULL, 'y', NULL, special_named_struct},
    {"struct", "a*", NULL, 'y', NULL, special_struct},
    {"row", "a*", NULL, 'y', NULL, special_struct},
    {"get_field", "aq", NULL, 'y', NULL, special_get_field},
    {"array_length", "l", "L", 'y', "CAST(len($1) AS UBIGINT)", NULL},
    {"list_length", "l", "L", 'y', "CAST(len($1) AS UBIGINT)", NULL},
    {"array_element", "li", "e", 'y', "list_extract($1, $2)", NULL},
    {"array_extract", "li", "e", 'y', "list_extract($1, $2)", NULL},
    {"list_element", "li", "e", 'y', "list_extract($1, $2)", NULL},
    {"list_extract", "li", "e", 'y', "list_extract($1, $2)", NULL},
    {"array_has", "la", NULL, 'y', NULL, special_list_with},
    {"list_has", "la", NULL, 'y', NULL, special_list_with},
    {"array_contains", "la", NULL, 'y', NULL, special_list_with},
    {"list_contains", "la", NULL, 'y', NULL, special_list_with},
    {"array_position", "la", NULL, 'y', NULL, special_list_with},
    {"list_position", "la", NULL, 'y', NULL, special_list_with},
    {"array_append", "la", NULL, 'y', NULL, special_list_with},
    {"list_append", "la", NULL, 'y', NULL, special_list_with},
    {"array_push_back", "la", NULL, 'y', NULL, special_list_with},
    {"array_to_string", "ls", NULL, 'y', NULL, special_list_with},
    {"list_to_string", "ls", NULL, 'y', NULL, special_list_with},
    {"array_join", "ls", NULL, 'y', NULL, special_list_with},
    {"array_concat", "l*", NULL, 'y', NULL, special_list_concat},
    {"array_cat", "l*", NULL, 'y', NULL, special_list_concat},
    {"list_concat", "l*", NULL, 'y', NULL, special_list_concat},
    {"list_cat", "l*", NULL, 'y', NULL, special_list_concat},
    {"array_max", "l", "e", 'y', "list_max($1)", NULL},
    {"list_max", "l", "e", 'y', "list_max($1)", NULL},
    {"array_min", "l", "e", 'y', "list_min($1)", NULL},
    {"list_min", "l", "e", 'y', "list_min($1)", NULL},
    {"array_reverse", "l", "1", 'y', "list_reverse($1)", NULL},
    {"list_reverse", "l", "1", 'y', "list_reverse($1)", NULL},
    {"array_slice", "lii", "1", 'y', "list_slice($1, $2, $3)", NULL},
    {"list_slice", "lii", "1", 'y', "list_slice($1, $2, $3)", NULL},
    {"empty", "l", "b", 'y', "(len($1) = 0)", NULL},
    {"array_empty", "l", "b", 'y', "(len($1) = 0)", NULL},
    {"list_empty", "l", "b", 'y', "(len($1) = 0)", NULL},
};
#define N_FUNCTIONS (sizeof functions / sizeof *functions)

static const struct sql_aggregate aggregates[] = {
    {"count", "count", SQL_RESULT_COUNT, 0, 16, 'a'},
    {"grouping", "GROUPING", SQL_RESULT_GROUPING, 1, 31, 'a'},
    {"sum", "sum", SQL_RESULT_SUM, 1, 1, 'a'},
    {"avg", "avg", SQL_RESULT_AVG, 1, 1, 'a'},
    {"mean", "avg", SQL_RESULT_AVG, 1, 1, 'a'},
    {"min", "min", SQL_RESULT_SAME, 1, 1, 'a'},
    {"max", "max", SQL_RESULT_SAME, 1, 1, 'a'},
    {"median", "median", SQL_RESULT_MEDIAN, 1, 1, 'a'},
    {"stddev", "stddev_samp", SQL_RESULT_FLOAT, 1, 1, 'a'},
    {"stddev_samp", "stddev_samp", SQL_RESULT_FLOAT, 1, 1, 'a'},
    {"stddev_pop", "stddev_pop", SQL_RESULT_FLOAT, 1, 1, 'a'},
    {"var", "var_samp", SQL_RESULT_FLOAT, 1, 1, 'a'},
    {"var_samp", "var_samp", SQL_RESULT_FLOAT, 1, 1, 'a'},
    {"var_sample", "var_samp", SQL_RESULT_FLOAT, 1, 1, 'a'},
    {"var_pop", "var_pop", SQL_RESULT_FLOAT, 1, 1, 'a'},
    {"var_population", "var_pop", SQL_RESULT_FLOAT, 1, 1, 'a'},
    {"corr", "corr", SQL_RESULT_FLOAT, 2, 2, 'a'},
    {"covar", "covar_samp", SQL_RESULT_FLOAT, 2, 2, 'a'},
    {"covar_samp", "covar_samp", SQL_RESULT_FLOAT, 2, 2, 'a'},
    {"covar_pop", "covar_pop", SQL_RESULT_FLOAT, 2, 2, 'a'},
    {"regr_slope", "regr_slope", SQL_RESULT_FLOAT, 2, 2, 'a'},
    {"regr_intercept", "regr_intercept", SQL_RESULT_FLOAT, 2, 2, 'a'},
    {"bool_and", "bool_and", SQL_RESULT_BOOL, 1, 1, 'a'},
    {"bool_or", "bool_or", SQL_RESULT_BOOL, 1, 1, 'a'},
    {"bit_and", "bit_and", SQL_RESULT_INTEGER, 1, 1, 'a'},
    {"bit_or", "bit_or", SQL_RESULT_INTEGER, 1, 1, 'a'},
    {"bit_xor", "bit_xor", SQL_RESULT_INTEGER, 1, 1, 'a'},
    {"array_agg", "list", SQL_RESULT_LIST, 1, 1, 'a'},
    {"string_agg", "string_agg", SQL_RESULT_TEXT, 2, 2, 'a'},
    {"first_value", "first_value", SQL_RESULT_SAME, 1, 1, 'b'},
    {"last_value", "last_value", SQL_RESULT_SAME, 1, 1, 'b'},
    {"nth_value", "nth_value", SQL_RESULT_SAME, 2, 2, 'w'},
    {"lag", "lag", SQL_RESULT_SAME, 1, 3, 'w'},
    {"lead", "lead", SQL_RESULT_SAME, 1, 3, 'w'},
    {"row_number", "row_number", SQL_RESULT_RANK, 0, 0, 'w'},
    {"rank", "rank", SQL_RESULT_RANK, 0, 0, 'w'},
    {"dense_rank", "dense_rank", SQL_RESULT_RANK, 0, 0, 'w'},
    {"ntile", "ntile", SQL_RESULT_RANK, 1, 1, 'w'},
    {"percent_rank", "percent_rank", SQL_RESULT_FLOAT, 0, 0, 'w'},
    {"cume_dist", "cume_dist", SQL_RESULT_FLOAT, 0, 0, 'w'},
};
#define N_AGGREGATES (sizeof aggregates / sizeof *aggregates)

const struct sql_function *sql_function_next(struct str name, size_t *at)
{
    for (; *at < N_FUNCTIONS; (*at)++)
        if (str_ieq(name, str_c(functions[*at].name)))
            return &functions[(*at)++];
    return NULL;
}

const struct sql_aggregate *sql_aggregate_find(struct str name)
{
    for (size_t i = 0; i < N_AGGREGATES; i++)
        if (str_ieq(name, str_c(aggregates[i].name)))
            return &aggregates[i];
    return NULL;
}

const char *sql_function_near(struct str name)
{
    unsigned best = name.n < 4 ? 2 : 4;
    const char *near = NULL;
    for (size_t i = 0; i < N_FUNCTIONS + N_AGGREGATES; i++) {
        const char *known = i < N_FUNCTIONS ? functions[i].name : aggregates[i - N_FUNCTIONS].name;
        unsigned d = str_distance(name, str_c(known), best);
        if (d < best) {
            best = d;
            near = known;
        }
    }
    return near;
}
