/* lab_state.h - what lab.c (the loop), lab_key.c (where a key goes) and lab_request.c (what each request
 * does) share. */
#ifndef TUI_LAB_STATE_H
#define TUI_LAB_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "session/session.h"
#include "tui/canvas.h"
#include "tui/digest.h"
#include "tui/keymap.h"
#include "tui/prompt.h"
#include "tui/theme.h"
#include "tui/view.h"

struct lab {
    const struct settings *settings;  /* of the present run */
    const struct settings *original;  /* as the program was given them, by */
    const char *words;                /* the preset and options, quoted for a shell */
    const char *folder;               /* where files are written; NULL: here */
    bool terminal;                    /* there is one: without, a picture is made */
    bool unicode;                     /* it can show more than ASCII */
    int colors;                       /* 256, 8 or 0 */
    struct session *session;
    struct snapshot snapshot; /* the newest, with what was asked for and is not answered yet put in its place */
    struct history histories[MODEL_COUNT], ghosts[MODEL_COUNT];
    struct digest digests[MODEL_COUNT], ghost_digests[MODEL_COUNT];
    struct keymap keymap;
    struct view view;
    struct canvas canvas;
    struct prompt prompt;
    char prompt_error[240];   /* why what was typed is no learning rate, until it is edited */
    char last[240];           /* the last key and what it did */
    bool running;             /* run or pause, as last asked for or as the session decided */
    bool quit;

    /* Commands travel to another thread, which may be in the middle of a long step.  Until the snapshot has
     * answered them all, this is what will be: shown at once, and what the next key press builds upon. */
    struct {
        unsigned long sent;
        bool eta_set, rate_set, t_set, running_set;
        double eta, rate;
        long t;               /* where a jump back will arrive */
    } asked;
};

struct lab_options;

void lab_init(struct lab *lab, const struct settings *settings, const struct lab_options *options);
void lab_done(struct lab *lab);

/* Brings snapshot, histories and what hangs on them up to date; whether anything was new. */
bool lab_fetch(struct lab *lab);

/* Puts the unanswered wishes into lab->snapshot; forgets them once they are answered. */
void lab_expect(struct lab *lab);

/* Adds to the last line, which holds "KEY: " already. */
void lab_say(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));

void lab_set_theme(struct lab *lab, enum theme theme);

/* What a request does; REQUEST_NONE says so. */
void lab_do(struct lab *lab, enum request request);

/* The text of the prompt as eta; what is none stays in the prompt, with the reason. */
void lab_enter_eta(struct lab *lab);

/* Does what the key asks for: the prompt's, the help screen's, or a request's business. */
void lab_key(struct lab *lab, uint32_t key);

/* Keeps cursor, focus and help scroll within what there is. */
void lab_clamp(struct lab *lab);

#endif
