/* mat5.h - whether a MATLAB 5 file is what it says of itself: libmatio believes it. */
#ifndef DATA_MAT5_H
#define DATA_MAT5_H

#include <stdbool.h>

#include <catapult/status.h>

/* Follows the data elements from the header to the end of the file: none may reach beyond it, and an array of numbers
 * has as many values as its dimensions ask for.  whole: a compressed element is unpacked, into nothing, so that its
 * end and its checksum are right; else only the beginning of it, which has the dimensions.  CATAPULT_STATUS_INPUT with the byte at which it is wrong. */
enum catapult_status mat5_check(const char *path, bool whole, const struct catapult_progress *progress,
                                struct catapult_error *err);

#endif
