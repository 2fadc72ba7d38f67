/* cast.c - see cast.h. */
#include "tui/writers/cast.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "tui/writers/ansi.h"
#include "base/utf8.h"

struct cast {
    int file;           /* -1: ended by an error */
    char *path;
    off_t length;       /* of the complete lines written */
    struct timespec begun;
    int rows, cols;
    struct ansi ansi;
    char *line;         /* the line being built, owned */
    size_t used, capacity;
};

/* --- a line of JSON ------------------------------------------------------------------------------------------ */

static void cast_make_room(struct cast *cast, size_t more)
{
    if (cast->used + more <= cast->capacity)
        return;
    size_t capacity = 2 * (cast->used + more);
    char *line = xnew_array(capacity, 1);
    if (cast->used)
        memcpy(line, cast->line, cast->used);
    free(cast->line);
    cast->line = line;
    cast->capacity = capacity;
}

static void cast_add(struct cast *cast, const char *text)
{
    size_t length = strlen(text);
    cast_make_room(cast, length + 1);
    memcpy(cast->line + cast->used, text, length + 1);
    cast->used += length;
}

/* Adds a string in quotes.  Invalid UTF-8 becomes '?', since JSON cannot represent it. */
static void add_string(struct cast *cast, const char *text, size_t length)
{
    const char *end = text + length;
    cast_make_room(cast, 6 * length + 3);
    cast_add(cast, "\"");
    while (text < end) {
        char bytes[8];
        uint32_t point = utf8_next(&text);
        if (point < ' ' || point == 0x7f)
            snprintf(bytes, sizeof bytes, "\\u%04x", (unsigned)point);
        else if (point == '"' || point == '\\')
            snprintf(bytes, sizeof bytes, "\\%c", (int)point);
        else
            utf8_put(point == UTF8_BAD ? '?' : point, bytes);
        cast_add(cast, bytes);
    }
    cast_add(cast, "\"");
}

static enum catapult_status cast_ended(struct cast *cast, struct catapult_error *err)
{
    int reason = errno;
    if (ftruncate(cast->file, cast->length) != 0)
        reason = reason ? reason : errno;
    close(cast->file);
    cast->file = -1;
    return catapult_error_set(err, CATAPULT_STATUS_IO, "%.300s: the recording ends here: %s", cast->path,
                              strerror(reason));
}

static enum catapult_status cast_write_line(struct cast *cast, struct catapult_error *err)
{
    cast_add(cast, "\n");
    ssize_t written;
    do
        written = write(cast->file, cast->line, cast->used);
    while (written < 0 && errno == EINTR);
    if (written >= 0 && (size_t)written < cast->used)
        errno = ENOSPC; /* writing the rest would take a second call, which may fail */
    if (written < 0 || (size_t)written < cast->used)
        return cast_ended(cast, err);
    cast->length += written;
    return CATAPULT_STATUS_OK;
}

/* --- events ---------------------------------------------------------------------------------------------------- */

static void begin_event(struct cast *cast, const char *kind)
{
    char text[64];
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    snprintf(text, sizeof text, "[%.6f, \"%s\", ",
             (double)(now.tv_sec - cast->begun.tv_sec) + 1e-9 * (double)(now.tv_nsec - cast->begun.tv_nsec), kind);
    cast->used = 0;
    cast_add(cast, text);
}

static enum catapult_status cast_write_header(struct cast *cast, const char *title, const char *command,
                                              struct catapult_error *err)
{
    char text[120];
    snprintf(text, sizeof text, "{\"version\": 2, \"width\": %d, \"height\": %d, \"timestamp\": %lld, \"title\": ",
             cast->cols, cast->rows, (long long)time(NULL));
    cast->used = 0;
    cast_add(cast, text);
    add_string(cast, title, strlen(title));
    cast_add(cast, ", \"command\": ");
    add_string(cast, command, strlen(command));
    cast_add(cast, ", \"env\": {\"TERM\": \"xterm-256color\"}}");
    return cast_write_line(cast, err);
}

enum catapult_status cast_open(struct cast **out, const char *path, int rows, int cols, int colors, const char *title,
                               const char *command, struct catapult_error *err)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
    *out = NULL;
    if (file < 0)
        return catapult_error_set(err, errno == EEXIST ? CATAPULT_STATUS_INPUT : CATAPULT_STATUS_IO,
                                  errno == EEXIST ? "%.300s is there already: a recording replaces nothing"
                                                  : "%.300s: cannot write: %s",
                                  path, strerror(errno));
    struct cast *cast = xnew_array(1, sizeof *cast);
    cast->path = xnew_array(strlen(path) + 1, 1);
    strcpy(cast->path, path);
    cast->file = file;
    cast->rows = rows;
    cast->cols = cols;
    clock_gettime(CLOCK_MONOTONIC, &cast->begun);
    ansi_init(&cast->ansi, colors);
    *out = cast;
    return cast_write_header(cast, title, command, err);
}

static enum catapult_status resize(struct cast *cast, const struct canvas *canvas, struct catapult_error *err)
{
    char size[40];
    cast->rows = canvas->rows;
    cast->cols = canvas->cols;
    snprintf(size, sizeof size, "\"%dx%d\"]", cast->cols, cast->rows);
    begin_event(cast, "r");
    cast_add(cast, size);
    return cast_write_line(cast, err);
}

enum catapult_status cast_frame(struct cast *cast, const struct canvas *canvas, enum theme theme,
                                struct catapult_error *err)
{
    if (cast->file < 0)
        return CATAPULT_STATUS_OK;
    if ((canvas->rows != cast->rows || canvas->cols != cast->cols) && resize(cast, canvas, err) != CATAPULT_STATUS_OK)
        return err->code;
    ansi_frame(&cast->ansi, canvas, theme);
    if (cast->ansi.count == 0)
        return CATAPULT_STATUS_OK;
    begin_event(cast, "o");
    add_string(cast, cast->ansi.bytes, cast->ansi.count);
    cast_add(cast, "]");
    return cast_write_line(cast, err);
}

void cast_close(struct cast *cast)
{
    if (!cast)
        return;
    if (cast->file >= 0)
        close(cast->file);
    ansi_done(&cast->ansi);
    free(cast->line);
    free(cast->path);
    free(cast);
}
