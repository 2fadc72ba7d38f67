/* prompt.h - a line editor for ASCII text; no terminal. */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include <stdbool.h>
#include <stdint.h>

enum { PROMPT_TEXT = 4096 };

/* What the prompt asks for. */
enum prompt_kind { PROMPT_ETA, PROMPT_COMMAND, PROMPT_SETTING, PROMPT_QUESTION };

struct prompt {
    bool open;
    enum prompt_kind kind;
    bool over; /* some text did not fit and was dropped: Enter is refused until the line is edited */
    char text[PROMPT_TEXT];
};

enum prompt_event { PROMPT_EDITED, PROMPT_IGNORED, PROMPT_FULL, PROMPT_ENTER, PROMPT_CLOSED };

void prompt_open(struct prompt *prompt, enum prompt_kind kind);

/* Handles a key (see enum key_code) of an open prompt.  Esc closes it.  Enter leaves it open, so that the caller can
 * check its text. */
enum prompt_event prompt_key(struct prompt *prompt, uint32_t key);

#endif
