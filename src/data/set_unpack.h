/* set_unpack.h - unpacks the files of a known set from an archive. */
#ifndef DATA_SET_UNPACK_H
#define DATA_SET_UNPACK_H

#include <catapult/status.h>

#include "data/known_set.h"

/* Unpacks INSIDE/FILE for every file of the set, and for a folder of the set every INSIDE/FOLDER/NAME, from the tar
 * archive into the folder; `ending` is appended to their names.  Nothing else is read from the archive, and nothing
 * is written elsewhere.  CATAPULT_STATUS_INPUT if the archive is damaged, lacks a file, or has one larger than
 * published. */
enum catapult_status set_unpack(const struct known_set *set, const char *archive, const char *inside,
                                const char *folder, const char *ending, const struct catapult_progress *progress,
                                struct catapult_error *err);

/* Removes what set_unpack left behind. */
void set_unpack_clear(const struct known_set *set, const char *folder, const char *ending);

#endif
