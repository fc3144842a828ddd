/*
 * http_load: pushes small NDJSON bodies over many connections and measures.
 *
 *   http_load [-a ADDRESS] [-p PORT] [-u PATH] [-t TOKEN] [-c CONNECTIONS] [-r RECORDS]
 *             [-d SECONDS] [-w WARM-UP SECONDS] [-i IDLE CONNECTIONS] [-k FIRST KEY] [-x
 * key|producer|async]
 *
 * One thread, epoll, keep-alive; each connection sends its next request when the answer to the last
 * one is there (a closed loop). Every answer must be 200 or 202. -x: each with an Idempotency-Key
 * of its own, with its connection as Kamu-Producer, or with Prefer: respond-async. Keys count up
 * over all connections, so no record comes twice. Prints one line of JSON: requests and records per
 * second, latencies in milliseconds. Keys that were used: printed too, so that a check can count
 * rows.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BODY_MAX (1 << 20)
#define HEAD_MAX 4096
#define ANSWER_MAX (64 << 10)

/* Latencies in microseconds: exact below 1024, then 1024 steps for each doubling. */
#define STEPS 1024
#define DOUBLINGS 22
static uint64_t histogram[STEPS * (DOUBLINGS + 1)];

struct connection {
    int fd;
    bool idle;
    char *out;
    size_t out_n, out_at;
    char in[ANSWER_MAX];
    size_t in_n;
    uint64_t sent_ns;
};

static struct {
    const char *address, *path, *token, *extra;
    unsigned port, connections, records, idle;
    double seconds, warm;
    uint64_t key;
} o = {.address = "127.0.0.1",
       .path = "/d/ingest",
       .extra = "",
       .port = 8080,
       .connections = 1,
       .records = 1,
       .seconds = 5,
       .warm = 1,
       .key = 1};

static uint64_t done, measured, failed, bytes_out;
static bool measuring;

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void die(const char *what)
{
    fprintf(stderr, "http_load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void note(uint64_t ns)
{
    uint64_t us = ns / 1000, step = us;
    unsigned shift = 0;
    while (step >= 2 * STEPS) {
        step >>= 1;
        shift++;
    }
    if (us >= 2 * STEPS || us >= STEPS) {
        unsigned at = shift + 1 > DOUBLINGS ? DOUBLINGS : shift + 1;
        step = at == shift + 1 ? step - STEPS : STEPS - 1;
        histogram[(size_t)at * STEPS + step]++;
    } else {
        histogram[us]++;
    }
}

static double value_of(size_t slot)
{
    size_t at = slot / STEPS, step = slot % STEPS;
    return at == 0 ? (double)step : (double)((STEPS + step) << (at - 1));
}

static double percentile(double p)
{
    uint64_t want = (uint64_t)((double)measured * p), sum = 0;
    for (size_t i = 0; i < sizeof histogram / sizeof *histogram; i++) {
        sum += histogram[i];
        if (sum > want)
            return value_of(i) / 1000;
    }
    return 0;
}

/* ---- requests ---------------------------------------------------------------------------- */

static size_t make_body(char *out)
{
    size_t n = 0;
    for (unsigned i = 0; i < o.records; i++) {
        uint64_t k = o.key++;
        n += (size_t)sprintf(out + n,
                             "{\"event_time\":\"2024-05-%02uT%02u:%02u:%02uZ\",\"id\":%llu,"
                             "\"city\":\"city-%llu\",\"population\":%llu}\n",
                             (unsigned)(1 + k / 86400 % 28), (unsigned)(k / 3600 % 24),
                             (unsigned)(k / 60 % 60), (unsigned)(k % 60), (unsigned long long)k,
                             (unsigned long long)(k % 1000),
                             (unsigned long long)(k * 7919 % 100000));
    }
    return n;
}

static size_t make_extra(const struct connection *c, char *out)
{
    unsigned long long k = (unsigned long long)o.key;
    out[0] = 0;
    if (strcmp(o.extra, "key") == 0)
        return (size_t)sprintf(out, "Idempotency-Key: \"%llx-%llu\"\r\n",
                               (unsigned long long)getpid(), k);
    if (strcmp(o.extra, "producer") == 0)
        return (size_t)sprintf(out, "Kamu-Producer: p%d\r\nKamu-Offset: %llu\r\n", c->fd, k);
    return strcmp(o.extra, "async") == 0 ? (size_t)sprintf(out, "Prefer: respond-async\r\n") : 0;
}

static void make_request(struct connection *c)
{
    static char body[BODY_MAX];
    char extra[256];
    make_extra(c, extra);
    size_t n = make_body(body);
    c->out_n =
        (size_t)sprintf(c->out,
                        "POST %s HTTP/1.1\r\nHost: %s:%u\r\n%s%s%s%s"
                        "Content-Type: application/x-ndjson\r\nContent-Length: %zu\r\n\r\n",
                        o.path, o.address, o.port, o.token != NULL ? "Authorization: Bearer " : "",
                        o.token != NULL ? o.token : "", o.token != NULL ? "\r\n" : "", extra, n);
    memcpy(c->out + c->out_n, body, n);
    c->out_n += n;
    c->out_at = 0;
    c->in_n = 0;
    c->sent_ns = now_ns();
}

static void send_some(struct connection *c)
{
    while (c->out_at < c->out_n) {
        ssize_t n = send(c->fd, c->out + c->out_at, c->out_n - c->out_at, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN)
            return;
        if (n <= 0)
            die("send");
        c->out_at += (size_t)n;
        bytes_out += (uint64_t)n;
    }
}

static void start_request(struct connection *c)
{
    make_request(c);
    send_some(c);
}

/* true: the answer is whole. */
static bool whole_answer(struct connection *c)
{
    c->in[c->in_n] = 0;
    char *end = strstr(c->in, "\r\n\r\n");
    if (end == NULL)
        return false;
    char *length = strcasestr(c->in, "content-length:");
    size_t n = length == NULL || length > end ? 0 : strtoul(length + 15, NULL, 10);
    return c->in_n >= (size_t)(end - c->in) + 4 + n;
}

static void receive(struct connection *c)
{
    ssize_t n = recv(c->fd, c->in + c->in_n, sizeof c->in - 1 - c->in_n, 0);
    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0)
        die("the server closed a connection");
    c->in_n += (size_t)n;
    if (!whole_answer(c))
        return;
    done++;
    if (strncmp(c->in, "HTTP/1.1 200", 12) != 0 && strncmp(c->in, "HTTP/1.1 202", 12) != 0 &&
        failed++ < 3)
        fprintf(stderr, "http_load: %.200s\n", c->in);
    if (measuring) {
        note(now_ns() - c->sent_ns);
        measured++;
    }
    start_request(c);
}

/* ---- connections ------------------------------------------------------------------------------
 */

static void open_connection(struct connection *c, int epoll)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)o.port)};
    int one = 1;
    inet_pton(AF_INET, o.address, &to.sin_addr);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&to, sizeof to) != 0)
        die("connect");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    if (c->idle)
        return;
    c->out = malloc(HEAD_MAX + BODY_MAX);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &e);
}

