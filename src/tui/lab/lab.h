/* lab.h - the laboratory: passes keys to the session and snapshots to the screen. */
#ifndef TUI_LAB_H
#define TUI_LAB_H

#include <stdbool.h>
#include <stdio.h>

#include <catapult/settings.h>

#include "lesson/lesson.h"
#include "session/thread/session.h"
#include "session/tape/tape.h"
#include "tui/canvas/canvas.h"
#include "tui/input/form.h"
#include "tui/input/keymap.h"
#include "tui/terminal/term.h"

/* Initial iterations per second.  In Figure 3 of the paper the loss rises within ten iterations and has fallen again
 * after thirty: about 2.5 and 7.5 seconds at this rate. */
#define LAB_RATE 4.0

enum { LAB_FPS_MAX = 30 };

/* Draws figures for print; the implementation uses gnuplot. */
struct illustrator {
    /* Starts a figure of the runs in a new file PATH (.svg, .pdf, .png). *work NULL with CATAPULT_STATUS_OK: the data
     * and script are written, but no program can draw it. */
    enum catapult_status (*begin)(void **work, const char *path, const struct catapult_settings *settings,
                                  const struct snapshot *snapshot, const struct catapult_history *histories, int focus,
                                  const char *command, struct catapult_error *err);
    /* Whether drawing has ended, with *status; wait: waits until it has.  Frees work when it has ended. */
    bool (*end)(void *work, bool wait, enum catapult_status *status, struct catapult_error *err);
};

struct lab_options {
    int glyphs;            /* enum glyph_set, if the encoding supports it; GLYPHS_COUNT: the best safe one */
    enum term_color color;
    bool mouse;            /* enabled at the start */
    bool paused;           /* wait for Space */
    bool present;          /* start in presenter mode */
    double fps;            /* maximum frames per second, above 0 */
    double rate;           /* iterations per second; 0: as fast as possible */
    size_t memory;         /* bytes for checkpoints of all runs */
    size_t history;        /* bytes for their rows; 0: the session's default */
    enum theme theme;
    const char *words;     /* the preset and the options of the run, quoted for a shell */
    const char *folder;    /* folder for written files; NULL: the current one */
    const char *record;    /* record the run's events into this new file; NULL: do not */
    const struct tape *tape; /* play this; the settings are those of its first part; NULL: nothing */
    const struct lesson *lesson; /* run this lesson, which has been checked and has the settings; NULL: none */
    const char *cast;      /* record the screen into this file; NULL: do not */
    const struct keymap *keymap; /* NULL: the default keys */
    const struct library *library; /* the presets; NULL: none can be opened */
    const struct illustrator *illustrator; /* NULL: figures cannot be drawn */
};

/* Takes the terminal and runs until the user quits. *signal is the signal that ended it, 0 for none; the terminal is
 * then restored and the compute thread stopped, and the caller may raise the signal again.  CATAPULT_STATUS_USAGE if
 * there is no usable terminal; the loader's status if the data could not be loaded. */
enum catapult_status lab_run(const struct catapult_settings *settings, session_loader load,
                             const struct lab_options *options, int *signal, struct catapult_error *err);

/* Without a screen: one line of text per step on stdout, commands (command.h) from stdin, one per line.  The command
 * `write` uses a screen of LAB_PLAIN_ROWS x LAB_PLAIN_COLS. */
enum { LAB_PLAIN_ROWS = 24, LAB_PLAIN_COLS = 80 };
enum catapult_status lab_plain(const struct catapult_settings *settings, session_loader load,
                               const struct lab_options *options, struct catapult_error *err);

/* Whether a lesson's commands are all allowed in a lesson. */
enum catapult_status lab_lesson_check(const struct lesson *lesson, struct catapult_error *err);

/* Plays a lesson without a screen and writes a report: every slide with its expectations and results; whether going
 * back restores every slide to the bit; and whether going forward does so after changes by the user. *passed: all of
 * it held.  Ends early with CATAPULT_STATUS_CANCELLED when stopped() is true. */
enum catapult_status lab_walk(const struct lesson *lesson, session_loader load, FILE *out, bool (*stopped)(void),
                              bool *passed, struct catapult_error *err);

/* A picture without a terminal: takes `steps` steps, then writes the screen of that size (.svg, .txt) or the rows
 * (.csv). */
struct lab_shot {
    const char *path;      /* replaced if it exists: completely or not at all */
    long steps;
    bool eta_max;          /* measured before; else only for a learning rate that needs it */
    const char *commands;  /* executed after the steps, separated by ';'; NULL: none */
    int rows, cols;
    bool (*progress)(void *context, const char *what, double fraction); /* true: stop; fraction < 0: unknown */
    void *context;
};

enum catapult_status lab_shot(const struct catapult_settings *settings, session_loader load,
                              const struct lab_options *options, const struct lab_shot *shot,
                              struct catapult_error *err);

#endif
