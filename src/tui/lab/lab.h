/* lab.h - the laboratory: keys to the session, snapshots to the screen. */
#ifndef TUI_LAB_H
#define TUI_LAB_H

#include <stdbool.h>
#include <stdio.h>

#include <catapult/settings.h>

#include "lesson/lesson.h"
#include "session/thread/session.h"
#include "session/tape/tape.h"
#include "tui/canvas/canvas.h"
#include "tui/lab/illustrator.h"
#include "tui/input/keymap.h"
#include "tui/input/library.h"
#include "tui/terminal/term.h"

/* Iterations a second at the start.  Figure 3 of the paper is thrown up within ten iterations and has come
 * down after thirty: two and a half, and eight seconds. */
#define LAB_RATE 4.0

enum { LAB_FPS_MAX = 30 };

struct lab_options {
    int glyphs;            /* enum glyph_set, if the encoding has it; GLYPHS_COUNT: what can be trusted */
    enum term_color color;
    bool mouse;            /* listen to it from the start */
    bool paused;           /* wait for Space */
    bool present;          /* begin as the presenter */
    double fps;            /* most frames a second, above 0 */
    double rate;           /* iterations a second; 0: as fast as it goes */
    size_t memory;         /* bytes for checkpoints of all runs */
    size_t history;        /* and for their rows; 0: the session's default */
    enum theme theme;
    const char *words;     /* the preset and the options of the run, quoted for a shell */
    const char *folder;    /* where files are written; NULL: here */
    const char *record;    /* write down what is done to the run, into this new file; NULL: do not */
    const struct tape *tape; /* play this, of which settings are the first part's; NULL: nothing */
    const struct lesson *lesson; /* give this, which has the settings and has been checked; NULL: none */
    const char *cast;      /* record the screen into this file; NULL: do not */
    const struct keymap *keymap; /* NULL: the default keys */
    const struct library *library; /* the presets; NULL: none can be opened */
    const struct illustrator *illustrator; /* NULL: nobody draws figures */
};

/* Takes the terminal and runs until the user quits.  *signal is the signal that ended it, 0 for none: the
 * terminal and the compute thread are then already as they should be, and the caller may raise it again.
 * CATAPULT_STATUS_USAGE if there is no usable terminal; the loader's status if the data could not be loaded. */
enum catapult_status lab_run(const struct catapult_settings *settings, session_loader load,
                             const struct lab_options *options, int *signal, struct catapult_error *err);

/* No screen: a line of text a step on stdout, commands (command.h) a line each from stdin.  What `write` writes has
 * a screen of LAB_PLAIN_ROWS x LAB_PLAIN_COLS. */
enum { LAB_PLAIN_ROWS = 24, LAB_PLAIN_COLS = 80 };
enum catapult_status lab_plain(const struct catapult_settings *settings, session_loader load,
                               const struct lab_options *options, struct catapult_error *err);

/* Whether a lesson's commands are such as a lesson may give. */
enum catapult_status lab_lesson_check(const struct lesson *lesson, struct catapult_error *err);

/* Walks through a lesson without a screen and writes a report: every slide, what was expected and what was found; that
 * going back brings every slide back to the bit, and that going on does, whatever was done meanwhile.  *passed: all of
 * it held.  Ends early, CATAPULT_STATUS_CANCELLED, once stopped() is true. */
enum catapult_status lab_walk(const struct lesson *lesson, session_loader load, FILE *out, bool (*stopped)(void),
                              bool *passed, struct catapult_error *err);

/* A picture without a terminal: `steps` steps, then the screen of that size (.svg, .txt) or the rows (.csv). */
struct lab_shot {
    const char *path;      /* replaced if it is there: complete or not at all */
    long steps;
    const char *commands;  /* to be obeyed then, with ';' between; NULL: none */
    int rows, cols;
    bool (*progress)(void *context, const char *what, double fraction); /* true: stop; fraction < 0: unknown */
    void *context;
};

enum catapult_status lab_shot(const struct catapult_settings *settings, session_loader load,
                              const struct lab_options *options, const struct lab_shot *shot,
                              struct catapult_error *err);

#endif
