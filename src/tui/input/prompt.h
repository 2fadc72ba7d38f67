/* prompt.h - one line being typed: a pure editor of ASCII text, no terminal. */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include <stdbool.h>
#include <stdint.h>

enum { PROMPT_TEXT = 4096 };

/* What is asked for. */
enum prompt_kind { PROMPT_ETA, PROMPT_COMMAND, PROMPT_SETTING, PROMPT_QUESTION };

struct prompt {
    bool open;
    enum prompt_kind kind;
    bool over; /* something did not fit in and is not there: Enter is refused until it is edited */
    char text[PROMPT_TEXT];
};

enum prompt_event { PROMPT_EDITED, PROMPT_IGNORED, PROMPT_FULL, PROMPT_ENTER, PROMPT_CLOSED };

void prompt_open(struct prompt *prompt, enum prompt_kind kind);

/* A key (see enum key_code) for an open prompt.  Esc closes it; Enter leaves it open, with its text for the
 * caller to judge. */
enum prompt_event prompt_key(struct prompt *prompt, uint32_t key);

#endif
