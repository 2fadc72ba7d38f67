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
#include "tui/view.h"

struct lab {
    const struct settings *settings;
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

/* Puts the unanswered wishes into lab->snapshot; forgets them once they are answered. */
void lab_expect(struct lab *lab);

/* Adds to the last line, which holds "KEY: " already. */
void lab_say(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What a request does; REQUEST_NONE says so. */
void lab_do(struct lab *lab, enum request request);

/* The text of the prompt as eta; what is none stays in the prompt, with the reason. */
void lab_enter_eta(struct lab *lab);

/* Does what the key asks for: the prompt's, the help screen's, or a request's business. */
void lab_key(struct lab *lab, uint32_t key);

/* Keeps cursor, focus and help scroll within what there is. */
void lab_clamp(struct lab *lab);

#endif
