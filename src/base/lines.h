/* lines.h - a text file line by line, none longer than the reader has room for: memory is bounded whatever the file is. */
#ifndef BASE_LINES_H
#define BASE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <catapult/status.h>

struct lines {
    FILE *file;          /* borrowed */
    const char *path;    /* borrowed, for messages */
    size_t most;         /* bytes of a line */
    char *text;          /* the present line without its '\n'; NULL before the first and behind the last */
    size_t length;
    bool whole;          /* it had its '\n': a last line may lack it */
    long number;         /* of the present line, from 1 */
    char *room;
    size_t capacity;
};

void lines_init(struct lines *lines, FILE *file, const char *path, size_t most);
void lines_done(struct lines *lines);

/* Takes the next line, which may have zero bytes in it; text is NULL at the end and after a failure.  A line of more than
 * `most` bytes is CATAPULT_STATUS_INPUT ("PATH:LINE: ..."); CATAPULT_STATUS_IO, CATAPULT_STATUS_NOMEM. */
enum catapult_status lines_next(struct lines *lines, struct catapult_error *err);

#endif
