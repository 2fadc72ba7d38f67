/* outfile.h - a file that appears under its name only when it is complete.
 *
 * Text and numbers go to a temporary file in the same folder, which takes the name when all of it is on the
 * disk.  What stood there before stays until then; a program that fails or is killed leaves no half file
 * under the name. */
#ifndef CORE_OUTFILE_H
#define CORE_OUTFILE_H

#include <stdio.h>

#include <catapult/status.h>

struct outfile;

/* Opens the temporary file for what shall be `path`.  A path that is there but no regular file (/dev/stdout,
 * a FIFO) is written directly.  A symbolic link stays: what it leads to is replaced, or made if it is not there yet.
 * A file that is there and may not be written to is refused, also where its folder would let it be replaced.
 * CATAPULT_STATUS_IO, CATAPULT_STATUS_INPUT for a folder. */
enum catapult_status outfile_open(struct outfile **out, const char *path, struct catapult_error *err);

/* Where to write; errors may be left for outfile_commit to find. */
FILE *outfile_stream(struct outfile *out);

/* Puts the file under its name and frees out; if any write failed, removes it and says why. */
enum catapult_status outfile_commit(struct outfile *out, struct catapult_error *err);

/* Removes the temporary file and frees out; NULL is fine. */
void outfile_abort(struct outfile *out);

#endif
