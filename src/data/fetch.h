/* fetch.h - one file from a web server, by libcurl.
 *
 * Addresses are https; http is for a server on this machine only.  A redirection is an address like any other.
 * libcurl is loaded when the first file is fetched: with all that it needs it would cost every start of the
 * program more than the program itself. */
#ifndef DATA_FETCH_H
#define DATA_FETCH_H

#include <stdbool.h>
#include <stdint.h>

#include <catapult/status.h>

struct fetch {
    const char *url;
    const char *name;  /* of what is fetched, for reports of progress */
    const char *path;  /* where the bytes go; those that are there already are not asked for again */
    uint64_t bytes;    /* about how many there are; no more than twice as many are taken */
    int patience;      /* seconds without a byte after which the server is given up */
    bool resumed;      /* result: the file began with bytes of an earlier attempt */
};

/* Whether this build can fetch at all (configure --without-curl). */
bool fetch_built(void);

/* CATAPULT_STATUS_USAGE if it is no address that fetch_file would go to. */
enum catapult_status fetch_address(const char *url, struct catapult_error *err);

/* Whatever the result, the bytes that came stay under the path, for the next attempt to go on from.  That they
 * are the right ones, the caller has to find out.  CATAPULT_STATUS_IO if the server or the disk fails, CATAPULT_STATUS_CANCELLED
 * if the progress report asks for it. */
enum catapult_status fetch_file(struct fetch *fetch, const struct catapult_progress *progress,
                                struct catapult_error *err);

#endif
