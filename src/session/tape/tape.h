/* tape.h - a recorded session as a file: all settings, and a line for every event.
 *
 *     # catapult session: play it with catapult play FILE
 *     session 1
 *     preset="fig3"
 *     eta="1.2crit"                every key of the settings table, and its value in quotes
 *     ...
 *     begin
 *     9 eta 0.17339999999999999 0.9crit
 *     30 back 12
 *     40 set eta="0.5" data.n="20"  a new run with these settings changed, from its iteration 0
 *
 * Each line is written and synced to disk before the next event: a crash loses at most the last one.  So a last line
 * without a newline is not read.  Values are exact: 17 digits. */
#ifndef SESSION_TAPE_H
#define SESSION_TAPE_H

#include <catapult/settings.h>

#include "session/thread/event.h"

enum { TAPE_VERSION = 1, TAPE_BYTES_MAX = 64 << 20, TAPE_LINE_MAX = 1 << 20 };

/* --- writing --- */

struct tape_writer;

/* Creates a new file with the settings in it; an existing file is not touched (CATAPULT_STATUS_USAGE). */
enum catapult_status tape_create(struct tape_writer **out, const char *path, const struct catapult_settings *settings,
                                 struct catapult_error *err);

/* An event_listener; context is the writer. */
void tape_hear(void *writer, const struct event *event);

/* A run with other settings follows; call it only while no session can report events. */
void tape_settings(struct tape_writer *writer, const struct catapult_settings *settings);

/* Frees writer; reports the first write error.  NULL is fine. */
enum catapult_status tape_close(struct tape_writer *writer, struct catapult_error *err);

/* --- reading --- */

/* The events between two changes of settings. */
struct tape_part {
    struct catapult_settings settings;
    struct event *events;
    size_t count, capacity;
};

struct tape {
    struct tape_part *parts;
    int count;
};

/* On error err says FILE:LINE.  The last event is where the recording stops.  Call tape_free in any case. */
enum catapult_status tape_read(struct tape *tape, const char *path, struct catapult_error *err);

/* Drops everything after the run first reaches iteration t; CATAPULT_STATUS_USAGE if it never does. */
enum catapult_status tape_cut(struct tape *tape, long t, struct catapult_error *err);

void tape_free(struct tape *tape);

#endif
