/* outfile.h - an output file that appears under its name only when it is complete.
 *
 * The output goes to a temporary file in the same folder, which is renamed when all of it is on the disk.  An old file of
 * that name stays until then; a program that fails or is killed leaves no incomplete file under the name. */
#ifndef BASE_OUTFILE_H
#define BASE_OUTFILE_H

#include <stdbool.h>
#include <stdio.h>

#include <catapult/status.h>

struct outfile;

/* --- what is never replaced -------------------------------------------------------------------------------------
 *
 * An input of this program is never replaced, and another file only if this program wrote it: every output goes through
 * this file, and every reader notes what it opens.  A file is ours if it is empty, or if a line near its beginning or its
 * end has the mark of our rows, screens, scripts or meta.json. */

/* Notes an open file as an input, by device, inode and time of change, until the program ends. */
void outfile_note_input(int file);

/* Whether the file at path is such an input; whether this program wrote it.  False if there is none. */
bool outfile_is_input(const char *path);
bool outfile_is_ours(const char *path);

/* The option --force: files that others wrote may be replaced, but no input. */
void outfile_force(void);
bool outfile_forced(void);

/* What outfile_open would refuse, before a long run.  Makes no file. */
enum catapult_status outfile_check(const char *path, const char *witness, struct catapult_error *err);

/* --- writing ------------------------------------------------------------------------------------------------------ */

/* Opens the temporary file for the output file `path`.  If path exists and is not a regular file (/dev/stdout, a FIFO), it is
 * written directly.  An input, or a file that this program did not write, is refused.  A symbolic link stays: its target is replaced, or made if it does not exist.  An existing file without
 * write permission is refused, even if the permissions of its folder would allow a replacement.  CATAPULT_STATUS_IO,
 * CATAPULT_STATUS_INPUT for a folder. */
enum catapult_status outfile_open(struct outfile **out, const char *path, struct catapult_error *err);

/* The same for a file without a mark, such as a picture: an old one is ours if the file `witness` is.  NULL: the caller has
 * looked at the folder. */
enum catapult_status outfile_open_beside(struct outfile **out, const char *path, const char *witness,
                                         struct catapult_error *err);

/* The stream to write to; outfile_commit reports its errors. */
FILE *outfile_stream(struct outfile *out);

/* Renames the file to its final name and frees out; if any write failed, removes it and returns the reason in err. */
enum catapult_status outfile_commit(struct outfile *out, struct catapult_error *err);

/* Removes the temporary file and frees out; NULL is fine. */
void outfile_abort(struct outfile *out);

#endif
