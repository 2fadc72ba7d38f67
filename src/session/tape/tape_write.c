/* tape_write.c - see tape.h: recording. */
#include "session/tape/tape.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "(unknown version)"
#endif

enum { VALUE_TEXT = 4096 };

struct tape_writer {
    int fd;
    char path[600];
    int error;                /* errno of the first failed write; nothing is written after it */
    struct catapult_settings settings; /* of the run being recorded */
};

#define EVENT_WORD_OF(constant, word, argument) [constant] = word,
static const char *const words[EVENT_COUNT] = {EVENT_LIST(EVENT_WORD_OF)};

#define EVENT_ARGUMENT_OF(constant, word, argument) [constant] = argument,
static const enum event_argument arguments[EVENT_COUNT] = {EVENT_LIST(EVENT_ARGUMENT_OF)};

/* Writes all of the text and syncs it to disk.  A line is one write, so that two lines never mix. */
static void tape_put(struct tape_writer *writer, const char *text, size_t length)
{
    while (length > 0 && !writer->error) {
        ssize_t done = write(writer->fd, text, length);
        if (done < 0 && errno != EINTR)
            writer->error = errno;
        text += done > 0 ? done : 0;
        length -= done > 0 ? (size_t)done : 0;
    }
    if (!writer->error && fsync(writer->fd) != 0 && errno != EINVAL) /* EINVAL: a pipe */
        writer->error = errno;
}

/* A file name is written as a path that is valid from any folder. */
static void value_text(const struct catapult_settings *settings, const struct catapult_setting *row, char *text,
                       size_t size)
{
    char folder[VALUE_TEXT];
    catapult_settings_get(settings, row, text, size);
    bool relative = row->type == CATAPULT_SETTING_PATH && *text && *text != '/';
    if (relative && getcwd(folder, sizeof folder) && strlen(folder) + strlen(text) + 2 <= CATAPULT_SETTING_TEXT)
        snprintf(text, size, "%.255s/%.255s", folder, (const char *)settings + row->offset);
}

static void put_pair(FILE *out, const char *key, char *value)
{
    text_tame(value);
    fprintf(out, "%s=", key);
    text_quote(out, value, strlen(value), "\"\\");
}

/* The keys whose values differ from those in `before` (all keys if NULL), each preceded by `lead`. */
static void tape_put_settings(FILE *out, const struct catapult_settings *settings,
                              const struct catapult_settings *before, const char *lead, const char *end)
{
    for (size_t i = 0; i < catapult_settings_count; i++) {
        char text[VALUE_TEXT], old[VALUE_TEXT];
        value_text(settings, &catapult_settings_table[i], text, sizeof text);
        if (before)
            value_text(before, &catapult_settings_table[i], old, sizeof old);
        if (before && strcmp(text, old) == 0)
            continue;
        fputs(lead, out);
        put_pair(out, catapult_settings_table[i].key, text);
        fputs(end, out);
    }
}

static void put_name(FILE *out, const struct catapult_settings *settings)
{
    char name[CATAPULT_SETTING_TEXT];
    snprintf(name, sizeof name, "%s", settings->name);
    put_pair(out, "preset", name);
}

/* Closes a memory stream and writes its content at once. */
static void put_stream(struct tape_writer *writer, FILE *out, char **text, size_t *length)
{
    if (fclose(out) != 0)
        writer->error = writer->error ? writer->error : ENOMEM;
    else
        tape_put(writer, *text, *length);
    free(*text);
}

static void put_header(struct tape_writer *writer)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (!out) {
        writer->error = ENOMEM;
        return;
    }
    fprintf(out, "# catapult session, recorded by version " PACKAGE_VERSION ": catapult play FILE\nsession %d\n",
            TAPE_VERSION);
    put_name(out, &writer->settings);
    putc('\n', out);
    tape_put_settings(out, &writer->settings, NULL, "", "\n");
    fputs("begin\n", out);
    put_stream(writer, out, &text, &length);
}

enum catapult_status tape_create(struct tape_writer **out, const char *path, const struct catapult_settings *settings,
                                 struct catapult_error *err)
{
    struct tape_writer *writer = calloc(1, sizeof *writer);
    *out = NULL;
    if (!writer)
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for the recording");
    writer->settings = *settings;
    snprintf(writer->path, sizeof writer->path, "%s", path);
    writer->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (writer->fd < 0) {
        int number = errno;
        free(writer);
        if (number == EEXIST)
            return catapult_error_set(err, CATAPULT_STATUS_USAGE,
                                      "--record: '%.400s' is there already; give a new name", path);
        return catapult_error_set(err, CATAPULT_STATUS_IO, "--record: cannot create '%.400s': %s", path,
                                  strerror(number));
    }
    put_header(writer);
    if (writer->error) {
        unlink(path);
        return tape_close(writer, err);
    }
    *out = writer;
    return CATAPULT_STATUS_OK;
}

void tape_hear(void *context, const struct event *event)
{
    char line[200], lr[64], eta[40] = "-";
    int length = snprintf(line, sizeof line, "%ld %s", event->t, words[event->kind]);
    if (arguments[event->kind] == EVENT_NUMBER) {
        length += snprintf(line + length, sizeof line - (size_t)length, " %ld", event->number);
    } else if (arguments[event->kind] == EVENT_NAME) {
        length += snprintf(line + length, sizeof line - (size_t)length, " %c", (char)event->number);
    } else if (arguments[event->kind] == EVENT_LR) {
        catapult_lr_format(&event->lr, lr, sizeof lr);
        if (isfinite(event->eta))
            snprintf(eta, sizeof eta, "%.17g", event->eta);
        length += snprintf(line + length, sizeof line - (size_t)length, " %s %s", eta, lr);
    }
    line[length++] = '\n';
    tape_put(context, line, (size_t)length);
}

void tape_settings(struct tape_writer *writer, const struct catapult_settings *settings)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (!out) {
        writer->error = ENOMEM;
        return;
    }
    fputs("0 set ", out);
    put_name(out, settings);
    tape_put_settings(out, settings, &writer->settings, " ", "");
    putc('\n', out);
    put_stream(writer, out, &text, &length);
    writer->settings = *settings;
}

enum catapult_status tape_close(struct tape_writer *writer, struct catapult_error *err)
{
    if (!writer)
        return CATAPULT_STATUS_OK;
    if (close(writer->fd) != 0 && !writer->error)
        writer->error = errno;
    enum catapult_status status = writer->error
                                      ? catapult_error_set(err, CATAPULT_STATUS_IO, "%.400s: cannot write: %s",
                                                           writer->path, strerror(writer->error))
                                      : CATAPULT_STATUS_OK;
    free(writer);
    return status;
}
