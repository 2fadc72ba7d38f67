/* set_get.h - downloads the files of a known set from their publisher.
 *
 * A downloaded or unpacked file has a temporary name (.part) until its SHA-256 matches the published file; then it is
 * renamed.  An interrupted download is continued by the next attempt. */
#ifndef DATA_SET_GET_H
#define DATA_SET_GET_H

#include <stdbool.h>

#include <catapult/status.h>

#include "data/known_set.h"

struct set_get {
    const struct known_set *set;
    const char *from;      /* fetch from below this address instead: FROM/SET/FILE; NULL: from the publisher.  The
                              caller has checked from (fetch_address) and patience */
    int patience;          /* seconds without a byte before giving up on the server */
    char folder[SET_PATH]; /* result of set_get_begin: where the files go */
    int lock;              /* the same folder, locked against a second program */
};

/* Makes the set's folder: in data_path, or if that is "" in the user's data folder.  CATAPULT_STATUS_INPUT if the set
 * cannot be downloaded (by this build), CATAPULT_STATUS_IO if the folder cannot be made or is in use. */
enum catapult_status set_get_begin(struct set_get *get, const struct known_set *set, const char *data_path,
                                   struct catapult_error *err);
void set_get_end(struct set_get *get);

/* Whether all files of a download are there already, and match the published ones.  A file that exists but differs is
 * CATAPULT_STATUS_INPUT: it is the user's, and is not replaced. */
enum catapult_status set_get_there(const struct set_get *get, const struct known_download *download, bool *there,
                                   const struct catapult_progress *progress, struct catapult_error *err);

enum catapult_status set_get_fetch(const struct set_get *get, const struct known_download *download,
                                   const struct catapult_progress *progress, struct catapult_error *err);

/* "cifar-10-binary.tar.gz": the last part of the address. */
const char *set_get_name(const struct known_download *download);

#endif
