/* lines.h - reads a text file line by line.  The length of a line is limited, so memory is bounded for any file. */
#ifndef BASE_LINES_H
#define BASE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <catapult/status.h>

struct lines {
    FILE *file;          /* borrowed */
    const char *path;    /* borrowed, for messages */
    size_t most;         /* largest number of bytes in a line */
    char *text;          /* the present line without its '\n'; NULL before the first and after the last */
    size_t length;
    bool whole;          /* the line ended with '\n'; the last line may not */
    long number;         /* of the present line, from 1 */
    char *room;
    size_t capacity;
};

void lines_init(struct lines *lines, FILE *file, const char *path, size_t most);
void lines_done(struct lines *lines);

/* Reads the next line, which may contain zero bytes.  text is NULL at the end of the file and after an error.  A line of
 * more than `most` bytes is CATAPULT_STATUS_INPUT ("PATH:LINE: ..."); CATAPULT_STATUS_IO, CATAPULT_STATUS_NOMEM. */
enum catapult_status lines_next(struct lines *lines, struct catapult_error *err);

#endif
