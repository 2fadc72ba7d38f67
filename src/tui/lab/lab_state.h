/* lab_state.h - what lab.c (the loop), lab_key.c (where a key goes) and lab_request.c (what each request
 * does) share. */
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
    const struct catapult_settings *settings;  /* of the present run */
    const struct catapult_settings *original;  /* as the program was given them, by */
    const char *words;                /* the preset and options, quoted for a shell */
    const char *folder;               /* where files are written; NULL: here */
    bool terminal;                    /* there is one: without, a picture is made */
    bool unicode;                     /* it can show more than ASCII */
    int colors;                       /* 256, 8 or 0 */
    struct cast *cast;                /* the recording, or NULL */
    struct tape_writer *recorder;     /* of what is done to the run, or NULL */
    const struct tape *tape;          /* being played, or NULL */
    size_t memory;                    /* bytes for checkpoints */
    size_t history;                   /* and for rows */
    int part;                         /* of it, which the session has */
    struct session *session;
    struct snapshot snapshot; /* the newest, with what was asked for and is not answered yet put in its place */
    struct catapult_history histories[CATAPULT_MODEL_COUNT], ghosts[CATAPULT_MODEL_COUNT];
    struct digest digests[CATAPULT_MODEL_COUNT], ghost_digests[CATAPULT_MODEL_COUNT];
    char ghost_of;            /* the run it was before a restart */
    struct lab_other {        /* a run that waits, in the snapshot's order */
        unsigned long stamp;  /* of the rows here; 0: none */
        struct catapult_history histories[CATAPULT_MODEL_COUNT];
        struct digest digests[CATAPULT_MODEL_COUNT];
        struct catapult_history difference; /* from the run in focus, of a model */
        struct digest difference_digest;
        struct {              /* what it was made of */
            unsigned long stamp, epoch;
            int model;
        } of;
    } others[RUNS_MAX];
    bool by_hand;             /* a person does what is being done, and can be asked first */
    struct {
        void (*go)(struct lab *lab); /* what is done after a yes */
        char last[40];        /* the last line, to the question */
        char text[COMMAND_TEXT]; /* of the command asked about */
        char run;             /* asked about; 0: all */
    } question;
    struct keymap keymap;
    struct view view;
    struct canvas canvas;
    struct prompt prompt;
    struct palette palette;   /* of the prompt for commands */
    char hint[240];           /* what the command typed so far does */
    char candidates[400];     /* what Tab offers */
    session_loader load;      /* to begin anew with other settings: `changed` then */
    struct catapult_settings changed;
    char prompt_error[240];   /* why what was typed cannot be, until it is edited */
    struct last {
        char text[240];       /* the last key and what it did */
        bool refused;         /* nothing was done, and the text says why */
        bool mistyped;        /* because of what was typed */
        unsigned long eta_after; /* what eta is, is told once that command has been answered; 0: it is not */
    } last;
    enum pane_kind panes[SCREEN_COUNT]; /* the pane in focus of every screen */
    struct pane_scale scales[PANE_COUNT]; /* frozen, while view.scales points here */
    bool mouse;               /* it is listened to */
    bool dragging;            /* the ruler */
    struct form form;         /* of the settings screen */
    const struct library *library; /* the presets, or NULL */
    char setting_label[80];   /* before the value being typed: "data.n = " */
    struct catapult_settings opened;   /* a preset opened here, which `original` is then, and its name as `words` */
    char opened_words[5 * CATAPULT_SETTING_TEXT]; /* the name in quotes */
    struct probes probes;     /* what the probes found */
    unsigned wanted;          /* what the session was told to probe, of which model */
    int wanted_model;
    struct lab_lesson lesson;
    const struct illustrator *illustrator; /* or NULL */
    void *figure;             /* being drawn, or NULL, into: */
    char figure_path[4200];
    unsigned long harmless;   /* commands to this session that change nothing of the run */
    unsigned long reopened;   /* sessions begun in place of another */
    bool running;             /* run or pause, as last asked for or as the session decided */
    bool quit;

    /* Commands travel to another thread, which may be in the middle of a long step.  Until the snapshot has
     * answered them all, this is what will be: shown at once, and what the next key press builds upon. */
    struct {
        unsigned long sent;
        bool eta_set, rate_set, t_set, running_set;
        double eta, rate;
        long t;               /* where a jump back will arrive */
        char name;            /* the run that will be in focus; 0: as it is */
        int runs;             /* how many there will be; 0: as many as there are */
    } asked;
};

