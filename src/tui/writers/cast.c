/* cast.c - see cast.h. */
#include "tui/writers/cast.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/xalloc.h"
#include "tui/writers/ansi.h"

struct cast {
    int file;           /* -1: ended by an error */
    char *path;
    off_t length;       /* of the complete lines written */
    int64_t start;
    int rows, cols;
    struct ansi ansi;
    FILE *out;          /* the line being built, in memory */
    char *line;
    size_t used;
};

/* --- a line of JSON ------------------------------------------------------------------------------------------ */

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

/* Starts the line in memory: it is written with one call. */
static enum catapult_status cast_begin_line(struct cast *cast, struct catapult_error *err)
{
    cast->out = open_memstream(&cast->line, &cast->used);
    return cast->out ? CATAPULT_STATUS_OK : cast_ended(cast, err);
}

static enum catapult_status cast_write_line(struct cast *cast, struct catapult_error *err)
{
    ssize_t written = -1;
    putc('\n', cast->out);
    bool made = !ferror(cast->out);
    if (fclose(cast->out) == 0 && made)
        do
            written = write(cast->file, cast->line, cast->used);
        while (written < 0 && errno == EINTR);
    int reason = written < 0 ? errno : ENOSPC; /* writing the rest would take a second call, which may fail */
    free(cast->line);
    errno = reason;
    if (written < 0 || (size_t)written < cast->used)
        return cast_ended(cast, err);
    cast->length += written;
    return CATAPULT_STATUS_OK;
}

/* --- events ---------------------------------------------------------------------------------------------------- */

static enum catapult_status cast_begin_event(struct cast *cast, const char *kind, struct catapult_error *err)
{
    if (cast_begin_line(cast, err) != CATAPULT_STATUS_OK)
        return err->code;
    fprintf(cast->out, "[%.6f, \"%s\", ", 1e-9 * (double)(clock_now() - cast->start), kind);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status cast_write_header(struct cast *cast, const char *title, const char *command,
                                              struct catapult_error *err)
{
    if (cast_begin_line(cast, err) != CATAPULT_STATUS_OK)
        return err->code;
    fprintf(cast->out, "{\"version\": 2, \"width\": %d, \"height\": %d, \"timestamp\": %lld", cast->cols, cast->rows,
            (long long)time(NULL));
    json_field_string(cast->out, "title", title);
    json_field_string(cast->out, "command", command);
    fputs(", \"env\": {\"TERM\": \"xterm-256color\"}}", cast->out);
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
    cast->start = clock_now();
    ansi_init(&cast->ansi, colors);
    *out = cast;
    return cast_write_header(cast, title, command, err);
}

static enum catapult_status resize(struct cast *cast, const struct canvas *canvas, struct catapult_error *err)
{
    cast->rows = canvas->rows;
    cast->cols = canvas->cols;
    if (cast_begin_event(cast, "r", err) != CATAPULT_STATUS_OK)
        return err->code;
    fprintf(cast->out, "\"%dx%d\"]", cast->cols, cast->rows);
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
    if (cast_begin_event(cast, "o", err) != CATAPULT_STATUS_OK)
        return err->code;
    json_bytes(cast->out, cast->ansi.bytes, cast->ansi.count);
    putc(']', cast->out);
    return cast_write_line(cast, err);
}

void cast_close(struct cast *cast)
{
    if (!cast)
        return;
    if (cast->file >= 0)
        close(cast->file);
    ansi_done(&cast->ansi);
    free(cast->path);
    free(cast);
}
