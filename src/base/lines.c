/* lines.c - see lines.h. */
#include "base/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 256, SHOWN = 400 };

void lines_init(struct lines *lines, FILE *file, const char *path, size_t most)
{
    *lines = (struct lines){.file = file, .path = path, .most = most};
}

void lines_done(struct lines *lines)
{
    free(lines->room);
    *lines = (struct lines){.file = NULL};
}

static bool line_grow(struct lines *lines)
{
    size_t capacity = lines->capacity ? 2 * lines->capacity : FIRST_ROOM;
    char *room = realloc(lines->room, capacity);
    if (!room)
        return false;
    lines->room = room;
    lines->capacity = capacity;
    return true;
}

static enum catapult_status no_memory(const struct lines *lines, struct catapult_error *err)
{
    return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%.*s:%ld: no memory for the line", SHOWN, lines->path,
                              lines->number);
}

enum catapult_status lines_next(struct lines *lines, struct catapult_error *err)
{
    int c;
    lines->text = NULL;
    lines->length = 0;
    lines->number++;
    errno = 0;
    while ((c = getc(lines->file)) != EOF && c != '\n') {
        if (lines->length == lines->most)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%.*s:%ld: a line of more than %zu bytes", SHOWN,
                                      lines->path, lines->number, lines->most);
        if (lines->length + 1 >= lines->capacity && !line_grow(lines))
            return no_memory(lines, err);
        lines->room[lines->length++] = (char)c;
    }
    if (ferror(lines->file))
        return catapult_error_set(err, CATAPULT_STATUS_IO, "%.*s: cannot read: %s", SHOWN, lines->path,
                                  strerror(errno));
    lines->whole = c == '\n';
    if (!lines->whole && lines->length == 0)
        return CATAPULT_STATUS_OK;
    if (lines->capacity == 0 && !line_grow(lines))
        return no_memory(lines, err);
    lines->room[lines->length] = '\0';
    lines->text = lines->room;
    return CATAPULT_STATUS_OK;
}
