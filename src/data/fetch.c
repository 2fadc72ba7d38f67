/* fetch.c - see fetch.h.  Built without libcurl, it says so. */
#include "data/fetch.h"

#ifdef HAVE_CURL
#include <curl/curl.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "data/stream.h"

enum {
    REDIRECTIONS = 10,
    ATTEMPTS = 5,         /* of a file, counting only attempts that brought some bytes */
    CONNECT_SECONDS = 30,
    TASK_TEXT = 80,
    KEPT_TEXT = 80,
    SHOWN_URL = 200,
    HTTP_OK = 200,
    HTTP_PARTIAL = 206,
    HTTP_REDIRECT = 300,
    HTTP_NOT_SATISFIABLE = 416 /* there are no more bytes than we already have */
};

/* The functions of libcurl used here. */
struct curl_library {
    CURLcode (*global_init)(long flags);
    CURL *(*easy_init)(void);
    void (*easy_cleanup)(CURL *handle);
    CURLcode (*easy_setopt)(CURL *handle, CURLoption option, ...);
    CURLcode (*easy_perform)(CURL *handle);
    CURLcode (*easy_getinfo)(CURL *handle, CURLINFO info, ...);
};

/* A transfer in progress. */
struct transfer {
    struct fetch *fetch;
    const struct catapult_progress *progress;
    CURL *handle;
    int file;
    uint64_t have;    /* bytes in the file */
    uint64_t start;   /* how many of them were there before this request */
    uint64_t whole;   /* size of the whole file as the server reports it; 0: not reported */
    long code;        /* HTTP status of the answer; 0: not known yet */
    uint64_t offset;  /* of the answer's first byte, if the answer states it */
    int write_error;  /* errno of a write that failed */
    bool too_many, cancelled, misplaced;
    char reason[CURL_ERROR_SIZE];
};

static struct curl_library lib;

/* A function pointer is not an object pointer; this is how POSIX lets one store the result of dlsym. */
static bool find_function(void *so, const char *name, void *pointer)
{
    *(void **)pointer = dlsym(so, name);
    return *(void **)pointer != NULL;
}

/* The library stays loaded until the program ends. */
static enum catapult_status load_library(struct catapult_error *err)
{
#ifdef CURL_SONAME
    static const char *const names[] = {CURL_SONAME, "libcurl.so.4", "libcurl-gnutls.so.4"};
#else
    static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};
#endif
    void *so = NULL;
    if (lib.easy_perform)
        return CATAPULT_STATUS_OK;
    for (size_t i = 0; !so && i < sizeof names / sizeof *names; i++)
        so = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (!so)
        return catapult_error_set(err, CATAPULT_STATUS_IO, "downloads need libcurl, which is not installed (%s)",
                                  names[0]);
    bool found = find_function(so, "curl_global_init", &lib.global_init) &&
                 find_function(so, "curl_easy_init", &lib.easy_init) &&
                 find_function(so, "curl_easy_cleanup", &lib.easy_cleanup) &&
                 find_function(so, "curl_easy_setopt", &lib.easy_setopt) &&
                 find_function(so, "curl_easy_getinfo", &lib.easy_getinfo) &&
                 find_function(so, "curl_easy_perform", &lib.easy_perform);
    if (found && lib.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
        return CATAPULT_STATUS_OK;
    lib.easy_perform = NULL;
    return catapult_error_set(err, CATAPULT_STATUS_IO, "downloads need another libcurl than the one that is installed");
}

bool fetch_built(void)
{
    return true;
}

static bool is_loopback(const char *url)
{
    static const char *const hosts[] = {"http://127.0.0.1", "http://localhost", "http://[::1]"};
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        size_t length = strlen(hosts[i]);
        if (strncasecmp(url, hosts[i], length) == 0 && (url[length] == '\0' || strchr(":/", url[length])))
            return !strchr(url, '@'); /* http://localhost:80@elsewhere/ goes to elsewhere */
    }
    return false;
}

enum catapult_status fetch_address(const char *url, struct catapult_error *err)
{
    if (strncasecmp(url, "https://", 8) == 0 || is_loopback(url))
        return CATAPULT_STATUS_OK;
    return catapult_error_set(err, CATAPULT_STATUS_USAGE,
                              "%.*s: only https addresses are fetched from (http from this machine alone)", SHOWN_URL,
                              url);
}

