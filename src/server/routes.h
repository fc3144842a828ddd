/* Routes: which handler answers which path, and what happens before it is called
 * (spec/http-api.md 1.3, 1.4). One table. */
#ifndef KAMU_SERVER_ROUTES_H
#define KAMU_SERVER_ROUTES_H

#include "server/exchange.h"

struct worker;

enum body_mode {
    BODY_NONE,  /* a body is read and thrown away, up to a small limit */
    BODY_WHOLE, /* the handler is called when all of it is there */
    BODY_STREAM /* the handler is called at once and reads it */
};

enum route_flags {
    ROUTE_DATASET = 1,   /* path begins with {ds}: it is resolved, and the caller's right checked:
                            read for GET, HEAD, OPTIONS, else write */
    ROUTE_WRITES = 2,    /* write is asked for GET too, and an unknown dataset is the handler's
                            (account and name of x->dataset are set then) */
    ROUTE_OUTSIDE = 4,   /* no authentication, no CORS: health, metrics, /openapi.json */
    ROUTE_OPEN = 8,      /* also when anonymous access is off: login, token, ui-config */
    ROUTE_QUICK = 16,    /* never waits for anything: called on the listener's own thread */
    ROUTE_NO_LOG = 32,   /* not in the access log */
    ROUTE_E2E = 64,      /* a test aid: exists only with --e2e-output-data-path */
    ROUTE_PUSHERS = 256, /* read, but the right to write will do: what has become of a push */
    ROUTE_STAGES = 128   /* an unknown dataset is the handler's when the caller may create it: only
                            account and name of x->dataset are set then */
};

enum body_limit { LIMIT_JSON /* 2 MiB */, LIMIT_INGEST, LIMIT_UPLOAD, LIMIT_OBJECT, LIMIT_GRAPHQL };

struct route {
    const char *path; /* "/query", "{ds}/tail", "{ds}/blocks/{}"; {} is one segment, decoded */
    unsigned methods; /* enum http_method bits; HEAD is implied by GET, OPTIONS always */
    unsigned flags;
    enum body_mode body;
    enum body_limit limit;
    void (*handle)(struct exchange *x, struct worker *w);
    /* Decides, before a byte of the body is taken, by the headers alone; may answer (then the body
     * is not read, and no 100-continue sent): true = answered. NULL = always goes on. Runs on a
     * worker, with the dataset resolved and rights checked. */
    bool (*precheck)(struct exchange *x, struct worker *w);
};

extern const struct route routes[];
extern const size_t n_routes;

/* Handlers, by file. */
#define HANDLER(name) void name(struct exchange *x, struct worker *w)
HANDLER(handle_ingest);           /* ingest.c */
HANDLER(handle_ingest_stream);    /* stream.c: an endless NDJSON body */
HANDLER(handle_ingest_status);    /* wal.c: what became of an asynchronous push */
HANDLER(handle_producer);         /* producers.c */
HANDLER(handle_producers);        /* producers.c */
HANDLER(handle_tail);             /* tail.c, also ?follow=1 */
HANDLER(handle_metadata);         /* metadata.c */
HANDLER(handle_query_get);        /* query.c */
HANDLER(handle_query_post);       /* query.c */
HANDLER(handle_verify);           /* query_proof.c */
HANDLER(handle_ref);              /* transfer.c: simple transfer protocol */
HANDLER(handle_block);            /* transfer.c */
HANDLER(handle_object_get);       /* transfer.c: data, checkpoints */
HANDLER(handle_object_put);       /* transfer.c */
HANDLER(handle_smart_pull);       /* smart_pull.c */
HANDLER(handle_smart_push);       /* smart_push.c */
HANDLER(handle_info);             /* info.c */
HANDLER(handle_account_me);       /* info.c */
HANDLER(handle_dataset_info);     /* info.c */
HANDLER(handle_login);            /* login.c */
HANDLER(handle_token_validate);   /* login.c */
HANDLER(handle_device_authorize); /* login.c */
HANDLER(handle_device_token);     /* login.c */
HANDLER(handle_upload_prepare);   /* upload.c */
HANDLER(handle_upload_post);      /* upload.c */
HANDLER(handle_upload_get);       /* upload.c */
HANDLER(handle_graphql);          /* graphql.c */
HANDLER(handle_graphql_page);     /* graphql.c */
HANDLER(handle_openapi);          /* openapi.c */
HANDLER(handle_openapi_page);     /* openapi.c */
HANDLER(handle_ui_config);        /* info.c */
HANDLER(handle_health);           /* health.c: liveness, readiness, startup */
HANDLER(handle_metrics);          /* metrics.c */
HANDLER(handle_system_info);      /* info.c */
HANDLER(handle_probe);            /* info.c */
HANDLER(handle_page);             /* page.c: the page for people */
HANDLER(handle_page_datasets);    /* page.c: what it shows, as JSON */
HANDLER(handle_e2e_health);       /* e2e.c */
HANDLER(handle_e2e_shutdown);     /* e2e.c */
HANDLER(handle_e2e_system_time);  /* e2e.c */
HANDLER(handle_e2e_echo);         /* e2e.c: the body */
HANDLER(handle_e2e_stream);       /* e2e.c: the body as it comes */
HANDLER(handle_e2e_flow);         /* e2e.c: a streamed answer */
HANDLER(handle_e2e_upgrade);      /* e2e.c: echoes on the raw connection */
#undef HANDLER
bool ingest_precheck(struct exchange *x, struct worker *w);
bool object_put_precheck(struct exchange *x, struct worker *w);

/* Finds the route of a request; path and arguments are taken apart into x (dataset names are not
 * resolved here). */
enum route_match { ROUTE_FOUND, ROUTE_NONE, ROUTE_BAD_NAME };
enum route_match route_find(struct exchange *x, bool multi_tenant, struct str *account,
                            struct str *dataset, struct kamu_error *err);
/* The Allow header of the route's path: "GET,HEAD" in the order of the table. */
void route_allow(const struct exchange *x, char out[64]);

#endif
