/* lab_state.h - the state of the laboratory, and what its files offer each other; a front end needs only lab.h.
 *
 * Every member of struct lab is written by one file, named there; the others call that file's functions and only read.
 * The sections below are in the order of the files: each calls those above it, never those below. */
#ifndef TUI_LAB_STATE_H
#define TUI_LAB_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "tui/canvas/canvas.h"
#include "tui/canvas/theme.h"
#include "tui/input/form.h"
#include "tui/input/keymap.h"
#include "tui/input/prompt.h"
#include "tui/lab/lab.h"
#include "tui/lab/lab_lesson.h"
#include "tui/lab/link.h"
#include "tui/lab/rows.h"
#include "tui/panes/view.h"

/* What the screen can show. */
struct device {
    bool terminal;            /* false: no terminal, only a picture or text is made */
    bool unicode;             /* it can show more than ASCII */
    bool mouse;               /* mouse events are enabled at the start */
    int colors;               /* 256, 8 or 0 */
    enum glyph_set glyphs;    /* at the start */
};

/* Where the settings of the run come from. */
struct origin {
    const struct catapult_settings *settings;  /* of the current run */
    const struct catapult_settings *original;  /* those that `words` stands for */
    const char *words;                         /* the preset and options, quoted for a shell */
    struct catapult_settings changed;          /* what `settings` points to once they were changed here */
    struct catapult_settings opened;           /* what `original` and `words` point to once a preset was opened here */
    char opened_words[5 * CATAPULT_SETTING_TEXT];
};

/* The last line. */
struct said {
    char text[240];           /* the last key and what it did */
    bool refused;             /* nothing was done; the text says why */
    bool mistyped;            /* because the typed text is wrong */
    char wrong[240];          /* why the typed text is wrong, until it is edited */
    unsigned long eta_after;  /* eta is added once that command has been answered; 0: it is not */
};

/* The line being typed, or the question being asked. */
struct dialog {
    struct prompt prompt;
    struct palette palette;   /* of the prompt for commands */
    char label[80];           /* shown before the text: "data.n = " */
    char hint[240];           /* help for it */
    char candidates[400];     /* completions */
    bool by_hand;             /* the current action comes from a user, who can be asked first */
    struct {
        void (*go)(struct lab *lab); /* action after a yes */
        char last[40];        /* start of the last line: the question */
        char text[COMMAND_TEXT]; /* of the command asked about */
        char run;             /* run asked about; 0: all */
    } question;
};

/* What is shown, as far as the user decides it. */
struct sight {
    struct view view;
    struct canvas canvas;
    enum pane_kind panes[SCREEN_COUNT];   /* the pane in focus on each screen */
    struct pane_scale scales[PANE_COUNT]; /* frozen while view.scales points here */
    bool mouse;                           /* mouse events are enabled */
};

enum { FIGURE_PATH = 4200 };

/* A figure for print, drawn by a child process while the laboratory continues. */
struct figure_job {
    void *work;               /* the illustrator's; NULL: none is being drawn */
    char path[FIGURE_PATH];
};

struct lab {
    struct said said;                      /* lab_say.c */
    struct link link;                      /* link.c */
    struct rows rows;                      /* rows.c */
    struct dialog dialog;                  /* lab_prompt.c */
    struct sight sight;                    /* lab_sight.c */
    struct origin origin;                  /* lab_state.c */
    struct form form;                      /* lab_form.c */
    struct figure_job figure;              /* lab_write.c */
    struct lab_lesson lesson;              /* lab_lesson.c */
    bool quit;                             /* lab_command.c */
    bool dragging;                         /* the ruler, with the mouse; lab_command.c */
    struct device device;                  /* constant, and so is all below */
    struct keymap keymap;
    const char *folder;                    /* for written files; NULL: the current one */
    const struct library *library;         /* the presets, or NULL */
    const struct illustrator *illustrator; /* or NULL */
};

/* --- lab_say.c -------------------------------------------------------------------------------------------------- */