void lab_init(struct lab *lab, const struct catapult_settings *settings, const struct lab_options *options);
void lab_done(struct lab *lab);

/* Brings snapshot, histories and what hangs on them up to date; whether anything was new. */
bool lab_fetch(struct lab *lab);

/* Puts the unanswered wishes into lab->snapshot; forgets them once they are answered. */
void lab_expect(struct lab *lab);
void lab_expect_running(struct lab *lab, bool running); /* a command was sent that runs or pauses */

/* The last line begins anew, with "KEY: ". */
void lab_last(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds to it: what was done; why it was not, which is seen on every screen; or that what was typed is at fault, for
 * which a prompt stays open. */
void lab_say(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lab_refuse(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lab_mistyped(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Every model has diverged: no step can be taken. */
bool lab_over(const struct lab *lab);

/* Whether there is a run to act upon; the last line says why not. */
bool lab_ready(struct lab *lab);

enum { LAB_WINDOW_LEAST = 10 /* iterations in view */ };

void lab_set_theme(struct lab *lab, enum theme theme);
void lab_show_screen(struct lab *lab, enum screen_kind screen);

/* What a request does; REQUEST_NONE says so.  Every request but a screen's is a row of one of the tables, those of
 * the run, of the runs, of the picture, and of the program in lab_request.c; NULL: in another. */
typedef void (*lab_action)(struct lab *lab);
extern const lab_action lab_run_actions[REQUEST_COUNT], lab_branch_actions[REQUEST_COUNT],
    lab_sight_actions[REQUEST_COUNT], lab_lesson_actions[REQUEST_COUNT];
void lab_do(struct lab *lab, enum request request);

/* A command with or without an argument (command.h); false, with nothing done, if it is none. */
bool lab_command(struct lab *lab, const char *line, struct catapult_error *err);

/* A request that means nothing without an argument: the command line, with its name typed already. */
void lab_ask(struct lab *lab, enum request request);

/* For those who wait until a command is done.  The step to which a command just sent will lead forward, -1 for any
 * other; and whether everything asked for has been done and that step is reached, or cannot be. */
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

/* Whether a figure has been drawn, which the last line then tells; wait: until it has.  Milliseconds until the next look,
 * -1: there is none being drawn. */
bool lab_figure_serve(struct lab *lab, bool wait);
int lab_figure_wait(const struct lab *lab);

/* Before what ends all runs: whether there are several and somebody to ask; go is called after a yes, and not asked then.
 * what: a word or two of it. */
bool lab_asks(struct lab *lab, const char *what, void (*go)(struct lab *lab));

/* The question's answer. */
void lab_answer(struct lab *lab, bool yes);

/* Starts the session, its events recorded and played as the options ask; lab_end stops it, and tells of a recording
 * that could not be written if nothing else went wrong. */
enum catapult_status lab_begin(struct lab *lab, const struct catapult_settings *settings, session_loader load,
                               const struct lab_options *options, bool running, struct catapult_error *err);
enum catapult_status lab_end(struct lab *lab, enum catapult_status status, struct catapult_error *err);

/* Ends the session and starts another with these settings, paused or running as this one was, at the same pace.
 * The settings are copied.  False, with all as before, if there is no memory or thread. */
bool lab_reopen(struct lab *lab, const struct catapult_settings *settings);

/* How many runs there are, or will be once what was asked for is done. */
int lab_runs(const struct lab *lab);

/* What the last line adds where one of so many runs, and all beside it, have ended. */
const char *lab_gone(int runs);

/* The text of the prompt as eta. */
void lab_enter_eta(struct lab *lab);

/* Does what the key asks for: the prompt's, the help screen's, or a request's business. */
void lab_key(struct lab *lab, uint32_t key);

/* What the mouse did. */
void lab_mouse(struct lab *lab, const struct term_mouse *mouse);

/* The settings screen is shown; a key on it: false if it does there what it does anywhere. */
void lab_form_open(struct lab *lab);
bool lab_form_key(struct lab *lab, uint32_t key);

/* The text of the prompt as the value of the setting under the cursor. */
void lab_enter_setting(struct lab *lab);

/* What is shown beside the run in focus is brought up to date: before drawing. */
void lab_see_others(struct lab *lab);
void lab_take_ghost(struct lab *lab); /* a restart has handed one over */
void lab_others_init(struct lab *lab);
void lab_others_done(struct lab *lab);

/* Tells the session which probes the screen needs, if that has changed. */
void lab_want(struct lab *lab);

/* Keeps cursor, focus and help scroll within what there is. */
void lab_clamp(struct lab *lab);

#endif
