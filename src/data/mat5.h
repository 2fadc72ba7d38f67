/* mat5.h - checks that a MATLAB 5 file is consistent; libmatio does not check. */
#ifndef DATA_MAT5_H
#define DATA_MAT5_H

#include <stdbool.h>

#include <catapult/status.h>

/* Goes through the data elements up to the end of the file.  None may extend beyond it, and a numeric array must have
 * as many values as its dimensions say.  whole: unpacks compressed elements completely (the result is discarded) to
 * check their end and checksum; else unpacks only the beginning, which has the dimensions.  CATAPULT_STATUS_INPUT
 * with the byte offset of the error. */
enum catapult_status mat5_check(const char *path, bool whole, const struct catapult_progress *progress,
                                struct catapult_error *err);

#endif
