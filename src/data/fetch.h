/* fetch.h - downloads one file from a web server with libcurl.
 *
 * Addresses must be https; http is allowed only for a server on this machine.  The same holds for redirections.
 * libcurl is loaded when the first file is fetched: loading it and its dependencies takes longer than the rest of the
 * program's start. */
#ifndef DATA_FETCH_H
#define DATA_FETCH_H

#include <stdbool.h>
#include <stdint.h>

#include <catapult/status.h>

struct fetch {
    const char *url;
    const char *name;  /* of the file, for progress reports */
    const char *path;  /* where the bytes go; bytes that are already there are not requested again */
    uint64_t bytes;    /* approximate size; at most twice as many are accepted */
    int patience;      /* seconds without a byte before giving up on the server */
    bool resumed;      /* result: the file began with bytes of an earlier attempt */
};

/* Whether this build can download at all (configure --without-curl). */
bool fetch_built(void);

/* CATAPULT_STATUS_USAGE if fetch_file does not accept the address. */
enum catapult_status fetch_address(const char *url, struct catapult_error *err);

/* Whatever the result, the received bytes stay under the path, so that the next attempt can continue.  The caller
 * must check that they are the right ones.  CATAPULT_STATUS_IO if the server or the disk fails,
 * CATAPULT_STATUS_CANCELLED if the progress callback asks to stop. */
enum catapult_status fetch_file(struct fetch *fetch, const struct catapult_progress *progress,
                                struct catapult_error *err);

#endif
