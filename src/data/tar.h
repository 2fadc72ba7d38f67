/* tar.h - reads the members of a tar archive (POSIX ustar), gzipped or not, one after another.
 *
 * Nothing is written here and no name is trusted: the caller selects members by names it knows.  Members with names
 * of more than 256 characters, which are stored in extra records, are skipped together with those records. */
#ifndef DATA_TAR_H
#define DATA_TAR_H

#include <stdbool.h>
#include <stdint.h>

#include <catapult/status.h>

#include "data/stream.h"

enum { TAR_NAME = 260 };

struct tar {
    struct stream *stream;
    uint64_t left;    /* bytes of the current member not yet read */
    unsigned padding; /* padding bytes after the member */
    bool end;
};

struct tar_member {
    char name[TAR_NAME];
    uint64_t bytes;
    bool file; /* a regular file; folders, links and devices are not */
};

enum catapult_status tar_open(struct tar *tar, const char *path, struct catapult_error *err);
void tar_close(struct tar *tar);

/* Goes to the next member and skips the rest of the current one; tar->end if there is none.  CATAPULT_STATUS_INPUT if
 * the archive is damaged or truncated. */
enum catapult_status tar_next(struct tar *tar, struct tar_member *member, struct catapult_error *err);

/* Reads up to count bytes of the member; *got is 0 at its end. */
enum catapult_status tar_read(struct tar *tar, void *out, size_t count, size_t *got, struct catapult_error *err);

#endif