/* "Content-Range: bytes 1000-9999/10000" says where in the file the bytes belong. */
static void take_range(struct transfer *t, const char *text)
{
    unsigned long long first, last, whole = 0;
    const char *end = number_skip(text);
    end = strncasecmp(end, "bytes ", 6) == 0 ? number_digits(number_skip(end + 6), &first) : NULL;
    end = end && *end == '-' ? number_digits(end + 1, &last) : NULL;
    if (!end)
        return;
    if (*end == '/' && !number_digits(end + 1, &whole))
        whole = 0; /* not known: a '*' */
    t->offset = first;
    t->whole = whole;
}

static void take_length(struct transfer *t, const char *text)
{
    unsigned long long whole;
    if (number_digits(text, &whole))
        t->whole = whole;
}

static size_t on_header(char *data, size_t size, size_t count, void *context)
{
    struct transfer *t = context;
    char line[256];
    static const char range[] = "content-range:", length[] = "content-length:";
    size *= count;
    snprintf(line, sizeof line, "%.*s", (int)(size < sizeof line ? size : sizeof line - 1), data);
    if (strncasecmp(line, "http/", 5) == 0)
        t->offset = t->whole = 0; /* a new answer; an earlier one was from a proxy, or "100 Continue" */
    if (strncasecmp(line, range, sizeof range - 1) == 0)
        take_range(t, line + sizeof range - 1);
    else if (strncasecmp(line, length, sizeof length - 1) == 0 && t->whole == 0)
        take_length(t, number_skip(line + sizeof length - 1));
    return size;
}

/* Decides, when its first bytes arrive, what to do with the body. */
static bool begin_body(struct transfer *t)
{
    lib.easy_getinfo(t->handle, CURLINFO_RESPONSE_CODE, &t->code);
    if (t->code == HTTP_PARTIAL) {
        t->misplaced = t->offset != t->have;
    } else if (t->code == HTTP_OK) { /* the file from its beginning, whatever range was asked for */
        t->start = t->have = 0;
        t->fetch->resumed = false;
        if (ftruncate(t->file, 0) != 0)
            t->write_error = errno;
    }
    return !t->misplaced && !t->write_error;
}

static size_t on_body(char *data, size_t size, size_t count, void *context)
{
    struct transfer *t = context;
    size *= count;
    if (t->code == 0 && !begin_body(t))
        return 0;
    if (t->code != HTTP_OK && t->code != HTTP_PARTIAL)
        return size; /* skip the page that explains a refusal or a redirection */
    t->too_many = t->have + size > 2 * t->fetch->bytes;
    for (size_t done = 0; !t->too_many && done < size;) {
        ssize_t wrote = pwrite(t->file, data + done, size - done, (off_t)t->have);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0) {
            t->write_error = wrote < 0 ? errno : ENOSPC;
            return 0;
        }
        done += (size_t)wrote;
        t->have += (uint64_t)wrote;
    }
    return t->too_many ? 0 : size;
}

/* The fraction counts only the bytes of this request, so that the estimated time left is right after a resumption. */
static int on_progress(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up)
{
    struct transfer *t = context;
    uint64_t whole = t->whole > t->have ? t->whole : t->have < t->fetch->bytes ? t->fetch->bytes : t->have;
    char task[TASK_TEXT];
    (void)down_total;
    (void)down;
    (void)up_total;
    (void)up;
    snprintf(task, sizeof task, "fetching %.40s: %.1f of %.1f MB", t->fetch->name, 1e-6 * (double)t->have,
             1e-6 * (double)whole);
    double fraction = whole > t->start ? (double)(t->have - t->start) / (double)(whole - t->start) : -1;
    t->cancelled |= catapult_progress_report(t->progress, task, fraction) != 0;
    return t->cancelled;
}

