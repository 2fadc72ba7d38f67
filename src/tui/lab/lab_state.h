/* lab_state.h - the state shared by lab.c (the loop), lab_key.c (passes keys on) and lab_request.c (actions of
 * requests). */
#ifndef TUI_LAB_STATE_H
#define TUI_LAB_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "session/thread/session.h"
#include "session/tape/tape.h"
#include "tui/canvas/canvas.h"
#include "tui/writers/cast.h"
#include "tui/plot/digest.h"
#include "tui/input/form.h"
#include "tui/lab/illustrator.h"
#include "tui/input/keymap.h"
#include "tui/lab/lab_lesson.h"
#include "tui/input/palette.h"
#include "tui/input/prompt.h"
#include "tui/terminal/term.h"
#include "tui/canvas/theme.h"
#include "tui/panes/view.h"

struct lab_options;

struct lab {
    const struct catapult_settings *settings;  /* of the current run */
    const struct catapult_settings *original;  /* as given to the program, by `words` */
    const char *words;                /* the preset and options, quoted for a shell */
    const char *folder;               /* folder for written files; NULL: the current one */
    bool terminal;                    /* false: no terminal, only a picture is made */
    bool unicode;                     /* the terminal can show more than ASCII */
    int colors;                       /* 256, 8 or 0 */
    struct cast *cast;                /* the recording, or NULL */
    struct tape_writer *recorder;     /* recorder of the run's events, or NULL */
    const struct tape *tape;          /* being played, or NULL */
    size_t memory;                    /* bytes for checkpoints */
    size_t history;                   /* bytes for rows */
    int part;                         /* the part of `tape` that the session plays */
    struct session *session;
    struct snapshot snapshot; /* the newest, with pending requests already applied */
    struct catapult_history histories[CATAPULT_MODEL_COUNT], ghosts[CATAPULT_MODEL_COUNT];
    struct digest digests[CATAPULT_MODEL_COUNT], ghost_digests[CATAPULT_MODEL_COUNT];
    char ghost_of;            /* name of the run that the ghost was */
    struct lab_other {        /* a waiting run, in the snapshot's order */
        unsigned long stamp;  /* of these rows; 0: none */
        struct catapult_history histories[CATAPULT_MODEL_COUNT];
        struct digest digests[CATAPULT_MODEL_COUNT];
        struct catapult_history difference; /* from the run in focus, of one model */
        struct digest difference_digest;
        struct {              /* what the difference was computed from */
            unsigned long stamp, epoch;
            int model;
        } of;
    } others[RUNS_MAX];
    bool by_hand;             /* the current action comes from a user, who can be asked first */
    struct {
        void (*go)(struct lab *lab); /* action after a yes */
        char last[40];        /* start of the last line: the question */
        char text[COMMAND_TEXT]; /* text of the command asked about */
        char run;             /* run asked about; 0: all */
    } question;
    struct keymap keymap;
    struct view view;
    struct canvas canvas;
    struct prompt prompt;
    struct palette palette;   /* of the prompt for commands */
    char hint[240];           /* help for the command typed so far */
    char candidates[400];     /* completions */
    session_loader load;      /* to restart with other settings, then in `changed` */
    struct catapult_settings changed;
    char prompt_error[240];   /* why the typed text is invalid, until it is edited */
    struct last {
        char text[240];       /* the last key and what it did */
        bool refused;         /* nothing was done; the text says why */
        bool mistyped;        /* because the typed text is wrong */
        unsigned long eta_after; /* eta is shown once that command has been answered; 0: do not show it */
    } last;
    enum pane_kind panes[SCREEN_COUNT]; /* the pane in focus on each screen */
    struct pane_scale scales[PANE_COUNT]; /* frozen while view.scales points here */
    bool mouse;               /* mouse events are enabled */
    bool dragging;            /* the ruler */
    struct form form;         /* of the settings screen */
    const struct library *library; /* the presets, or NULL */
    char setting_label[80];   /* shown before the value being typed: "data.n = " */
    struct catapult_settings opened;   /* a preset opened here; `original` then points to it, and `words` to its name */
    char opened_words[5 * CATAPULT_SETTING_TEXT]; /* the name in quotes */
    struct probes probes;     /* newest probe results */
    unsigned wanted;          /* probes requested from the session, and of which model */
    int wanted_model;
    struct lab_lesson lesson;
    const struct illustrator *illustrator; /* or NULL */
    void *figure;             /* being drawn into figure_path, or NULL */
    char figure_path[4200];
    unsigned long harmless;   /* commands to this session that do not change the run */
    unsigned long reopened;   /* sessions that replaced another one */
    bool running;             /* running or paused, as last requested or as the session decided */
    bool quit;

    /* Commands go to another thread, which may be in the middle of a long step.  Until the snapshot has answered all
     * of them, this is the state they lead to.  It is shown at once, and the next key press builds on it. */
    struct {
        unsigned long sent;
        bool eta_set, rate_set, t_set, running_set;
        double eta, rate;
        long t;               /* target of a jump back */
        char name;            /* the run that will be in focus; 0: unchanged */
        int runs;             /* number of runs there will be; 0: unchanged */
    } asked;
};

void lab_init(struct lab *lab, const struct catapult_settings *settings, const struct lab_options *options);
void lab_done(struct lab *lab);

/* Updates the snapshot, the histories and everything computed from them.  Returns whether anything was new. */
bool lab_fetch(struct lab *lab);

