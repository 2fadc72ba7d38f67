/* palette.h - history and completion of the command line ':'.  Pure: it only changes the text of a prompt. */
#ifndef TUI_PALETTE_H
#define TUI_PALETTE_H

#include "tui/input/command.h"
#include "tui/input/prompt.h"

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
