/* set_unpack.h - the files of a known set out of an archive. */
#ifndef DATA_SET_UNPACK_H
#define DATA_SET_UNPACK_H

#include <catapult/status.h>

#include "data/known_set.h"

/* Takes INSIDE/FILE for every file of the set, and of a set's folder every INSIDE/FOLDER/NAME, out of the tar
 * archive into the folder, under their names with the ending behind; nothing else in the archive is touched, and
 * nothing is written elsewhere.  CATAPULT_STATUS_INPUT if the archive is damaged, has not all of them, or has them larger
 * than published. */
enum catapult_status set_unpack(const struct known_set *set, const char *archive, const char *inside,
                                const char *folder, const char *ending, const struct catapult_progress *progress,
                                struct catapult_error *err);

/* Removes what set_unpack left behind. */
void set_unpack_clear(const struct known_set *set, const char *folder, const char *ending);

#endif