/* Applies the pending requests to lab->snapshot; forgets them once they are answered. */
void lab_expect(struct lab *lab);
void lab_expect_running(struct lab *lab, bool running); /* call it after a command that runs or pauses */

/* Starts the last line again, with "KEY: ". */
void lab_last(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Add to the last line. lab_say: what was done. lab_refuse: why nothing was done, shown on every screen.
 * lab_mistyped: the typed text is wrong; the prompt stays open. */
void lab_say(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lab_refuse(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lab_mistyped(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Every model has diverged: no step can be taken. */
bool lab_over(const struct lab *lab);

/* Whether there is a run to act on; if not, the last line says why. */
bool lab_ready(struct lab *lab);

enum { LAB_WINDOW_LEAST = 10 /* visible iterations */ };

void lab_set_theme(struct lab *lab, enum theme theme);
void lab_show_screen(struct lab *lab, enum screen_kind screen);

/* Performs a request; reports REQUEST_NONE as unbound.  Every request except a screen's is a row of one of these
 * tables: the run, several runs, the view, and the program in lab_request.c; NULL: in another table. */
typedef void (*lab_action)(struct lab *lab);
extern const lab_action lab_run_actions[REQUEST_COUNT], lab_branch_actions[REQUEST_COUNT],
    lab_sight_actions[REQUEST_COUNT], lab_lesson_actions[REQUEST_COUNT];
void lab_do(struct lab *lab, enum request request);

/* Executes a command with or without an argument (command.h).  Returns false, with nothing done, if it is not a
 * command. */
bool lab_command(struct lab *lab, const char *line, struct catapult_error *err);

/* For a request that needs an argument: opens the command line with its name already typed. */
void lab_ask(struct lab *lab, enum request request);

/* For callers that wait until a command is done. lab_goal: the step to which a command just sent will lead forward,
 * -1 for any other command. lab_at_rest: whether every command has been answered and that step is reached, or cannot
 * be. */
long lab_goal(const struct lab *lab, const char *line);
bool lab_at_rest(const struct lab *lab, long goal);

/* For commands with an argument; models are loaded. */
void lab_set_eta(struct lab *lab, const struct catapult_lr *lr);
void lab_set_rate(struct lab *lab, double rate);
void lab_move_cursor(struct lab *lab, long by);
void lab_set_window(struct lab *lab, long iterations); /* LAB_WINDOW_LEAST or more */
void lab_forward(struct lab *lab, int steps);
void lab_back(struct lab *lab, long steps);
void lab_goto(struct lab *lab, long t);
void lab_fork(struct lab *lab, long t);
void lab_focus(struct lab *lab, char name);
void lab_delete(struct lab *lab, char name);
void lab_lesson_slide(struct lab *lab, const char *number);
void lab_figure_named(struct lab *lab, const char *name);

/* lab_figure_serve: whether a figure has been completed, which the last line then reports; wait: waits for it.
 * lab_figure_wait: milliseconds until the next check, -1: no figure is being drawn. */
bool lab_figure_serve(struct lab *lab, bool wait);
int lab_figure_wait(const struct lab *lab);

/* Call it before an action that ends all runs.  Returns true if there are several runs and a user to ask; then go is
 * called after a yes (without asking again). what: a word or two for the question. */
bool lab_asks(struct lab *lab, const char *what, void (*go)(struct lab *lab));

/* Handles the answer to the question. */
void lab_answer(struct lab *lab, bool yes);

/* lab_begin starts the session, with its events recorded and played as the options ask. lab_end stops it, and reports
 * a recording that could not be written if there is no other error. */
enum catapult_status lab_begin(struct lab *lab, const struct catapult_settings *settings, session_loader load,
                               const struct lab_options *options, bool running, struct catapult_error *err);
enum catapult_status lab_end(struct lab *lab, enum catapult_status status, struct catapult_error *err);

/* Ends the session and starts another with these settings (copied), paused or running as before, at the same rate.
 * Returns false, with nothing changed, without memory or a thread. */
bool lab_reopen(struct lab *lab, const struct catapult_settings *settings);

/* The number of runs, including the effect of pending commands. */
int lab_runs(const struct lab *lab);

/* The text that the last line adds when one of `runs` runs, and all others with it, have ended. */
const char *lab_gone(int runs);

/* Sets eta from the text of the prompt. */
void lab_enter_eta(struct lab *lab);

/* Handles a key: passes it to the prompt, to the help screen or to a request. */
void lab_key(struct lab *lab, uint32_t key);

/* Handles a mouse event. */
void lab_mouse(struct lab *lab, const struct term_mouse *mouse);

/* lab_form_open: prepares the settings screen. lab_form_key: handles a key there; false if it has its usual meaning. */
void lab_form_open(struct lab *lab);
bool lab_form_key(struct lab *lab, uint32_t key);

/* Sets the setting under the cursor from the text of the prompt. */
void lab_enter_setting(struct lab *lab);

/* Updates the other runs on the screen; call it before drawing. */
void lab_see_others(struct lab *lab);
void lab_take_ghost(struct lab *lab); /* takes the ghost of a restart */
void lab_others_init(struct lab *lab);
void lab_others_done(struct lab *lab);

/* Tells the session which probes the screen needs, if that has changed. */
void lab_want(struct lab *lab);

/* Limits cursor, focus and help scroll to their valid ranges. */
void lab_clamp(struct lab *lab);

#endif
