/* outfile.h - an output file that appears under its name only when it is complete.
 *
 * The output goes to a temporary file in the same folder, which is renamed when all of it is on the disk.  An old file of
 * that name stays until then; a program that fails or is killed leaves no incomplete file under the name. */
#ifndef BASE_OUTFILE_H
#define BASE_OUTFILE_H

#include <stdio.h>

#include <catapult/status.h>

struct outfile;

/* Opens the temporary file for the output file `path`.  If path exists and is not a regular file (/dev/stdout, a FIFO), it is
 * written directly.  A symbolic link stays: its target is replaced, or made if it does not exist.  An existing file without
 * write permission is refused, even if the permissions of its folder would allow a replacement.  CATAPULT_STATUS_IO,
 * CATAPULT_STATUS_INPUT for a folder. */
enum catapult_status outfile_open(struct outfile **out, const char *path, struct catapult_error *err);

/* The stream to write to; outfile_commit reports its errors. */
FILE *outfile_stream(struct outfile *out);

/* Renames the file to its final name and frees out; if any write failed, removes it and returns the reason in err. */
enum catapult_status outfile_commit(struct outfile *out, struct catapult_error *err);

/* Removes the temporary file and frees out; NULL is fine. */
void outfile_abort(struct outfile *out);

#endif