static void run_until(int epoll, uint64_t end)
{
    struct epoll_event events[256];
    for (;;) {
        uint64_t t = now_ns();
        if (t >= end)
            return;
        int n = epoll_wait(epoll, events, 256, (int)((end - t) / 1000000) + 1);
        for (int i = 0; i < n; i++)
            receive(events[i].data.ptr);
    }
}

/* The answers to what is under way: whatever was acknowledged is counted. */
static void report(double seconds, uint64_t first)
{
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    double cpu = (double)use.ru_utime.tv_sec + (double)use.ru_stime.tv_sec +
                 (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
    printf("{\"connections\":%u,\"records\":%u,\"seconds\":%.2f,\"requests\":%llu,"
           "\"per_second\":%.1f,\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f,"
           "\"failed\":%llu,\"acknowledged\":%llu,\"first_key\":%llu,\"next_key\":%llu,"
           "\"client_cpu\":%.2f}\n",
           o.connections, o.records, seconds, (unsigned long long)measured,
           (double)measured / seconds, percentile(0.5), percentile(0.99), percentile(0.999),
           percentile(0.99999999), (unsigned long long)failed, (unsigned long long)done,
           (unsigned long long)first, (unsigned long long)o.key, cpu);
}

static void read_options(int argc, char **argv)
{
    for (int c; (c = getopt(argc, argv, "a:p:u:t:c:r:d:w:i:k:x:")) != -1;) {
        switch (c) {
        case 'a':
            o.address = optarg;
            break;
        case 'p':
            o.port = (unsigned)atoi(optarg);
            break;
        case 'u':
            o.path = optarg;
            break;
        case 't':
            o.token = optarg;
            break;
        case 'c':
            o.connections = (unsigned)atoi(optarg);
            break;
        case 'r':
            o.records = (unsigned)atoi(optarg);
            break;
        case 'd':
            o.seconds = atof(optarg);
            break;
        case 'w':
            o.warm = atof(optarg);
            break;
        case 'i':
            o.idle = (unsigned)atoi(optarg);
            break;
        case 'x':
            o.extra = optarg;
            break;
        case 'k':
            o.key = strtoull(optarg, NULL, 10);
            break;
        default:
            exit(2);
        }
    }
}

int main(int argc, char **argv)
{
    read_options(argc, argv);
    uint64_t first = o.key;
    struct rlimit many = {65536, 65536};
    setrlimit(RLIMIT_NOFILE, &many);
    int epoll = epoll_create1(0);
    struct connection *idle = calloc(1, sizeof *idle), *all = calloc(o.connections, sizeof *all);
    for (unsigned i = 0; i < o.idle; i++) { /* their descriptors stay open till the end */
        idle->idle = true;
        open_connection(idle, epoll);
    }
    for (unsigned i = 0; i < o.connections; i++)
        open_connection(&all[i], epoll);
    for (unsigned i = 0; i < o.connections; i++)
        start_request(&all[i]);
    run_until(epoll, now_ns() + (uint64_t)(o.warm * 1e9));
    measuring = true;
    uint64_t start = now_ns();
    run_until(epoll, start + (uint64_t)(o.seconds * 1e9));
    measuring = false;
    report((double)(now_ns() - start) / 1e9, first);
    return failed != 0;
}