static void set_options(struct transfer *t, const char *url, const char *range)
{
    lib.easy_setopt(t->handle, CURLOPT_URL, url);
    lib.easy_setopt(t->handle, CURLOPT_FOLLOWLOCATION, 0L); /* fetch_address must check each address */
    lib.easy_setopt(t->handle, CURLOPT_RANGE, range);
    lib.easy_setopt(t->handle, CURLOPT_USERAGENT, "catapult/" PACKAGE_VERSION);
    lib.easy_setopt(t->handle, CURLOPT_NOSIGNAL, 1L);
    lib.easy_setopt(t->handle, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    lib.easy_setopt(t->handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
    lib.easy_setopt(t->handle, CURLOPT_LOW_SPEED_TIME, (long)t->fetch->patience);
    lib.easy_setopt(t->handle, CURLOPT_ERRORBUFFER, t->reason);
    lib.easy_setopt(t->handle, CURLOPT_HEADERFUNCTION, on_header);
    lib.easy_setopt(t->handle, CURLOPT_HEADERDATA, t);
    lib.easy_setopt(t->handle, CURLOPT_WRITEFUNCTION, on_body);
    lib.easy_setopt(t->handle, CURLOPT_WRITEDATA, t);
    lib.easy_setopt(t->handle, CURLOPT_NOPROGRESS, 0L);
    lib.easy_setopt(t->handle, CURLOPT_XFERINFOFUNCTION, on_progress);
    lib.easy_setopt(t->handle, CURLOPT_XFERINFODATA, t);
}

static CURLcode request(struct transfer *t, const char *url)
{
    char range[32];
    snprintf(range, sizeof range, "%llu-", (unsigned long long)t->have);
    t->start = t->have;
    t->whole = 0;
    t->code = 0;
    *t->reason = '\0';
    set_options(t, url, t->have ? range : NULL);
    CURLcode result = lib.easy_perform(t->handle);
    lib.easy_getinfo(t->handle, CURLINFO_RESPONSE_CODE, &t->code); /* also of an answer without a body */
    return result;
}

/* Sends the request and follows redirections. */
static enum catapult_status fetch_follow(struct transfer *t, CURLcode *result, struct catapult_error *err)
{
    char *url = xnew_array(strlen(t->fetch->url) + 1, 1);
    strcpy(url, t->fetch->url);
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (int i = 0;; i++) {
        const char *next = NULL;
        status = fetch_address(url, err);
        if (status != CATAPULT_STATUS_OK)
            break;
        *result = request(t, url);
        if (t->code < HTTP_REDIRECT || t->code >= HTTP_REDIRECT + 100)
            break;
        lib.easy_getinfo(t->handle, CURLINFO_REDIRECT_URL, &next);
        if (!next || i == REDIRECTIONS) {
            status = catapult_error_set(err, CATAPULT_STATUS_IO, "%.*s: %s", SHOWN_URL, t->fetch->url,
                                        next ? "redirected again and again" : "redirected to nowhere");
            break;
        }
        char *copy = xnew_array(strlen(next) + 1, 1);
        strcpy(copy, next);
        free(url);
        url = copy;
    }
    free(url);
    return status;
}

/* " (... kept ...)" if bytes were kept, else "". */
static const char *kept(const struct transfer *t, char text[KEPT_TEXT])
{
    *text = '\0';
    if (t->have)
        snprintf(text, KEPT_TEXT, " (%llu bytes are kept: run it again to go on)", (unsigned long long)t->have);
    return text;
}

/* The result of one request as a status.  *again: the file is incomplete, and asking again may help. */
static enum catapult_status fetch_judge(const struct transfer *t, CURLcode result, bool *again,
                                        struct catapult_error *err)
{
    const char *url = t->fetch->url;
    char text[KEPT_TEXT];
    *again = false;
    if (t->cancelled)
        return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled");
    if (t->write_error)
        return catapult_error_set(err, CATAPULT_STATUS_IO, "%s: cannot write: %s%s", path_shown(t->fetch->path),
                                  strerror(t->write_error), kept(t, text));
    if (t->too_many)
        return catapult_error_set(err, CATAPULT_STATUS_IO,
                                  "%.*s: sends more than twice the %llu bytes that were published", SHOWN_URL, url,
                                  (unsigned long long)t->fetch->bytes);
    if (t->misplaced)
        return catapult_error_set(err, CATAPULT_STATUS_IO, "%.*s: was asked for byte %llu and sends byte %llu",
                                  SHOWN_URL, url, (unsigned long long)t->have, (unsigned long long)t->offset);
    if (t->code >= 400)
        return catapult_error_set(err, CATAPULT_STATUS_IO, "%.*s: the server answers %ld%s", SHOWN_URL, url, t->code,
                                  t->code == 404 ? " (not found)" : "");
    if (result == CURLE_OK && t->have > 0)
        return CATAPULT_STATUS_OK;
    *again = t->have > t->start;
    if (result == CURLE_OPERATION_TIMEDOUT)
        return catapult_error_set(err, CATAPULT_STATUS_IO, "%.*s: nothing came for %d seconds%s", SHOWN_URL, url,
                                  t->fetch->patience, kept(t, text));
    return catapult_error_set(err, CATAPULT_STATUS_IO, "%.*s: %s%s", SHOWN_URL, url,
                              result == CURLE_OK ? "nothing came"
                              : *t->reason       ? t->reason
                                                 : "the transfer failed",
                              kept(t, text));
}

static enum catapult_status run_transfer(struct transfer *t, struct catapult_error *err)
{
    enum catapult_status status = CATAPULT_STATUS_OK;
    bool again = true;
    for (int i = 0; again && i < ATTEMPTS; i++) {
        CURLcode result;
        status = fetch_follow(t, &result, err);
        if (status != CATAPULT_STATUS_OK)
            return status;
        if (t->code == HTTP_NOT_SATISFIABLE && t->have > 0)
            return CATAPULT_STATUS_OK; /* complete, or different from the server's file: the checksum will tell */
        status = fetch_judge(t, result, &again, err);
    }
    return status;
}

static enum catapult_status fetch_open_file(struct transfer *t, struct catapult_error *err)
{
    t->file = open(t->fetch->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    off_t end = t->file < 0 ? -1 : lseek(t->file, 0, SEEK_END);
    if (end < 0)
        return catapult_error_set(err, CATAPULT_STATUS_IO, "%s: cannot write: %s", path_shown(t->fetch->path),
                                  strerror(errno));
    t->have = (uint64_t)end;
    t->fetch->resumed = end > 0;
    return CATAPULT_STATUS_OK;
}

/* Flushes the file to disk before closing it: after a power failure the next attempt must not find a file of zeros.
 * An empty file is removed. */
static enum catapult_status close_file(struct transfer *t, enum catapult_status status, struct catapult_error *err)
{
    bool bad = fsync(t->file) != 0 && errno != EINVAL && errno != EROFS;
    bad |= close(t->file) != 0;
    if (t->have == 0)
        unlink(t->fetch->path);
    if (bad && status == CATAPULT_STATUS_OK)
        return catapult_error_set(err, CATAPULT_STATUS_IO, "%s: cannot write: %s", path_shown(t->fetch->path),
                                  strerror(errno));
    return status;
}

enum catapult_status fetch_file(struct fetch *fetch, const struct catapult_progress *progress,
                                struct catapult_error *err)
{
    struct transfer *t = xnew_array(1, sizeof *t);
    *t = (struct transfer){.fetch = fetch, .progress = progress, .file = -1};
    enum catapult_status status = load_library(err);
    if (status == CATAPULT_STATUS_OK)
        status = fetch_open_file(t, err);
    if (status == CATAPULT_STATUS_OK && !(t->handle = lib.easy_init()))
        status = catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for libcurl");
    if (status == CATAPULT_STATUS_OK)
        status = run_transfer(t, err);
    if (t->handle)
        lib.easy_cleanup(t->handle);
    if (t->file >= 0)
        status = close_file(t, status, err);
    free(t);
    return status;
}

#else

bool fetch_built(void)
{
    return false;
}

enum catapult_status fetch_address(const char *url, struct catapult_error *err)
{
    return catapult_error_set(err, CATAPULT_STATUS_USAGE, "%.200s: this program was built without downloads", url);
}

enum catapult_status fetch_file(struct fetch *fetch, const struct catapult_progress *progress,
                                struct catapult_error *err)
{
    (void)progress;
    return fetch_address(fetch->url, err);
}

#endif
