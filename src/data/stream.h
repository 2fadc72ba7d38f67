/* stream.h - reads a regular file from first byte to last, and unpacks it if it is a gzip file; lists a folder.
 *
 * zlib's own gzread fails when a signal interrupts a read, and takes garbage after the data for the end.  Here the
 * first is retried and the second is an error, as are a wrong checksum and a truncated file. */
#ifndef DATA_STREAM_H
#define DATA_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <catapult/status.h>

enum { SHOWN_PATH = 250 };

/* The end of a path, as much of it as fits in a message. */
const char *path_shown(const char *path);

/* Opens a regular file for reading; refuses folders and anything that might block.  CATAPULT_STATUS_IO if it cannot
 * be opened, CATAPULT_STATUS_INPUT if it is not a regular file. */
enum catapult_status file_open(const char *path, int *file, uint64_t *size, struct catapult_error *err);

/* Reads exactly count bytes from offset; fewer are CATAPULT_STATUS_INPUT ("truncated"). */
enum catapult_status file_read_at(int file, const char *path, uint64_t offset, void *out, size_t count,
                                  struct catapult_error *err);

struct stream;

enum catapult_status stream_open(struct stream **out, const char *path, struct catapult_error *err);
void stream_close(struct stream *stream);

/* Reads up to count bytes; *got is less only at the end. */
enum catapult_status stream_read(struct stream *stream, void *out, size_t count, size_t *got,
                                 struct catapult_error *err);

/* Reads exactly count bytes; fewer are CATAPULT_STATUS_INPUT ("... ends within WHAT").  `what` names them. */
enum catapult_status stream_take(struct stream *stream, void *out, size_t count, const char *what,
                                 struct catapult_error *err);

/* CATAPULT_STATUS_INPUT if anything follows. */
enum catapult_status stream_end(struct stream *stream, struct catapult_error *err);

const char *stream_path(const struct stream *stream); /* as path_shown */
double stream_fraction(const struct stream *stream);  /* the fraction of the file read so far */

/* Upper bound of the bytes still to come: the file's size, or for a gzip file the most it can unpack to. */
double stream_most(const struct stream *stream);

/* --- the names in a folder ----------------------------------------------------------------------------------------- */

struct folder {
    size_t count;
    char **name; /* sorted by bytes */
};

/* All names but those that begin with a dot.  CATAPULT_STATUS_IO if the folder cannot be read. */
enum catapult_status folder_open(struct folder *folder, const char *path, struct catapult_error *err);
void folder_close(struct folder *folder);

#endif
