/* prompt.h - a line editor for ASCII text, with history and completion for commands; no terminal. */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include <stdbool.h>
#include <stdint.h>

#include "tui/input/command.h"

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

/* History and completion of the command line ':'.  It only changes the text of a prompt. */
enum { PALETTE_LINES = 32 };

struct palette {
    int lines;                              /* lines in the history, oldest first */
    char line[PALETTE_LINES][COMMAND_TEXT];
    int at;                                 /* the line shown by Up and Down; `lines`: the one being typed */
    char typed[COMMAND_TEXT];               /* the text being typed, while an earlier line is shown */
    bool cycling;                           /* Tab was the last key */
    int candidate;                          /* the one in the prompt while cycling */
    struct completions candidates;          /* for the text before the first Tab, or for the current text */
};

/* Call it when a prompt is opened for a command. */
void palette_open(struct palette *palette, const struct prompt *prompt);

/* Handles Tab, Up and Down; returns false for other keys.  For these call palette_edited after the prompt has handled
 * them. */
bool palette_key(struct palette *palette, struct prompt *prompt, uint32_t key);
void palette_edited(struct palette *palette, const struct prompt *prompt);

/* Adds an entered line to the history, unless it equals the last one. */
void palette_keep(struct palette *palette, const char *line);

#endif
