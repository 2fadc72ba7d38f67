/* tape_read.c - see tape.h: reading.  The content is not trusted.  A step that the events before it cannot have
 * reached is as wrong as an unknown word.  After an undo or a change of run the step is not known, so it is not
 * checked. */
#include "session/tape/tape.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lines.h"
#include "base/number.h"
#include "base/outfile.h"
#include "session/thread/session.h"

enum { PARTS_MAX = 10000 };

struct tape_reader {
    const char *path;
    long line;
    struct tape *tape;
    struct catapult_settings settings; /* read so far */
    bool versioned, begun;
    long t, goal;             /* iteration of the newest event; where requested steps lead; -1: not known */
    struct catapult_error *err;
};

struct word {
    const char *word;
    enum event_argument argument;
};
#define EVENT_ROW(constant, word, argument) [constant] = {word, argument},
static const struct word words[EVENT_COUNT] = {EVENT_LIST(EVENT_ROW)};

#define FAIL(reader, ...) tape_fail(reader, CATAPULT_STATUS_INPUT, __VA_ARGS__)

static enum catapult_status tape_fail(struct tape_reader *r, enum catapult_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static enum catapult_status tape_fail(struct tape_reader *r, enum catapult_status status, const char *format, ...)
{
    char why[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    return catapult_error_set(r->err, status, "%.150s:%ld: %s", r->path, r->line, why);
}

/* --- parts and events --- */

static enum catapult_status tape_add_part(struct tape_reader *r)
{
    struct tape *tape = r->tape;
    struct catapult_error why;
    if (catapult_settings_validate(&r->settings, &why) != CATAPULT_STATUS_OK)
        return FAIL(r, "%.300s", why.text);
    struct tape_part *parts = realloc(tape->parts, ((size_t)tape->count + 1) * sizeof *parts);
    if (!parts || tape->count >= PARTS_MAX)
        return tape_fail(r, CATAPULT_STATUS_NOMEM, "no memory for so many changes of settings");
    tape->parts = parts;
    parts[tape->count++] = (struct tape_part){.settings = r->settings};
    r->t = r->goal = 0;
    return CATAPULT_STATUS_OK;
}

static enum catapult_status add_event(struct tape_reader *r, const struct event *event)
{
    struct tape_part *part = &r->tape->parts[r->tape->count - 1];
    if (part->count == part->capacity) {
        size_t capacity = part->capacity ? 2 * part->capacity : 64;
        struct event *events = realloc(part->events, capacity * sizeof *events);
        if (!events)
            return tape_fail(r, CATAPULT_STATUS_NOMEM, "no memory for so many events");
        part->events = events;
        part->capacity = capacity;
    }
    part->events[part->count++] = *event;
    return CATAPULT_STATUS_OK;
}

/* Includes the steps that the last event asked for. */
static enum catapult_status end_part(struct tape_reader *r)
{
    struct event end = {.kind = EVENT_END, .t = r->goal > r->t ? r->goal : r->t};
    return end.t < 0 || r->tape->count == 0 || r->tape->parts[r->tape->count - 1].count == 0 ? CATAPULT_STATUS_OK
                                                                                             : add_event(r, &end);
}

/* --- settings: KEY="VALUE" --- */

/* Reads one pair at *text and moves *text past it; cuts key and value out of the line. */
static enum catapult_status take_pair(struct tape_reader *r, char **text, char **key, char **value)
{
    char *at = *text + strcspn(*text, "= \t"), *to;
    *key = *text;
    if (at[0] != '=' || at[1] != '"')
        return FAIL(r, "expected KEY=\"VALUE\" at '%.40s'", *text);
    *at = '\0';
    *value = to = at += 2;
    while (*at && *at != '"') {
        if (*at == '\\' && (at[1] == '"' || at[1] == '\\'))
            at++;
        *to++ = *at++;
    }
    if (*at != '"' || (at[1] && at[1] != ' '))
        return FAIL(r, "the value of '%.40s' has no closing quote, or more behind it", *key);
    *text = at + 1 + strspn(at + 1, " ");
    *to = '\0';
    return CATAPULT_STATUS_OK;
}

static enum catapult_status tape_set_pair(struct tape_reader *r, const char *key, const char *value)
{
    struct catapult_error why;
    if (strcmp(key, "preset") == 0) {
        if (strlen(value) >= sizeof r->settings.name)
            return FAIL(r, "the preset's name is longer than %zu bytes", sizeof r->settings.name - 1);
        strcpy(r->settings.name, value);
        return CATAPULT_STATUS_OK;
    }
    if (catapult_settings_set(&r->settings, key, value, &why) != CATAPULT_STATUS_OK)
        return FAIL(r, "%.300s", why.text);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status take_pairs(struct tape_reader *r, char *text)
{
    char *key = NULL, *value = NULL;
    enum catapult_status status = *text ? CATAPULT_STATUS_OK : FAIL(r, "expected KEY=\"VALUE\"");
    while (status == CATAPULT_STATUS_OK && *text) {
        status = take_pair(r, &text, &key, &value);
        if (status == CATAPULT_STATUS_OK)
            status = tape_set_pair(r, key, value);
    }
    return status;
}

static enum catapult_status take_header(struct tape_reader *r, char *line)
{
    long version;
    if (!r->versioned) {
        if (strncmp(line, "session ", 8) != 0 || !number_whole(line + 8, &version))
            return FAIL(r, "this is no recorded session: expected 'session %d'", TAPE_VERSION);
        if (version != TAPE_VERSION)
            return FAIL(r, "a session of format %ld; this program knows format %d", version, TAPE_VERSION);
        r->versioned = true;
        return CATAPULT_STATUS_OK;
    }
    if (strcmp(line, "begin") != 0)
        return take_pairs(r, line);
    r->begun = true;
    return tape_add_part(r);
}

/* --- events: STEP WORD ARGUMENT --- */

static enum catapult_status take_lr(struct tape_reader *r, const char *text, struct event *event)
{
    struct catapult_error why;
    const char *end = *text == '-' ? text + 1 : number_read(text, &event->eta);
    if (*text == '-')
        event->eta = NAN;
    if (!end || *end != ' ' || (*text != '-' && !(isfinite(event->eta) && event->eta >= 0)))
        return FAIL(r, "expected 'STEP eta VALUE NOTATION', VALUE a finite number from 0, or -");
    if (catapult_lr_parse(end + 1, &event->lr, &why) != CATAPULT_STATUS_OK)
        return FAIL(r, "%.300s", why.text);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status take_argument(struct tape_reader *r, const char *text, struct event *event)
{
    switch (words[event->kind].argument) {
    case EVENT_WORD:
        return *text ? FAIL(r, "'%s' has nothing behind it, not '%.40s'", words[event->kind].word, text)
                     : CATAPULT_STATUS_OK;
    case EVENT_NUMBER:
        if (!number_whole(text, &event->number) || event->number < 0 || event->number > INT_MAX)
            return FAIL(r, "'%s' needs a whole number from 0 to %d, not '%.40s'", words[event->kind].word, INT_MAX, text);
        return CATAPULT_STATUS_OK;
    case EVENT_NAME:
        if (*text < 'A' || *text >= 'A' + RUNS_MAX || text[1])
            return FAIL(r, "'%s' needs a run from A to %c, not '%.40s'", words[event->kind].word, 'A' + RUNS_MAX - 1, text);
        event->number = *text;
        return CATAPULT_STATUS_OK;
    case EVENT_LR:
        return take_lr(r, text, event);
    }
    return CATAPULT_STATUS_OK;
}

/* Checks the event's step and updates where the run is after it. */
static enum catapult_status tape_follow(struct tape_reader *r, const struct event *event)
{
    if (event->t < r->t)
        return FAIL(r, "step %ld comes after step %ld without a jump back", event->t, r->t);
    if (event->kind == EVENT_BACK && event->number > event->t)
        return FAIL(r, "back from step %ld to %ld is no way back", event->t, event->number);
    if (event->kind == EVENT_FORK && event->number > event->t)
        return FAIL(r, "a fork at step %ld of a run that has %ld", event->number, event->t);
    long here = r->goal > event->t ? r->goal : event->t;
    r->t = r->goal = event->t;
    if (event->kind == EVENT_FORWARD)
        r->goal = here + event->number;
    else if (event->kind == EVENT_BACK || event->kind == EVENT_FORK)
        r->t = r->goal = event->number;
    else if (event->kind == EVENT_RESTART || event->kind == EVENT_SEED)
        r->t = r->goal = 0;
    else if (event->kind == EVENT_FOCUS || event->kind == EVENT_DELETE || event->kind == EVENT_UNDO
             || event->kind == EVENT_REDO)
        r->t = r->goal = -1;
    return CATAPULT_STATUS_OK;
}

static enum catapult_status take_event(struct tape_reader *r, char *line)
{
    struct event event = {0};
    char *word = strchr(line, ' '), *argument = word ? strchr(word + 1, ' ') : NULL;
    if (!word)
        return FAIL(r, "expected 'STEP WORD ...', not '%.40s'", line);
    *word++ = '\0';
    if (argument)
        *argument++ = '\0';
    if (!number_whole(line, &event.t) || event.t < 0 || event.t > INT_MAX)
        return FAIL(r, "'%.40s' is no step: a whole number from 0 to %d", line, INT_MAX);
    if (strcmp(word, "set") == 0) {
        enum catapult_status status = end_part(r);
        if (status == CATAPULT_STATUS_OK)
            status = take_pairs(r, argument ? argument : word + 3);
        return status == CATAPULT_STATUS_OK ? tape_add_part(r) : status;
    }
    while (event.kind < EVENT_COUNT && strcmp(words[event.kind].word, word) != 0)
        event.kind++;
    if (event.kind == EVENT_COUNT)
        return FAIL(r, "no event '%.40s'", word);
    enum catapult_status status = take_argument(r, argument ? argument : "", &event);
    if (status == CATAPULT_STATUS_OK)
        status = tape_follow(r, &event);
    return status == CATAPULT_STATUS_OK ? add_event(r, &event) : status;
}

/* --- the file --- */

static enum catapult_status tape_take_line(struct tape_reader *r, char *line, size_t length)
{
    if (strlen(line) != length)
        return FAIL(r, "a zero byte; this is no text");
    if (*line == '#' || !*line)
        return CATAPULT_STATUS_OK;
    return r->begun ? take_event(r, line) : take_header(r, line);
}

static enum catapult_status take_lines(struct tape_reader *r, FILE *file)
{
    struct lines lines;
    size_t total = 0;
    enum catapult_status status;
    lines_init(&lines, file, r->path, TAPE_LINE_MAX);
    while ((status = lines_next(&lines, r->err)) == CATAPULT_STATUS_OK && lines.text && lines.whole) {
        r->line = lines.number;
        total += lines.length + 1;
        status = total > TAPE_BYTES_MAX ? FAIL(r, "more than %d MB", TAPE_BYTES_MAX >> 20)
                                        : tape_take_line(r, lines.text, lines.length);
        if (status != CATAPULT_STATUS_OK)
            break;
    }
    lines_done(&lines); /* a crash can leave the last line without its end */
    return status;
}

enum catapult_status tape_read(struct tape *tape, const char *path, struct catapult_error *err)
{
    struct tape_reader r = {.path = path, .tape = tape, .err = err};
    *tape = (struct tape){0};
    catapult_settings_defaults(&r.settings);
    FILE *file = fopen(path, "re");
    if (file)
        outfile_note_input(fileno(file));
    enum catapult_status status = file ? take_lines(&r, file)
                                       : catapult_error_set(err, CATAPULT_STATUS_INPUT, "%.400s: cannot open: %s", path,
                                                            strerror(errno));
    if (status == CATAPULT_STATUS_OK && !r.begun) {
        r.line++;
        status = r.versioned ? FAIL(&r, "the file ends before 'begin': nothing was recorded")
                             : FAIL(&r, "this is no recorded session: expected 'session %d'", TAPE_VERSION);
    }
    if (status == CATAPULT_STATUS_OK)
        status = end_part(&r);
    if (file)
        fclose(file);
    return status;
}

enum catapult_status tape_cut(struct tape *tape, long t, struct catapult_error *err)
{
    long farthest = 0;
    for (int i = 0; i < tape->count; i++) {
        struct tape_part *part = &tape->parts[i];
        for (size_t k = 0; k < part->count; k++) {
            farthest = part->events[k].t > farthest ? part->events[k].t : farthest;
            if (part->events[k].t < t)
                continue;
            part->events[k] = (struct event){.kind = EVENT_END, .t = t};
            part->count = k + 1;
            for (int later = i + 1; later < tape->count; later++)
                free(tape->parts[later].events);
            tape->count = i + 1;
            return CATAPULT_STATUS_OK;
        }
    }
    return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--to %ld: the recording goes to step %ld", t, farthest);
}

void tape_free(struct tape *tape)
{
    for (int i = 0; i < tape->count; i++)
        free(tape->parts[i].events);
    free(tape->parts);
    *tape = (struct tape){0};
}
