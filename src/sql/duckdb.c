/* The DuckDB library: see duckdb.h. */
#include "sql/duckdb.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <unistd.h>

#define LIBRARY "libduckdb.so"
static const char how_to_get[] =
    "install libduckdb " DUCKDB_VERSION_MIN " or newer (https://duckdb.org), or set KAMU_DUCKDB to "
    "its file; in kamu's source folder `./dev deps` fetches one";

static kamu_code broken(struct kamu_error *err, const char *path, const char *why)
{
    kamu_code rc =
        error_set(err, KAMU_E_UNSUPPORTED, "The DuckDB library %s cannot be used: %s", path, why);
    error_hint(err, "%s", how_to_get);
    return rc;
}

/* ---- finding it ------------------------------------------------------------------------ */

/* Folder of `file` with `tail` behind it; false when it does not fit. */
static bool beside(const char *file, const char *tail, char out[PATH_MAX])
{
    const char *slash = strrchr(file, '/');
    if (slash == NULL)
        return false;
    int n = snprintf(out, PATH_MAX, "%.*s/%s/" LIBRARY, (int)(slash - file), file, tail);
    return n > 0 && n < PATH_MAX;
}

/* The file next to this program or library; false when there is none. */
static bool find_beside(char out[PATH_MAX])
{
    static const char *const program[] = {"../lib/kamu", "duckdb", "../duckdb"};
    char self[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    for (size_t i = 0; n > 0 && i < sizeof program / sizeof *program; i++) {
        self[n] = 0;
        if (beside(self, program[i], out) && access(out, F_OK) == 0)
            return true;
    }
    Dl_info info; /* an address of ours tells the file that we were loaded from */
    return dladdr(how_to_get, &info) != 0 && info.dli_fname != NULL &&
           beside(info.dli_fname, "kamu", out) && access(out, F_OK) == 0;
}

/* $KAMU_DUCKDB, but not where the program has more rights than whoever runs it. */
static const char *named_file(void)
{
    const char *named = secure_getenv("KAMU_DUCKDB");
    return named == NULL || named[0] == 0 ? NULL : named;
}

static kamu_code open_library(void **handle, struct kamu_error *err)
{
    char path[PATH_MAX];
    const char *named = named_file();
    const char *file = named;
    if (named != NULL) {
        if (strchr(named, '/') == NULL) /* dlopen would look for it elsewhere */
            return broken(err, named, "KAMU_DUCKDB must be a path with a '/'");
        if (access(named, R_OK) != 0)
            return broken(err, named, "no such file (KAMU_DUCKDB names it)");
    } else {
        *handle = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL);
        if (*handle != NULL)
            return KAMU_OK;
        if (!find_beside(path)) {
            kamu_code rc = error_set(err, KAMU_E_UNSUPPORTED,
                                     "SQL queries need the DuckDB library, which is not installed");
            error_hint(err, "%s", how_to_get);
            return rc;
        }
        file = path;
    }
    *handle = dlopen(file, RTLD_LAZY | RTLD_LOCAL);
    if (*handle != NULL)
        return KAMU_OK;
    const char *why = dlerror();
    return broken(err, file, why == NULL ? "it does not load" : why);
}

/* ---- loading ------------------------------------------------------------------------------ */

/* "v1.5.6" or "1.5.6-dev": false when it is no version. */
static bool parse_version(const char *text, unsigned out[2])
{
    char *end = NULL;
    if (*text == 'v')
        text++;
    if (*text < '0' || *text > '9')
        return false;
    out[0] = (unsigned)strtoul(text, &end, 10);
    if (*end != '.' || end[1] < '0' || end[1] > '9')
        return false;
    out[1] = (unsigned)strtoul(end + 1, &end, 10);
    return true;
}

static kamu_code check_version(const struct duckdb *db, const char *path, struct kamu_error *err)
{
    char why[160];
    unsigned has[2], least[2] = {0};
    const char *text = db->library_version();
    bool ok = text != NULL && parse_version(text, has) && parse_version(DUCKDB_VERSION_MIN, least);
    if (ok && (has[0] > least[0] || (has[0] == least[0] && has[1] >= least[1])))
        return KAMU_OK;
    (void)snprintf(why, sizeof why,
                   "it is version %.40s, at least " DUCKDB_VERSION_MIN " is needed",
                   text == NULL ? "?" : text);
    return broken(err, path, why);
}

void duckdb_origin_of(const struct duckdb *db, struct duckdb_origin *out)
{
    union { /* ISO C has no cast from function to object pointer */
        const char *(*f)(void);
        void *p;
    } u = {.f = db->library_version};
    Dl_info info;
    memset(out, 0, sizeof *out);
    if (u.f == NULL)
        return;
    (void)snprintf(out->version, sizeof out->version, "%s", db->library_version());
    if (dladdr(u.p, &info) != 0 && info.dli_fname != NULL)
        (void)snprintf(out->path, sizeof out->path, "%s", info.dli_fname);
}

static kamu_code load(struct duckdb *out, struct kamu_error *err)
{
    void *handle = NULL, *symbol = NULL;
    const char *missing = NULL;
    memset(out, 0, sizeof *out);
    KAMU_TRY(open_library(&handle, err));
#define LOAD(result, name, arguments)                                                              \
    symbol = dlsym(handle, "duckdb_" #name);                                                       \
    if (symbol == NULL && missing == NULL)                                                         \
        missing = "duckdb_" #name;                                                                 \
    memcpy(&out->name, &symbol, sizeof symbol);
    DUCKDB_CALLS(LOAD)
#undef LOAD
    char path[PATH_MAX] = LIBRARY;
    const char *named = named_file();
    struct duckdb_origin origin;
    if (out->library_version != NULL) {
        duckdb_origin_of(out, &origin);
        if (origin.path[0] != 0)
            (void)snprintf(path, sizeof path, "%s", origin.path);
        KAMU_TRY(check_version(out, path, err));
    } else if (named != NULL) {
        (void)snprintf(path, sizeof path, "%s", named);
    }
    if (missing == NULL)
        return KAMU_OK;
    char why[160];
    (void)snprintf(why, sizeof why, "it has no function %s", missing);
    return broken(err, path, why);
}

/* Written once, under the lock. */
static struct {
    pthread_mutex_t lock;
    bool done;
    struct duckdb db;
} loaded = {.lock = PTHREAD_MUTEX_INITIALIZER};

kamu_code duckdb_load(struct duckdb *out, struct kamu_error *err)
{
    kamu_code rc = KAMU_OK;
    pthread_mutex_lock(&loaded.lock);
    if (!loaded.done) {
        struct duckdb fresh;
        rc = load(&fresh, err);
        if (rc == KAMU_OK) {
            loaded.db = fresh;
            loaded.done = true;
        }
    }
    *out = loaded.db;
    pthread_mutex_unlock(&loaded.lock);
    return rc;
}

const struct duckdb *duckdb_api(void)
{
    return &loaded.db;
}