/* Starts the last line again, with "KEY: ". */
void lab_last(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Add to the last line. lab_say: what was done. lab_refuse: why nothing was done, shown on every screen.
 * lab_mistyped: the typed text is wrong; the prompt stays open. */
void lab_say(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lab_refuse(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lab_mistyped(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The typed text has changed: forgets why it was wrong. */
void lab_retyped(struct lab *lab);

/* lab_say_eta_later: eta is added to the last line once the commands sent so far are answered; lab_say_eta does that
 * when it is time. */
void lab_say_eta_later(struct lab *lab);
void lab_say_eta(struct lab *lab);

/* Puts back the last line as it was. */
void lab_said_restore(struct lab *lab, const struct said *before);

/* Whether there is a run to act on; if not, the last line says why. */
bool lab_ready(struct lab *lab);

/* Read an argument; if it is wrong, the last line says so.  A whole number from least to most; an iteration from 0 to
 * the current one; the index of a word in the request's list, -1 if it is not there. */
bool lab_whole_number(struct lab *lab, const char *text, long least, long most, long *value);
bool lab_iteration(struct lab *lab, const char *text, long *t);
int lab_word(struct lab *lab, enum request request, const char *text);

enum { LAB_COUNT_MOST = 1000000000 /* iterations in an argument */ };

/* --- lab_prompt.c ----------------------------------------------------------------------------------------------- */

/* Open a prompt: for eta; for a command, with the request's name already typed (REQUEST_NONE: nothing); for a setting,
 * with its value. */
void lab_ask_eta(struct lab *lab);
void lab_ask(struct lab *lab, enum request request);
void lab_ask_setting(struct lab *lab, const struct catapult_setting *row, const struct catapult_settings *settings);

/* Asks whether to delete a run; go is called after a yes. */
void lab_ask_delete(struct lab *lab, char run, void (*go)(struct lab *lab));

/* Call it before an action that ends all runs.  Returns true if there are several runs and a user to ask; then go is
 * called after a yes (without asking again). what: a word or two for the question. text: kept in question.text. */
bool lab_asks(struct lab *lab, const char *what, const char *text, void (*go)(struct lab *lab));

/* Whether the actions until the next call come from a user. */
void lab_by_hand(struct lab *lab, bool by_hand);

/* Handles a key of an open prompt.  PROMPT_ENTER: the caller takes the text, after lab_prompt_close; if the text is
 * wrong it calls lab_prompt_reopen, and if it was a command lab_prompt_keep. */
enum prompt_event lab_prompt_key(struct lab *lab, uint32_t key);
void lab_prompt_close(struct lab *lab);
void lab_prompt_reopen(struct lab *lab);
void lab_prompt_keep(struct lab *lab, const char *line);

/* Sets the members of the view for the prompt. */
void lab_prompt_show(struct lab *lab, struct view *view);

/* --- requests --------------------------------------------------------------------------------------------------- */

/* What a request does without an argument and with one (command.h).  alone NULL: the argument is needed, and asked for.
 * with NULL: it takes none.  Each of the following files has a table of its requests, which ends with REQUEST_NONE;
 * the screens (GROUP_SCREEN) have no rows.  Each action reports on the last line what it did. */
struct lab_action {
    enum request request;
    void (*alone)(struct lab *lab);
    void (*with)(struct lab *lab, const char *argument);
};

/* --- lab_sight.c ------------------------------------------------------------------------------------------------ */

extern const struct lab_action lab_sight_actions[];

enum { LAB_WINDOW_LEAST = 10 /* visible iterations */ };

/* first: with every pointer that stays. */
void lab_sight_init(struct lab *lab, const struct view *first);
void lab_sight_reset(struct lab *lab); /* for another run */
void lab_sight_done(struct lab *lab);
void lab_resize(struct lab *lab, int rows, int cols);

/* Everything the screen shows; lab_draw draws it. */
void lab_view(struct lab *lab, struct view *view);
void lab_draw(struct lab *lab);

/* Limits cursor, model in focus and help scroll to their valid ranges. */
void lab_sight_clamp(struct lab *lab);

void lab_follow(struct lab *lab); /* the cursor follows the newest iteration */
void lab_cursor(struct lab *lab, long t);
void lab_pane(struct lab *lab, enum pane_kind pane);
void lab_show_screen(struct lab *lab, enum screen_kind screen);
void lab_zoom_iterations(struct lab *lab, bool in);
void lab_help(struct lab *lab, bool open);
bool lab_help_scroll(struct lab *lab, uint32_t key); /* returns false if the key does not scroll */

void lab_look_keep(const struct lab *lab, struct lab_look *look);
void lab_look_show(struct lab *lab, const struct lab_look *look);

/* --- lab_state.c ------------------------------------------------------------------------------------------------ */

void lab_init(struct lab *lab, const struct catapult_settings *settings, const struct lab_options *options,
              const struct device *device);
void lab_done(struct lab *lab);

/* Ends the session and starts another with these settings (copied), at the same rate. words: what the settings stand
 * for (copied), in commands that reproduce the run; NULL: they are a change of the current ones.  Returns false, with
 * nothing changed, without memory or a thread. */
bool lab_reopen(struct lab *lab, const struct catapult_settings *settings, const char *words, bool running);

/* Updates the snapshot, the rows and everything computed from them.  Returns whether anything was new. */
bool lab_fetch(struct lab *lab);

/* Tells the session which probes the screen needs, if that has changed. */
void lab_want(struct lab *lab);

/* Prepares the settings screen for the current run, if it is not yet. */
void lab_form_open(struct lab *lab);

/* Limits cursor, focus and help scroll to their valid ranges, and prepares the settings screen if it is shown. */
void lab_clamp(struct lab *lab);

/* --- lab_branch.c, lab_run.c, lab_form.c ------------------------------------------------------------------------ */

extern const struct lab_action lab_branch_actions[], lab_run_actions[], lab_form_actions[];

/* Models are loaded. */
void lab_goto(struct lab *lab, long t);
void lab_focus(struct lab *lab, char name);
void lab_forward(struct lab *lab, int steps);
void lab_set_eta(struct lab *lab, const struct catapult_lr *lr);

/* Sets eta from the text of the prompt. */
void lab_enter_eta(struct lab *lab, const char *text);

/* Handles a key of the settings screen; returns false if it has its usual meaning. */
bool lab_form_key(struct lab *lab, uint32_t key);

/* Sets the setting under the cursor. */
void lab_enter_setting(struct lab *lab, const char *text);

/* --- lab_write.c ------------------------------------------------------------------------------------------------ */

extern const struct lab_action lab_write_actions[];

/* Chosen by the suffix of the name. */
enum write_kind { WRITE_SVG, WRITE_TXT, WRITE_CSV, WRITE_COUNT };

/* False if the name has none of the suffixes. */
bool lab_write_kind(const char *path, enum write_kind *kind);

/* Writes one file, replacing an existing one: completely or not at all. */
enum catapult_status lab_write_file(struct lab *lab, const char *path, struct catapult_error *err);

/* lab_figure_serve: whether a figure for print has been completed, which the last line then reports; wait: waits for
 * it. lab_figure_wait: milliseconds until the next check, -1: no figure is being drawn. */
bool lab_figure_serve(struct lab *lab, bool wait);
int lab_figure_wait(const struct lab *lab);

/* --- lab_lesson.c: see lab_lesson.h ----------------------------------------------------------------------------- */

extern const struct lab_action lab_lesson_actions[];

/* --- lab_command.c ---------------------------------------------------------------------------------------------- */

/* The row of a request; NULL for a screen's. */
const struct lab_action *lab_action_of(enum request request);

/* Performs a request; reports REQUEST_NONE as an unbound key. */
void lab_do(struct lab *lab, enum request request);

/* Executes a command with or without an argument (command.h).  Returns false, with nothing done, if it is not a
 * command. */
bool lab_command(struct lab *lab, const char *line, struct catapult_error *err);

/* For callers that wait until a command is done (link_at_rest): the step to which a command just sent will lead
 * forward, -1 for any other command. */
long lab_goal(const struct lab *lab, const char *line);

/* Handles a key: passes it to the prompt, to the help, to the settings screen or to a request; and a mouse event. */
void lab_key(struct lab *lab, uint32_t key);

#endif
